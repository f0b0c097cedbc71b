"""Write the summary mail: subject, plain text and HTML, in the meeting's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import ActionItem, Language
from nightshift.domain.meetings.work import Work

Section = tuple[str, list[str]]  # title, lines


@dataclass(frozen=True, slots=True)
class Email:
    """One mail, ready to be sent."""

    sender: str
    recipients: tuple[str, ...]  # 1..50 addresses
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom."""

    sender: str  # "Onno <meetings@onno.app>"
    recipients: tuple[str, ...]


WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "subject": "Meeting summary",
        "summary": "What was said",
        "actions": "Action items",
        "none": "Nobody took on a task.",
        "who": "Who spoke",
        "missing": "Missing from this mail",
        "later": "It is delivered as soon as the meeting is processed again.",
        "nobody": "no owner",
        "due": "due",
        "turn": "turn",
        "generate_summary": "the summary",
        "extract_action_items": "the action items",
        "extract_relationship_data": "who spoke with whom",
        "create_embeddings": "the search index",
        "send_email_summary": "the e-mail",
        "footer": "Taken word for word from the transcript by Nightshift.",
    },
    "ko": {
        "subject": "회의 요약",
        "summary": "주요 발언",
        "actions": "할 일",
        "none": "맡은 일이 없습니다.",
        "who": "발언 비중",
        "missing": "이 메일에 빠진 내용",
        "later": "회의를 다시 처리하면 제공됩니다.",
        "nobody": "담당자 미정",
        "due": "기한",
        "turn": "발언",
        "generate_summary": "요약",
        "extract_action_items": "할 일 목록",
        "extract_relationship_data": "참석자 관계",
        "create_embeddings": "검색 색인",
        "send_email_summary": "이메일",
        "footer": "Nightshift가 회의록 원문에서 그대로 뽑은 내용입니다.",
    },
}


def compose(work: Work, gathered: Gathered, missing: tuple[Task, ...], envelope: Envelope) -> Email:
    """Return the mail; what is missing is named first. The subject has at most 120 characters."""
    words = WORDS[work.language]
    headline = gathered.summary.headline if gathered.summary else work.meeting_id
    sections = list(_sections(gathered, missing, words))
    return Email(
        envelope.sender,
        envelope.recipients,
        subject=" ".join(f"{words['subject']}: {headline}".split())[:120],
        text=_text(sections, words),
        html=_html(work, headline, sections),
    )


def _text(sections: list[Section], words: dict[str, str]) -> str:
    parts = [_text_section(title, lines) for title, lines in sections]
    return "\n\n".join([*parts, words["footer"]]) + "\n"


def _text_section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([title.upper(), *(f"- {line}" for line in lines)])


def _html(work: Work, headline: str, sections: list[Section]) -> str:
    return _template("page").substitute(
        language=work.language,
        headline=escape(headline),
        meeting=escape(work.meeting_id),
        sections="".join(_html_section(title, lines) for title, lines in sections),
        footer=escape(WORDS[work.language]["footer"]),
    )


def _html_section(title: str, lines: list[str]) -> str:
    items = "".join(_template("line").substitute(line=escape(line)) for line in lines)
    return _template("section").substitute(title=escape(title), lines=items)


def _sections(
    gathered: Gathered, missing: tuple[Task, ...], words: dict[str, str]
) -> Iterable[Section]:
    if missing:
        names = ", ".join(words[task] for task in missing)
        yield words["missing"], [names, words["later"]]
    if gathered.summary is not None:
        cited = gathered.summary.sentences
        yield words["summary"], [f"{s.text} [{words['turn']} {s.turn}]" for s in cited]
    if gathered.action_items is not None:
        items = [_item(item, words) for item in gathered.action_items]
        yield words["actions"], items or [words["none"]]
    if gathered.relationships is not None:
        shares = gathered.relationships.participation
        yield words["who"], [f"{p.speaker}: {p.share:.0%}" for p in shares]


def _item(item: ActionItem, words: dict[str, str]) -> str:
    due = f", {words['due']}: {item.due}" if item.due else ""
    return f"{item.owner or words['nobody']}: {item.text} [{words['turn']} {item.turn}{due}]"


def _template(name: str) -> Template:
    folder = files("nightshift.domain.meetings").joinpath("email_templates")
    return Template(folder.joinpath(f"{name}.html").read_text(encoding="utf-8"))

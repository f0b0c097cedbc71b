"""A message as Slack takes it: Block Kit, split so that no limit is passed and no finding is lost.

50 blocks a message, 3,000 characters a section, 150 a header, 10 fields (docs.slack.dev, Block
Kit); all text together stays under 12,000, because from about 13,170 on Slack answers
`msg_blocks_too_long` (slackapi/bolt-js#2509). Read 2026-11-20.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from nightshift.domain.notifications.notice import Message

HEADER_LIMIT = 150
SECTION_LIMIT = 2_900  # of 3,000
PART_LIMIT = 6_000  # characters of text and findings in one message; the rest is fields and remarks
PIECE_LIMIT = 500  # of a paragraph before escaping; "&" becomes five characters
FIELD_LIMIT = 200
FIELDS_LIMIT = 10
REMARK_LIMIT = 500
REMARKS_LIMIT = 5
FALLBACK_LIMIT = 500


def parts(message: Message) -> list[dict[str, Any]]:
    """Return the bodies to post, in order; more than one where the findings are many."""
    chunks = list(_chunks(_paragraphs(message)))
    total = len(chunks)
    return [_part(message, sections, n, total) for n, sections in enumerate(chunks, start=1)]


def _part(message: Message, sections: list[str], number: int, total: int) -> dict[str, Any]:
    which = f" ({number}/{total})" if total > 1 else ""
    blocks: list[dict[str, Any]] = []
    if not message.exact or number > 1:
        blocks.append(_header(message, which))
    blocks += [{"type": "section", "text": _mrkdwn(text)} for text in sections]
    if number == 1 and not message.exact:
        blocks += _fields(message.notice.facts)
    blocks.append(_context(message, which if message.exact else "", first=number == 1))
    return {"text": _fallback(message, which), "blocks": blocks}


def _fallback(message: Message, which: str) -> str:
    """Return what a phone shows, and what is read aloud; an exact text is just that."""
    if message.exact and not which:
        return escaped(clipped(message.text, PIECE_LIMIT))
    return escaped(
        clipped(f"{message.icon} {message.headline}{which}: {message.text}", FALLBACK_LIMIT)
    )


def _header(message: Message, which: str) -> dict[str, Any]:
    room = HEADER_LIMIT - size(which)
    text = clipped(f"{message.icon} {message.headline}", room) + which
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": True}}


def _fields(facts: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    shown = [
        _mrkdwn(f"*{_cut(name)}*\n{_cut(value)}") for name, value in facts[:FIELDS_LIMIT] if value
    ]
    return [{"type": "section", "fields": shown}] if shown else []


def _cut(text: str) -> str:
    return escaped(clipped(text, FIELD_LIMIT))


def _context(message: Message, which: str, *, first: bool) -> dict[str, Any]:
    notice = message.notice
    line = f"{notice.workload or 'unknown workload'} · {notice.severity} · {message.when}{which}"
    remarks = [*message.remarks, *([f"Runbook: {notice.runbook}"] if notice.runbook else [])]
    lines = [line, *(filter(None, remarks[:REMARKS_LIMIT]) if first else [])]
    elements = [_mrkdwn(escaped(clipped(text, REMARK_LIMIT))) for text in lines]
    return {"type": "context", "elements": elements}


def _paragraphs(message: Message) -> Iterator[str]:
    """Yield text and findings as escaped pieces that fit into a section."""
    yield from _pieces(message.text, "")
    for finding in message.notice.findings:
        yield from _pieces(finding, "• ")


def _pieces(text: str, mark: str) -> Iterator[str]:
    rest = text.strip() or "–"
    while rest:
        piece, rest = _split(rest, PIECE_LIMIT)
        yield mark + escaped(piece)
        mark = ""


def _split(text: str, limit: int) -> tuple[str, str]:
    if size(text) <= limit:
        return text, ""
    piece = clipped(text, limit, end="")
    space = piece.rfind(" ")
    if space > limit // 2:
        piece = piece[:space]
    return piece, text[len(piece) :].lstrip(" ")


def _chunks(paragraphs: Iterator[str]) -> Iterator[list[str]]:
    """Yield the sections of one message after the other."""
    sections: list[str] = []
    room = PART_LIMIT
    for paragraph in paragraphs:
        needed = size(paragraph) + 1
        if needed > room and sections:
            yield sections
            sections, room = [], PART_LIMIT
        room -= needed
        if sections and size(sections[-1]) + needed <= SECTION_LIMIT:
            sections[-1] += f"\n{paragraph}"
        else:
            sections.append(paragraph)
    yield sections


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def escaped(text: str) -> str:
    """Return text in which Slack finds no control sequence (its own three characters)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(text: str) -> int:
    """Return the length as JavaScript counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, limit: int, end: str = "…") -> str:
    """Return at most `limit` of `size`, with `end` where something is missing."""
    if size(text) <= limit:
        return text
    kept = text[: limit - len(end)]
    while size(kept) > limit - len(end):
        kept = kept[:-1]
    return kept + end

"""Slack's limits hold for any text, and nothing that matters is lost."""

import html
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.outside.blocks import Blocks
from nightshift.domain.notifications import slack
from nightshift.domain.notifications.notice import Message
from tests.unit.notifications.notices import message, notice

LENGTHS = st.sampled_from([1, 3, 40, 400, 4000])


def long(alphabet: str) -> st.SearchStrategy[str]:
    """Return texts of every length, which hypothesis by itself seldom makes."""
    short = st.text(alphabet=alphabet, min_size=1, max_size=12)
    return st.builds(lambda text, times: (text * times)[:5000], short, LENGTHS)


TEXT = st.one_of(st.just(""), long("ab &<>한글🔥\n*_`é"))
TOTAL_LIMIT = 12_000


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        found = [strings(part) for key, part in value.items() if key != "type"]
        return [text for texts in found for text in texts]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=60)
@given(
    title=TEXT,
    summary=TEXT,
    findings=st.lists(TEXT, max_size=40),
    facts=st.lists(st.tuples(TEXT, TEXT), max_size=12),
    remarks=st.lists(TEXT, max_size=7),
)
def test_every_message_fits_whatever_is_said(
    title: str, summary: str, findings: list[str], facts: list[tuple[str, str]], remarks: list[str]
) -> None:
    made = notice(title=title, summary=summary, findings=tuple(findings), facts=tuple(facts))

    for body in slack.parts(Message(made, summary, remarks=tuple(remarks))):
        Blocks.model_validate(body["blocks"])
        assert sum(slack.size(text) for text in strings(body)) < TOTAL_LIMIT


@settings(max_examples=60)
@given(findings=st.lists(long("ab &<>한🔥"), max_size=30))
def test_no_character_of_a_finding_is_lost(findings: list[str]) -> None:
    bodies = slack.parts(message(summary="s", findings=tuple(findings)))

    sections = [b["text"]["text"] for body in bodies for b in body["blocks"] if "text" in b]
    said = html.unescape("".join("".join(sections).split()).replace("•", ""))
    place = 0
    for finding in findings:
        wanted = "".join(finding.split())
        place = said.find(wanted[:100], place)
        assert place >= 0
    assert all(said.count(c) >= sum(f.count(c) for f in findings) for c in "ab&<>한🔥")


def test_many_findings_are_numbered_parts_and_few_are_one() -> None:
    few = slack.parts(message(findings=("one", "two")))
    many = slack.parts(message(findings=tuple(f"{n} {'x' * 90}" for n in range(200))))

    assert len(few) == 1
    headers = [body["blocks"][0]["text"]["text"] for body in many]
    total = len(many)
    assert [header[-6:] for header in headers] == [f" ({n}/{total})" for n in range(1, total + 1)]


def test_an_exact_text_stands_alone() -> None:
    made = notice(facts=(("sha", "4f2a91c"),))
    text = "✅ API Server deployed to production (SHA: 4f2a91c)"

    (body,) = slack.parts(Message(made, text, exact=True))

    assert body["text"] == text
    assert [block["type"] for block in body["blocks"]] == ["section", "context"]
    assert body["blocks"][0]["text"]["text"] == text


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("🔥🔥", 3, "🔥…"), ("가나다라", 3, "가나…")],
)
def test_text_is_cut_between_characters(text: str, limit: int, expected: str) -> None:
    assert slack.clipped(text, limit) == expected

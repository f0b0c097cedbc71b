"""What other systems put into an event is made readable before anybody sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.notifications.cleaning import clean, readable
from tests.unit.notifications.notices import notice


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 한글, 👩‍👧, ✅ *b*\n• next\tcolumn", None),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("half \ud83d of it", "half \ufffd of it"),
        ("  \x00 ", ""),
    ],
)
def test_what_cannot_be_seen_is_left_out(text: str, shown: str | None) -> None:
    assert readable(text) == (text if shown is None else shown)


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_comes_can_be_sent(text: str) -> None:
    cleaned = readable(text)

    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert readable(cleaned) == cleaned


def test_every_text_of_a_notice_is_cleaned() -> None:
    bad = "x\x00\ud800"
    made = notice(
        id=bad, workload=bad, title=bad, summary=bad, fields={bad: bad},
        facts=((bad, bad),), findings=(bad,), incident=bad,
    )  # fmt: skip

    found = clean(made)

    assert {found.id, found.workload, found.title, found.summary, found.incident} == {"x\ufffd"}
    assert (found.fields, found.facts) == ({"x\ufffd": "x\ufffd"}, (("x\ufffd", "x\ufffd"),))
    assert found.findings == ("x\ufffd",)


def test_a_blank_title_is_the_kind_and_a_blank_summary_is_the_title() -> None:
    found = clean(notice(title=" \n ", summary="\x00"))

    assert (found.title, found.summary) == ("Cost Reported", "Cost Reported")

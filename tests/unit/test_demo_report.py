import io
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from demo import bill, heat_map, night, page, pictures, prices, record, terminal, words
from demo.fixtures import MEETINGS, Fixture
from demo.record import CallCount, Record
from demo.results import TRANSCRIPT
from tests.unit.demo_night import a_night as a_whole_night


@pytest.fixture
def a_night() -> Record:
    return a_whole_night()


def printed(shown: Record) -> str:
    console = Console(file=io.StringIO(), record=True, width=100)
    terminal.report(shown, Path("build/index.html"), console)
    return console.export_text()


class Page(HTMLParser):
    """Reads a page: the ids in it, the addresses it links to, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.frames: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" else []
        self.loads += [tag] if tag in ("script", "link", "img") or found.get("src") else []
        self.frames += [found] if tag == "iframe" else []


@pytest.mark.parametrize("fixture", MEETINGS, ids=lambda f: f.meeting_id)
def test_a_fixture_meeting_keeps_the_contract(fixture: Fixture) -> None:
    transcript = TRANSCRIPT.validate_json(fixture.document())

    numbers = [turn.i for turn in transcript.turns]
    assert transcript.meeting_id == fixture.meeting_id
    assert numbers == list(range(len(numbers)))
    assert 70 <= len(numbers) <= 110
    assert set(fixture.speakers()) == {person.name for person in fixture.attendees}
    assert all(
        t.start is not None and t.end is not None and t.start < t.end for t in transcript.turns
    )


def test_a_record_reads_back_as_it_was_written(a_night: Record, tmp_path: Path) -> None:
    record.save(a_night, tmp_path / "record.json")

    assert record.load(tmp_path / "record.json") == a_night


def test_the_page_loads_nothing_and_every_link_in_it_leads_somewhere(a_night: Record) -> None:
    found = Page(page.render(a_night))

    inside = {link[1:] for link in found.links if link.startswith("#")}
    assert found.loads == []
    assert inside <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert f"{MEETINGS[0].meeting_id}-14" in inside


def test_an_email_is_shown_as_sent_in_a_frame_that_may_do_nothing(a_night: Record) -> None:
    frames = Page(page.render(a_night)).frames

    assert [frame["srcdoc"] for frame in frames] == [
        mail.body for meeting in a_night.meetings for mail in meeting.emails
    ]
    assert all(frame["sandbox"] is None for frame in frames)


def test_what_people_said_cannot_become_markup(a_night: Record) -> None:
    said = replace(
        a_night.meetings[0].transcript.turns[14], text='<img src="x" onerror="alert(1)">'
    )
    turns = tuple(said if t.i == 14 else t for t in a_night.meetings[0].transcript.turns)
    meeting = replace(
        a_night.meetings[0], transcript=replace(a_night.meetings[0].transcript, turns=turns)
    )

    found = Page(page.render(replace(a_night, meetings=(meeting,))))

    assert found.loads == []


def test_a_partial_meeting_names_what_is_missing(a_night: Record) -> None:
    partial = replace(
        a_night.meetings[0],
        status="PARTIAL",
        missing=("generate_summary",),
        errors={"generate_summary": "States.Timeout"},
        summary=None,
    )
    shown = replace(a_night, meetings=(partial,))

    for told in (page.render(shown), printed(shown)):
        assert "summary: States.Timeout" in told
    assert "Partial: summary could not be produced" in page.render(shown)


def test_a_repeat_is_told_as_one_and_not_as_another_run(a_night: Record) -> None:
    assert "The same event a second time: answered, not redone." in page.render(a_night)
    assert printed(a_night).count("answered, not redone") == 1


def test_a_repeat_that_sent_a_second_email_is_not_called_answered(a_night: Record) -> None:
    assert a_night.repeat is not None
    sent_twice = replace(a_night, repeat=replace(a_night.repeat, new_emails=1))

    assert "answered, not redone" not in page.render(sent_twice) + printed(sent_twice)


def test_the_night_is_told_in_the_order_it_happened(a_night: Record) -> None:
    kinds = [moment.kind for moment in night.moments(a_night)]

    one_meeting = ["in", "run", "mail", "out"]
    assert kinds == ["clock", *one_meeting, *one_meeting, "run", "clock"]


def test_the_bill_prices_each_use_once(a_night: Record) -> None:
    use = {(c.service, c.price): c.quantity for c in bill.charges(a_night)}

    assert (
        use["Step Functions", prices.STATE_TRANSITION] == 9 + 9 + 1
    )  # 8 states and a retry, twice
    assert use["Lambda", prices.LAMBDA_GB_SECOND] == Decimal("0.4")  # 512 MB for 800 ms
    assert use["SES", prices.SES_MESSAGE] == 10
    assert use["S3", prices.S3_READ] == 12
    assert len(use) == len(bill.charges(a_night))


def test_a_refused_call_is_not_billed(a_night: Record) -> None:
    refused = (CallCount("r", "s3", "PutObject", "denied", 4),)

    lines = bill.charges(replace(a_night, calls=refused))

    assert "S3" not in {line.service for line in lines}


def test_the_network_ties_people_who_talked_and_points_where_work_went(a_night: Record) -> None:
    relationships = a_night.meetings[0].relationships
    assert relationships is not None

    net = pictures.network(relationships)

    talked = {
        frozenset((r.source, r.target)) for r in relationships.relations if r.kind == "replies_to"
    }
    assert len(net.nodes) == 5
    assert len(net.talk) == len(talked)
    assert [tie.title for tie in net.assignments] == [
        f"Hannah gave {name} 2 things to do" for name in ("Joel", "Marek", "Sofia")
    ]


def test_the_heat_map_is_a_square_whose_strongest_cell_is_the_closest_pair(
    a_night: Record,
) -> None:
    embeddings = a_night.meetings[0].embeddings
    assert embeddings is not None

    square = heat_map.heat_map(embeddings)

    chunks = len(embeddings.chunks)
    strongest = [
        (c.y // heat_map.CELL, c.x // heat_map.CELL) for c in square.cells if c.strength == 1
    ]
    assert square.closest is not None
    assert len(square.cells) == chunks**2
    assert strongest == [square.closest[:2], square.closest[1::-1]]


@pytest.mark.parametrize("emptied", ["summary", "actions", "relationships", "embeddings"])
def test_any_result_may_be_absent(a_night: Record, emptied: str) -> None:
    nothing: dict[str, Any] = {emptied: None}
    meetings = tuple(replace(meeting, **nothing) for meeting in a_night.meetings)

    assert page.render(replace(a_night, meetings=meetings)).count("Not asked for.") == 2


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0004, "< 1 ms"),
        (0.0412, "41 ms"),
        (2.34, "2.3 s"),
        (59.97, "60.0 s"),
        (21_900, "6 h 5 min"),
        (86_400, "24 h"),
    ],
)
def test_a_duration_is_told_in_the_unit_that_fits_it(seconds: float, expected: str) -> None:
    assert words.lasting(seconds) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", "$0"), ("0.000872", "$0.00087"), ("0.0300", "$0.030"), ("1.204", "$1.20")],
)
def test_small_money_is_not_rounded_away(amount: str, expected: str) -> None:
    assert words.usd(Decimal(amount)) == expected

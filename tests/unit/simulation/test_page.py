"""The page is well formed, needs nothing from elsewhere, and shows nobody's text as markup."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from nightshift.adapters import manifests
from nightshift.domain.simulation import page, words
from nightshift.domain.simulation.model import Play, Simulation
from nightshift.domain.simulation.page import chart
from nightshift.domain.simulation.page.axis import Axis
from nightshift.domain.simulation.play import play
from tests.unit.simulation.scene import FIRST, SECOND, excepting, played

VOID = {"meta", "br"}
NASTY = "<script>alert(1)</script> & $total"
OPENING = (
    "    openings: []",
    '    openings:\n      - {name: concert, at: "2026-12-05T20:00:00+09:00", capacity: 3}',
)


class Nesting(HTMLParser):
    """Holds that what is opened is closed, in order; keeps ids, links and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self._note(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def _note(self, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def read(text: str) -> Nesting:
    found = Nesting()
    found.feed(text)
    found.close()
    return found


@pytest.fixture(scope="module")
def everything() -> str:
    return page.draw(play(manifests.every(), FIRST, SECOND))


def test_what_is_opened_is_closed(everything: str) -> None:
    assert read(everything).open == []


def test_each_id_stands_once_and_each_link_leads_to_one(everything: str) -> None:
    found = read(everything)

    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert [link for link in found.links if not link.startswith("#")] == []


def test_nothing_comes_from_elsewhere_and_nothing_runs(everything: str) -> None:
    assert "<script" not in everything
    assert re.findall(r"(?:https?:)?//|@import|url\((?!#)", everything) == []
    assert "default-src 'none'" in everything


def test_every_workload_has_its_place(everything: str) -> None:
    found = read(everything)

    for name in manifests.names():
        assert name in found.ids
        assert f"#{name}" in found.links


def test_the_sums_are_those_of_the_simulation(everything: str) -> None:
    found = play(manifests.every(), FIRST, SECOND)

    text = read(everything).text
    for each in found.plays:
        if each.saved_hours:
            assert f"saved of {words.usd(each.whole_usd)}" in text
    assert words.usd(found.saved_usd) in text


def test_a_persons_words_are_text() -> None:
    reason = f'keep: asleep, start: "2026-12-02T20:00", end: "2026-12-04T08:00", reason: "{NASTY}"'
    found = page.draw(Simulation((played("codemate-dev", excepting(reason)),)))

    assert "<script" not in found
    assert f"kept asleep: {NASTY}" in read(found).text


def test_a_page_of_nothing_is_a_page() -> None:
    assert read(page.draw(Simulation(()))).open == []


def _drawn(found: Play) -> ET.Element:
    return ET.fromstring(chart.draw(found))


def _percent(element: ET.Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


@pytest.mark.parametrize("name", manifests.names())
def test_the_picture_says_in_words_what_it_shows(name: str) -> None:
    drawn = _drawn(played(name))

    title, description = drawn.findtext("title"), drawn.findtext("desc")
    assert title == f"{name} over time"
    assert description is not None
    for service in manifests.get(name).services:
        assert f"{service.name}: " in description


@pytest.mark.parametrize("name", manifests.names())
def test_nothing_is_drawn_outside_of_the_picture(name: str) -> None:
    drawn = _drawn(played(name, start="2026-12-01T07:30", end="2026-12-09T21:15"))
    height = float(drawn.attrib["height"])

    for box in drawn.iter("rect"):
        width = box.attrib["width"]
        extent = _percent(box, "width") if width.endswith("%") else 0
        assert 0 <= _percent(box, "x") <= _percent(box, "x") + extent <= 100.001
        assert float(box.attrib["y"]) >= 0
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height


def test_running_boxes_follow_each_other_and_are_as_high_as_their_number() -> None:
    drawn = _drawn(played("onno-staging", start="2026-12-01", end="2026-12-02"))

    api = [box for box in drawn.iter("rect") if box.attrib["class"] == "runs"][:3]
    heights = [float(box.attrib["height"]) for box in api]
    assert [height / min(heights) for height in heights] == [1, 2, 1]
    for one, other in pairwise(api):
        assert abs(_percent(one, "x") + _percent(one, "width") - _percent(other, "x")) < 0.002


def test_refusals_and_openings_are_marked() -> None:
    refused = _drawn(played("onno-prod", end="2026-12-02"))
    opened = _drawn(played("ticketing-prod", OPENING))

    assert [b.attrib["class"] for b in refused.iter("rect")].count("refused") == 1
    (mark,) = opened.iter("circle")
    assert mark.findtext("title") == "opening concert, Sat 5 Dec 20:00"


@pytest.mark.parametrize(
    ("end", "labels"),
    [
        ("2026-12-04", ["Tue 1", "Wed 2", "Thu 3"]),
        ("2026-12-30", ["Mon 7 Dec", "Mon 14 Dec", "Mon 21 Dec", "Mon 28 Dec"]),
        ("2027-04-01", ["Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027"]),
    ],
)
def test_a_longer_span_has_fewer_labels(end: str, labels: list[str]) -> None:
    axis = Axis.of(played("codemate-dev", end=end))

    assert [tick.wide for tick in axis.ticks()] == labels


def test_days_are_local_where_the_clocks_change() -> None:
    berlin = ("timezone: Asia/Seoul", "timezone: Europe/Berlin")
    axis = Axis.of(played("codemate-dev", berlin, start="2026-03-28", end="2026-03-31"))

    hours = [(span.end - span.start).total_seconds() / 3600 for _, span in axis.days()]
    assert hours == [24, 23, 24]

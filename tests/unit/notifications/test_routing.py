"""Who is told, and when: routes, the default, quiet hours, the minute."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.manifest.notifications import Notifications
from nightshift.domain.notifications.notice import Effect
from nightshift.domain.notifications.routing import Plan, Rules, Timing, decide, quiet_until
from tests.unit.notifications.notices import notice

SEOUL = ZoneInfo("Asia/Seoul")
BERLIN = ZoneInfo("Europe/Berlin")
DECLARED = {
    "routes": {
        "info": {"to": ["slack"], "otherwise": ["email"]},
        "critical": {"to": ["slack", "pagerduty"], "otherwise": ["email", "sns"]},
    },
    "quiet_hours": {"start": "22:00", "end": "07:00"},
}
NIGHT = datetime(2026, 1, 15, 14, 0, 20, tzinfo=UTC)  # 23:00:20 in Seoul
MORNING = datetime(2026, 1, 15, 22, 0, tzinfo=UTC)  # 07:00 in Seoul


def rules(declared: Any = DECLARED) -> Rules:
    found = None if declared is None else Notifications.model_validate(declared)
    return Rules(found, SEOUL)


def channels(plan: Plan) -> list[str]:
    return [way.channel for way in plan.to]


@pytest.mark.parametrize(
    ("fields", "declared", "to", "otherwise"),
    [
        ({"severity": "critical"}, DECLARED, ["slack", "pagerduty"], ("email", "sns")),
        ({"severity": "warning"}, DECLARED, ["sns"], ()),  # no route: the default
        ({"severity": "critical"}, None, ["sns"], ()),
        ({"severity": "critical"}, {}, ["sns"], ()),
        (
            {"severity": "info", "effect": Effect.RESOLVE},
            DECLARED,
            ["slack", "pagerduty"],
            ("email",),
        ),
        ({"severity": "info", "effect": Effect.RESOLVE}, {}, ["sns"], ()),
        ({"silent": True}, DECLARED, ["pagerduty"], ()),
        ({"silent": True}, None, [], ()),
        ({"severity": "info", "avoid": "slack"}, DECLARED, ["email"], ()),
        ({"severity": "critical", "avoid": "slack"}, DECLARED, ["pagerduty"], ("email", "sns")),
        ({"severity": "warning", "avoid": "sns"}, DECLARED, ["sns"], ()),  # there is no other
    ],
)
def test_a_notice_takes_the_ways_of_its_route(
    fields: dict[str, Any], declared: Any, to: list[str], otherwise: tuple[str, ...]
) -> None:
    plan = decide(notice(**fields), rules(declared))

    assert channels(plan) == to
    assert plan.otherwise == otherwise


@pytest.mark.parametrize(
    ("severity", "timing", "due"),
    [
        ("info", Timing.LATER, MORNING),
        ("warning", Timing.MINUTE, datetime(2026, 1, 15, 14, 1, tzinfo=UTC)),
        ("critical", Timing.MINUTE, datetime(2026, 1, 15, 14, 1, tzinfo=UTC)),
    ],
)
def test_at_night_only_routine_waits_for_the_morning(
    severity: str, timing: Timing, due: datetime
) -> None:
    way = decide(notice(severity=severity, at=NIGHT), rules()).to[0]

    assert (way.timing, way.due) == (timing, due)


def test_pagerduty_never_waits() -> None:
    paged = {"info": {"to": ["pagerduty"]}}
    declared = DECLARED | {"routes": paged}

    assert decide(notice(severity="info", at=NIGHT), rules(declared)).to[0].timing is Timing.NOW


@pytest.mark.parametrize(
    ("at", "start", "end", "zone", "expected"),
    [
        ("2026-01-15T22:00+09:00", "22:00", "07:00", SEOUL, "2026-01-16T07:00+09:00"),
        ("2026-01-16T06:59+09:00", "22:00", "07:00", SEOUL, "2026-01-16T07:00+09:00"),
        ("2026-01-16T07:00+09:00", "22:00", "07:00", SEOUL, None),
        ("2026-01-15T21:59+09:00", "22:00", "07:00", SEOUL, None),
        ("2026-01-15T13:00+09:00", "12:00", "14:00", SEOUL, "2026-01-15T14:00+09:00"),
        ("2026-01-15T11:00+09:00", "12:00", "14:00", SEOUL, None),
        ("2026-01-15T12:00+09:00", "12:00", "12:00", SEOUL, None),  # an empty span
        ("2026-03-28T23:30+01:00", "23:00", "06:00", BERLIN, "2026-03-29T06:00+02:00"),
        ("2026-10-24T23:30+02:00", "23:00", "06:00", BERLIN, "2026-10-25T06:00+01:00"),
    ],
)
def test_quiet_hours_end_in_the_workloads_zone(
    at: str, start: str, end: str, zone: ZoneInfo, expected: str | None
) -> None:
    found = quiet_until(
        datetime.fromisoformat(at),
        time.fromisoformat(start),
        time.fromisoformat(end),
        zone=zone,
    )

    assert found == (datetime.fromisoformat(expected) if expected else None)


@given(
    at=st.integers(1_704_000_000, 1_893_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    start=st.integers(0, 23),
    end=st.integers(0, 23),
    zone=st.sampled_from([SEOUL, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("UTC")]),
)
def test_the_end_of_the_quiet_hours_is_near_and_not_quiet(
    at: datetime, start: int, end: int, zone: ZoneInfo
) -> None:
    found = quiet_until(at, time(start), time(end), zone=zone)

    if found is not None:
        assert at < found <= at + timedelta(hours=25)
        assert quiet_until(found, time(start), time(end), zone=zone) is None

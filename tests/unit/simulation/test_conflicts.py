"""What will not be as its author meant it is said, with a fix and how often."""

from nightshift.adapters import manifests
from nightshift.domain.simulation.play import one
from tests.unit.simulation.scene import FIRST, OFFICE, SECOND, messages, played

OPENINGS = "    openings: []"


def _opening(name: str, at: str) -> str:
    return f'      - {{name: {name}, at: "{at}+09:00", capacity: 2}}\n'


def test_onnos_window_does_not_fit_into_its_database() -> None:
    found = played("onno-prod")

    assert messages(found) == [
        (
            "warning api: 2 tasks instead of 4: 4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - 10 = 90 "
            "connections, and 8 x 20 (api) + 4 x 20 (ws) = 240 while a new version comes (10)"
        )
    ]
    assert found.conflicts[0].fix.startswith("set pool to 7 or less (90 / 12 processes)")


def test_glimpses_declared_size_does_not_fit_into_its_database() -> None:
    assert messages(played("glimpse-prod")) == [
        (
            "warning database: the declared sizes need 3 x 50 (api) = 150 of 112 - 10 = 102 "
            "connections (0)"
        )
    ]


def test_a_window_that_asks_for_the_minimum_changes_nothing() -> None:
    assert [line.split(":")[0] for line in messages(played("codemate-prod"))] == [
        "info frontend",
        "info backend",
    ]


def test_a_backup_window_in_every_night_is_a_warning_and_on_weekends_a_remark() -> None:
    always, sometimes = played("codemate-dev"), played("onno-staging")

    assert messages(always) == [
        (
            "warning database: backup window 18:00-19:00 UTC falls into the sleep; RDS makes no "
            "automatic backup then (14)"
        )
    ]
    assert messages(sometimes)[0].startswith("info database: backup window 09:00-10:00 UTC falls")
    assert (len(sometimes.conflicts[0].at), sometimes.conflicts[0].of) == (4, 14)


def test_drills_and_snapshots_in_the_sleep_are_told() -> None:
    backups = (
        "backups:\n"
        '  snapshots: {days: [sun], at: "04:00", retention_days: 7}\n'
        '  drills: [{kind: restore, day_of_month: 8, at: "21:00"}]\n\n'
        "costs:\n"
    )

    found = messages(played("codemate-dev", ("\ncosts:\n", f"\n{backups}")))

    assert found[1:] == [
        (
            "warning database: snapshot at 04:00 falls into the sleep; a stopped database has none "
            "made (2)"
        ),
        (
            "warning database: restore drill on day 8 at 21:00 falls into the sleep; it would find "
            "a stopped database (1)"
        ),
    ]


def test_openings_that_are_over_or_overlap_are_told() -> None:
    openings = (
        _opening("old", "2026-11-05T20:00:00")
        + _opening("one", "2026-12-05T20:00:00")
        + _opening("two", "2026-12-05T20:30:00")
    )

    found = messages(played("ticketing-prod", (OPENINGS, f"    openings:\n{openings}")))

    assert found == [
        "info backend: opening old is over before the simulation begins (1)",
        "info backend: openings one and two overlap; the greater capacity holds (1)",
    ]


def test_an_opening_while_asleep_is_told() -> None:
    opening = "    drain_seconds: 30 # TQ-B11\n    openings:\n" + _opening(
        "one", "2026-12-05T10:00:00"
    ).replace("capacity: 2", "capacity: 1")

    found = messages(played("ticketing-staging", ("    drain_seconds: 30 # TQ-B11\n", opening)))

    assert found == ["warning backend: opening one is while the environment is asleep (1)"]


def test_a_window_that_begins_only_in_the_sleep_is_told() -> None:
    night = OFFICE.replace("09:00", "21:00").replace("18:00", "23:00")

    found = messages(played("onno-staging", (OFFICE, night)))

    assert found[0] == (
        "warning api: window office-hours begins only while the environment is asleep (10)"
    )


def test_a_window_that_the_clocks_leave_out_is_told() -> None:
    early = OFFICE.replace("09:00", "02:15").replace("18:00", "02:45")
    found = played(
        "onno-prod",
        (OFFICE, early),
        ("timezone: Asia/Seoul", "timezone: Europe/Berlin"),
        ("        days: [mon, tue, wed, thu, fri]\n", "        days: [sun]\n"),
        start="2026-03-23",
        end="2026-03-30",
    )

    assert "info api: office-hours lasts no time: the clocks go forward over it (1)" in messages(
        found
    )


def test_production_that_would_sleep_is_told() -> None:
    staging = manifests.get("onno-staging")
    prod = staging.model_copy(update={"environment": "prod"})

    found = messages(one(prod, FIRST, SECOND))

    assert found[0] == (
        "warning environment: is production, and environment-stop refuses to stop it (0)"
    )

"""What is doubtful in a manifest is said with its arithmetic, and does not refuse it."""

import pytest

from nightshift.domain.manifest.checks import connections
from tests.unit.manifest.base import TEXT, examined, manifest, variant, warnings

COPIES = "  copy_to: {region: ap-northeast-1, method: replicated-backups}\n"
KEY = "rotate_every_days: 90, overlap_days: 7, session_days: 7"
NAT = "{design: gateway-per-zone, zones: [ap-northeast-2a, ap-northeast-2c], down"
TWO = "zones: [ap-northeast-2a, ap-northeast-2c]"

BACKUP_AT_NOON = (
    "ON-X23 database.backup_window: 03:00-04:00 UTC is 12:00-13:00 in Asia/Seoul, inside the "
    "window 'office' of api (mon, tue, wed, thu, fri 09:00-18:00). "
    'Fix: move it, e.g. to "18:00-19:00" (03:00-04:00 local)'
)

LATER_SALE = '      - {name: late, at: "2026-12-01T11:10:00+09:00", capacity: 5}'
MET = (
    "M-34 services.api.openings.late: its lead begins at 2026-12-01 10:55, before 'sale' is over "
    "at 2026-12-01 11:00: until then 6 run. Fix: shorten lead_minutes"
)

WARNINGS = [
    (COPIES, "", "ON-X06/NF-X03 recovery[1].rpo_minutes: 5 minutes are promised, but no"),
    ("replicated-backups", "snapshot-copies", "the honest RPO is 24 hours"),
    ("replicated-backups", "snapshot-copies, every_hours: 2", "the honest RPO is 2 hours"),
    (
        "rto_minutes: 60, rpo_minutes: 5",
        "rto_minutes: 60, rpo_minutes: 4",
        "the honest RPO is 5 minutes. Fix: promise 5 minutes",
    ),
    ("multi_az: true", "multi_az: false", "M-24 recovery[0].rto_minutes: 15 minutes are promised"),
    ("on_demand_base: 1", "on_demand_base: 0", "GL-X12 services.api.on_demand_base: 50 % "),
    ("    on_demand_base: 1\n", "", "GL-X12 services.api: 50 % run on Spot"),
    ("overlap_days: 7", "overlap_days: 3", "ON-X43 secrets.base/jwt.overlap_days: the prev"),
    (KEY, "rotate_every_days: 90", "ON-X43 secrets.base/jwt.overlap_days: the previous key ends"),
    (NAT, "{design: gateway, zones: [ap-northeast-2a], down", "ON-X04 network.nat: the NAT is in"),
    (NAT, "{design: instance, down", "ON-X04 network.nat: the NAT is in one zone"),
    ("dashboards: 3", "dashboards: 0", "TQ-X28/TQ-B25 watch.dashboard"),
    ("{alarms: 10", "{alarms: 1", "2 alarms, and the ceiling is 1; left out: Api Errors In Logs."),
    (" metrics: 10", " metrics: 0", "left out: ApiErrors. Fix: remove 1"),
    ('"18:00-19:00"', '"03:00-04:00"', BACKUP_AT_NOON),
    ("sun:19:00-sun:20:00", "mon:04:00-mon:06:00", "UTC is mon:13:00-mon:15:00 in Asia/Seoul"),
    ("sun:19:00-sun:20:00", "sat:16:30-sat:17:30", "inside the window 'night'"),
    ('["2026-05-01"]', "[2026-05-04]", "M-33 holidays.worked[0]: 2026-05-04 is no holiday"),
    ("capacity: 6}", f"capacity: 6}}\n{LATER_SALE}", MET),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WARNINGS)
def test_a_doubt_is_one_warning(old: str, new: str, sentence: str) -> None:
    (said,) = warnings(old, new)

    assert sentence in said
    assert "Fix: " in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (COPIES, COPIES.replace("replicated-backups", "replicated-backups, every_hours: 24")),
        ("{design: gateway-per-zone, zones: [ap-northeast-2a, ap-northeast-2c]", "{design: none"),
        ("sun:19:00-sun:20:00", "fri:19:00-fri:20:00"),
        ("minimum: 4}", "minimum: 2}"),
        ('compare: ">"\n      threshold: 10', "compare: below-band\n      band: 2"),
        ("100 * m1 / m2", "SUM(METRICS())"),
        ("100 * m1 / m2", "IF(m2 > 1e2, FILL(m1, 0) / m2)"),
        (KEY, "report_after_days: 90"),
        ("capacity: 6}", f"capacity: 6}}\n{LATER_SALE.replace('capacity: 5', 'capacity: 6')}"),
        ("capacity: 6}", f"capacity: 6}}\n{LATER_SALE.replace('11:10', '11:15')}"),
        ("country: KR", "country: KR # as in Seoul"),
        ("    pool: 5\n", "    pool: 15\n"),
    ],
)
def test_what_fits_is_no_warning(old: str, new: str) -> None:
    text = variant(old, new).replace("  services.api.pool: U-19\n", "")

    assert [str(found) for found in examined(text).findings] == []


def test_a_longer_promise_names_the_hours_that_would_keep_it() -> None:
    text = TEXT.replace("replicated-backups", "snapshot-copies")

    (said,) = examined(text.replace("rto_minutes: 60, rpo_minutes: 5", "rpo_minutes: 120")).warnings

    assert "or every_hours: 2, or promise 1440 minutes" in said.finding.fix


def test_a_manifest_may_say_no_more_than_who_it_is() -> None:
    beginning = TEXT[: TEXT.index("recovery_region")] + "timezone: Asia/Seoul\n"

    assert examined(beginning).findings == ()
    assert examined(beginning).accepted().services == ()


def test_the_connection_budget_shows_every_situation_and_the_largest_pool_that_fits() -> None:
    (said,) = warnings("    pool: 5\n", "    pool: 20\n")

    assert said == (
        "ON-X10/GL-X03 database.max_connections: pools need more than 100 - 10 = 90 connections: "
        "base: 2 x 20 (api) = 40; window office: 4 x 20 (api) = 80; "
        "window night: 3 x 20 (api) = 60; deployment of all: 4 x 20 (api) = 80; "
        "maximum: 6 x 20 (api) = 120. "
        "Fix: set pool: 15 or less (90 / 6 processes), or lower maximum, or raise max_connections"
    )


@pytest.mark.parametrize(
    ("maximum", "free", "largest"),
    [(20, 100, 5), (6, 100, 16)],  # GL-X03's own figures
)
def test_the_largest_pool_is_what_the_source_works_out(
    maximum: int, free: int, largest: int
) -> None:
    text = TEXT.replace("maximum: 6}", f"maximum: {maximum}}}").replace("pool: 5", "pool: 50")
    text = text.replace("max_connections: 100", f"max_connections: {free + 10}")

    (said,) = (str(found) for found in examined(text).warnings)

    assert f"set pool: {largest} or less ({free} / {maximum} processes)" in said


@pytest.mark.parametrize(
    ("strategy", "running"),
    [
        ("rolling, maximum_percent: 200", 4),
        ("rolling, maximum_percent: 150", 3),
        ("rolling, maximum_percent: 100", 2),
        ("blue-green, maximum_percent: 100", 4),
        ("canary, maximum_percent: 100", 4),
    ],
)
def test_a_deployment_counts_the_processes_of_both_versions(strategy: str, running: int) -> None:
    api = manifest("rolling, maximum_percent: 200", strategy).services[0]

    counts = dict(connections.situations([api]))

    assert counts["deployment of all"](api) == running
    assert counts["window office"](api) == 4


def test_a_pool_nobody_stated_is_named_where_it_could_matter() -> None:
    text = TEXT.replace("    pool: 5\n", "").replace("  services.api.pool: U-19\n", "")

    (said,) = (
        str(found) for found in examined(text.replace("maximum: 6}", "maximum: 20}")).warnings
    )

    assert said.startswith(
        "NF-X18 services.api: the pool of api is not stated; at their maximum 20"
    )
    assert examined(text).warnings == []  # 6 x 10 fit into 90


def test_the_most_severe_alarms_are_kept() -> None:
    text = variant("{alarms: 10", "{alarms: 1").replace(
        "severity: critical\n      summary", "severity: info\n      summary"
    )

    (said,) = (str(found) for found in examined(text).warnings)

    assert "left out: API_High_Error_Rate." in said

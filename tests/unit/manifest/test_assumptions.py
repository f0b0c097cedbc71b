"""What no source states is listed, with the row of the default."""

import pytest

from nightshift.domain.manifest.assumptions import assumptions, resolve
from tests.unit.manifest.base import manifest


def test_named_assumptions_come_first_then_the_defaults_nobody_set() -> None:
    found = [(a.row, ".".join(map(str, a.path)), a.value) for a in assumptions(manifest())]

    assert [(row, path) for row, path, _ in found] == [
        ("U-19", "services.0.pool"),
        ("U-16", "backups.snapshots.at"),
        ("U-05", "services.0.openings.0.lead_minutes"),
        ("U-05", "services.0.openings.0.stay_minutes"),
    ]
    assert [value for _, _, value in found if isinstance(value, int)] == [5, 15, 60]


def test_a_default_that_is_also_named_is_listed_once() -> None:
    found = assumptions(
        manifest("backups.snapshots.at: U-16", "services.api.openings.sale.lead_minutes: D")
    )

    rows = [a.row for a in found if a.path[-1] == "lead_minutes"]
    assert rows == ["D"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("services.api.pool", ("services", 0, "pool")),
        ("services[0].pool", ("services", 0, "pool")),
        ("services.0.pool", ("services", 0, "pool")),
        ("services.api.windows.night.end", ("services", 0, "windows", 1, "end")),
        ("watch.log_groups./ecs/base-api.name", ("watch", "log_groups", 0, "name")),
        ("watch.alarms.Api Errors In Logs.evaluate", ("watch", "alarms", 1, "evaluate")),
        ("services.api.secrets.DATABASE_URL", ("services", 0, "secrets", "DATABASE_URL")),
        ("notifications.routes.critical.to[1]", ("notifications", "routes", "critical", "to", 1)),
        ("timezone", ("timezone",)),
        ("timezone.offset", None),
        ("services.nobody.pool", None),
        ("services.api.", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_a_field(written: str, path: tuple[str | int, ...] | None) -> None:
    assert resolve(manifest(), written) == path

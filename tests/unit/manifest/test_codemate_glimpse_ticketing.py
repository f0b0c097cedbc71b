"""CodeMate's, Glimpse's and ticket-queue's manifests say what the requirements say, row by row."""

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.assumptions import resolve
from nightshift.domain.manifest.examination import examine
from nightshift.domain.manifest.watch import Alarm, Widget
from tests.project import ROOT
from tests.unit.manifest.codemate_glimpse_ticketing import (
    ALARMS,
    ALL,
    DEV,
    FACTS,
    GLIMPSE,
    PROD,
    STAGING,
    TICKETING,
)

# workload -> security-group rules, widgets and milestones that the requirements number
RULES = {PROD: ("CM-S", 10), DEV: ("CM-S", 10), GLIMPSE: ("GL-S", 5), TICKETING: ("TQ-S", 15)}
WIDGETS = {PROD: "CM-W", GLIMPSE: "GL-W"}
MILESTONES = {"CM-G": ((DEV, PROD), 5), "GL-G": ((GLIMPSE,), 5), "TQ-G": ((TICKETING,), 6)}
WARNED = {DEV: {"ON-X04"}, GLIMPSE: {"ON-X10/GL-X03"}}


@cache
def text(name: str) -> str:
    return (ROOT / "workloads" / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def manifest(name: str) -> Manifest:
    return manifests.read(text(name), f"{name}.yaml")


def at(name: str, path: str) -> Any:
    """Return what stands at a path as `assumed` writes it; parts and their lists as tuples."""
    here: Any = manifest(name)
    steps = resolve(here, path)
    assert steps is not None, f"{path} leads nowhere"
    for step in steps:
        here = getattr(here, str(step)) if hasattr(here, str(step)) else here[step]
    return plain(here)


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(plain(entry) for entry in value)
    fields = getattr(type(value), "model_fields", None)
    return tuple(plain(getattr(value, name)) for name in fields) if fields else value


def drawn(name: str) -> list[Alarm | Widget]:
    """Return what uses metrics: alarms, and the dashboard's widgets."""
    watch = manifest(name).watch
    return [*watch.alarms, *(watch.dashboard.widgets if watch.dashboard else ())]


def numbered(prefix: str, count: int) -> set[str]:
    digits = 2 if prefix in ("CM-S", "TQ-S") else 1
    return {f"{prefix}{number:0{digits}}" for number in range(1, count + 1)}


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [pytest.param(*fact[1:], id=f"{fact[0]}-{fact[1]}-{fact[2]}") for fact in FACTS],
)
def test_a_field_is_what_its_row_says(name: str, path: str, value: object) -> None:
    assert at(name, path) == value


@pytest.mark.parametrize("name", ALL)
def test_the_alarms_are_those_of_the_rows(name: str) -> None:
    alarms = manifest(name).watch.alarms

    assert ALARMS[name] == {
        a.name: (a.row, a.threshold, a.period_seconds, a.evaluate) for a in alarms
    }


@pytest.mark.parametrize("name", ALL)
def test_an_expression_uses_exactly_the_ids_of_its_metrics(name: str) -> None:
    for part in drawn(name):
        used = set(re.findall(r"\b[a-z]\w*", part.expression or ""))
        assert used in (set(), {metric.id for metric in part.metrics})


@pytest.mark.parametrize("name", ALL)
def test_a_manifest_is_valid_and_warns_of_what_is_known(name: str) -> None:
    found = examine(text(name), f"{name}.yaml")

    assert found.errors == []
    assert {warning.finding.rule for warning in found.warnings} == WARNED.get(name, set())


def test_ticketing_stays_within_the_accounts_ten_alarms_and_ten_metrics() -> None:
    alarms = [alarm for name in (TICKETING, STAGING) for alarm in manifest(name).watch.alarms]
    custom = {
        (metric.namespace, metric.metric, *sorted(metric.dimensions.items()))
        for name in (TICKETING, STAGING)
        for part in drawn(name)
        for metric in part.metrics
        if not metric.namespace.startswith("AWS/")
    }

    assert len(alarms) == 9  # TQ-X28
    assert sum(len(alarm.metrics) for alarm in alarms) <= 10  # CloudWatch counts metrics of alarms
    assert len(custom) == 2


@pytest.mark.parametrize("name", RULES)
def test_every_security_group_rule_is_there_once(name: str) -> None:
    network = manifest(name).network
    assert network is not None
    rows = Counter(rule.row for group in network.security_groups for rule in group.rules)

    assert max(rows.values()) == 1
    assert {row for row in rows if "-X" not in row} == numbered(*RULES[name])


@pytest.mark.parametrize("name", WIDGETS)
def test_every_widget_of_the_source_is_drawn(name: str) -> None:
    dashboard = manifest(name).watch.dashboard
    assert dashboard is not None

    assert {widget.row for widget in dashboard.widgets} == numbered(WIDGETS[name], 5)


@pytest.mark.parametrize("prefix", MILESTONES)
def test_every_milestone_is_in_a_manifest(prefix: str) -> None:
    names, count = MILESTONES[prefix]
    rows = {stone.row for name in names for stone in manifest(name).milestones}

    assert {row for row in rows if row.startswith(prefix)} == numbered(prefix, count)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        (DEV, "198.10", "198.10"),  # CM-$27
        (PROD, "674.56", "674.56"),
        (GLIMPSE, "93", "93"),  # GL-X01
        (TICKETING, "40.62", "54.62"),  # TQ-$8: 31.50 to 45.50; TQ-X25: and the disk, 9.12
    ],
)
def test_the_lines_of_a_bill_sum_to_the_stated_total(name: str, least: str, most: str) -> None:
    lines = manifest(name).costs.lines

    assert sum(line.monthly_usd for line in lines) == Decimal(least)
    assert sum(line.up_to_usd or line.monthly_usd for line in lines) == Decimal(most)


@pytest.mark.parametrize("name", [DEV, STAGING])
def test_an_environment_sleeps_at_night_and_at_weekends(name: str) -> None:
    awake = manifest(name).awake  # CM-B17, TQ-B08, U-04
    assert awake is not None

    assert awake.days == ("mon", "tue", "wed", "thu", "fri")
    assert (f"{awake.start:%H:%M}", f"{awake.stop:%H:%M}") == ("08:00", "20:00")


@pytest.mark.parametrize("name", ALL)
def test_only_codemate_names_channels(name: str) -> None:
    found = manifest(name).notifications

    severities = [topic.severity for topic in found.topics]
    assert severities == (["warning", "critical"] if name in (DEV, PROD) else [])
    assert (found.channels.email is not None) == (name in (DEV, PROD))


def test_no_two_of_them_claim_the_same_thing_in_the_account() -> None:
    claims = Counter(
        claim
        for name in ALL
        for found in [manifest(name)]
        for claim in (
            *(group.name for group in found.watch.log_groups),
            *(bucket.name for bucket in found.buckets),
            *(secret.name for secret in found.secrets),
            *(topic.name for topic in found.notifications.topics),
            *((s.cluster, s.service) for s in found.services if s.runtime == "ecs"),
        )
    )

    assert [claim for claim, times in claims.items() if times > 1] == []

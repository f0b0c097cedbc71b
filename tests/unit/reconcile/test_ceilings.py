"""A workload that may have ten alarms has its ten most severe (TQ-X28)."""

from typing import Any

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.plan import LeftOut
from nightshift.domain.reconcile.resources import Kind
from tests.unit.reconcile.workloads import CPU, HUB, alarm, manifest, wanted, whole


def _filter(name: str) -> dict[str, str]:
    return {"name": name, "group": "/ecs/shop", "pattern": name, "namespace": "Shop"}


def _of(name: str, severity: str = "warning") -> dict[str, Any]:
    metrics = [{"namespace": "Shop", "metric": name}]
    return alarm(f"Too_Many_{name}", metrics=metrics, severity=severity)


def _left_out(workload: Manifest) -> tuple[LeftOut, ...]:
    return desired([workload], HUB).left_out


def _names(workload: Manifest, kind: Kind) -> list[str]:
    return [one.name.removeprefix("nightshift-shop-prod-") for one in wanted(workload, kind=kind)]


def test_the_most_severe_alarms_are_kept_in_the_manifests_order() -> None:
    severities = {"A": "info", "B": "warning", "C": "critical", "D": "warning", "E": "critical"}
    alarms = [alarm(name, severity=severity) for name, severity in severities.items()]
    workload = manifest(watch={"alarms": alarms}, costs={"free_tier": {"alarms": 3}})

    left_out = _left_out(workload)

    assert _names(workload, Kind.ALARM) == ["B", "C", "E"]
    assert [entry.name[-1] for entry in left_out] == ["A", "D"]
    assert {entry.row for entry in left_out} == {"TQ-X28"}
    assert "the ceiling is 3 alarms and 5 are asked for" in left_out[0].reason


def test_a_ceiling_that_is_not_passed_leaves_everything() -> None:
    workload = whole(costs={"free_tier": {"alarms": 1, "metrics": 1, "dashboards": 1}})

    assert _left_out(workload) == ()
    assert {one.kind for one in wanted(workload)} == set(Kind) - {Kind.EVENT_RULE}


def test_of_the_metrics_those_are_kept_that_wake_somebody() -> None:
    workload = manifest(
        watch={
            "filters": [_filter("Idle"), _filter("Slow"), _filter("Dead")],
            "alarms": [_of("Slow"), _of("Dead", "critical")],
        },
        costs={"free_tier": {"metrics": 2}},
    )

    assert _names(workload, Kind.METRIC_FILTER) == ["Slow", "Dead"]
    assert [entry.name for entry in _left_out(workload)] == ["nightshift-shop-prod-Idle"]


def test_an_alarm_goes_with_its_metric() -> None:
    workload = manifest(
        watch={
            "filters": [_filter("Slow"), _filter("Dead")],
            "alarms": [_of("Slow"), _of("Dead", "critical")],
        },
        costs={"free_tier": {"metrics": 1}},
    )

    assert _names(workload, Kind.ALARM) == ["Too_Many_Dead"]
    assert [(entry.kind, entry.row) for entry in _left_out(workload)] == [
        (Kind.METRIC_FILTER, "TQ-X28"),
        (Kind.ALARM, "TQ-X28"),
    ]


def test_two_filters_of_one_metric_count_once() -> None:
    twice = [_filter("Slow"), {**_filter("Slow"), "group": "/ecs/other"}]
    workload = manifest(watch={"filters": twice}, costs={"free_tier": {"metrics": 1}})

    assert len(wanted(workload, kind=Kind.METRIC_FILTER)) == 2
    assert _left_out(workload) == ()


def test_a_workload_without_dashboards_says_so() -> None:
    workload = whole(costs={"free_tier": {"dashboards": 0}})

    assert wanted(workload, kind=Kind.DASHBOARD) == []
    assert [entry.name for entry in _left_out(workload)] == ["nightshift-shop-prod"]


def test_an_alarm_that_cannot_be_is_left_out_with_what_to_do() -> None:
    billing = {"namespace": "AWS/Billing", "metric": "EstimatedCharges"}
    several = alarm("Two", metrics=[CPU, {**CPU, "id": "m2"}])
    workload = manifest(watch={"alarms": [alarm("Cost", metrics=[billing]), several]})

    first, second = _left_out(workload)

    assert wanted(workload, kind=Kind.ALARM) == []
    assert "AWS/Billing is kept in us-east-1 only" in first.reason
    assert "write the expression" in second.reason

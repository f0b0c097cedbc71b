"""An alarm of the manifest as PutMetricAlarm takes it."""

from typing import Any

import pytest

from nightshift.domain.reconcile.desired.alarms import DESCRIPTION_LIMIT
from nightshift.domain.reconcile.resources import Kind
from tests.unit.reconcile.workloads import CPU, HOME, SEOUL, alarm, manifest, wanted

REQUESTS = {"id": "all", "namespace": "AWS/ApplicationELB", "metric": "RequestCount"}
ERRORS = {"id": "bad", "namespace": "AWS/ApplicationELB", "metric": "HTTPCode_Target_5XX_Count"}


def _definition(**parts: Any) -> Any:
    (found,) = wanted(manifest(watch={"alarms": [alarm(**parts)]}), kind=Kind.ALARM)
    return found.definition


def test_an_alarm_of_one_metric_has_the_classic_form() -> None:
    assert _definition(topics=["shop-alerts"], runbook="RB-1", breaching=1) == {
        "AlarmDescription": "The database is busy. (ON-A1) Runbook: RB-1",
        "ActionsEnabled": True,
        "AlarmActions": [f"arn:aws:sns:{SEOUL}:{HOME}:shop-alerts"],
        "OKActions": [f"arn:aws:sns:{SEOUL}:{HOME}:shop-alerts"],
        "Namespace": "AWS/RDS",
        "MetricName": "CPUUtilization",
        "Statistic": "Average",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "shop-db"}],
        "Period": 300,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 80.0,
        "TreatMissingData": "missing",
    }


def test_a_percentile_is_an_extended_statistic() -> None:
    found = _definition(metrics=[{**CPU, "statistic": "p95"}])

    assert found["ExtendedStatistic"] == "p95"
    assert "Statistic" not in found


def test_an_expression_is_the_one_series_that_is_watched() -> None:
    found = _definition(metrics=[REQUESTS, ERRORS], expression="100 * bad / all")

    by_id = {query["Id"]: query for query in found["Metrics"]}
    assert {name: query["ReturnData"] for name, query in by_id.items()} == {
        "all": False,
        "bad": False,
        "e1": True,
    }
    assert by_id["e1"]["Expression"] == "100 * bad / all"
    assert by_id["bad"]["MetricStat"] == {
        "Metric": {"Namespace": ERRORS["namespace"], "MetricName": ERRORS["metric"]},
        "Period": 300,
        "Stat": "Average",
    }
    assert not {"MetricName", "Statistic", "Period", "ThresholdMetricId"} & found.keys()


def test_an_expression_never_takes_the_id_of_a_metric() -> None:
    found = _definition(metrics=[{**ERRORS, "id": "e1"}], expression="100 * e1")

    ids = [query["Id"] for query in found["Metrics"]]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(
    ("compare", "operator"),
    [
        ("below-band", "LessThanLowerThreshold"),
        ("above-band", "GreaterThanUpperThreshold"),
        ("outside-band", "LessThanLowerOrGreaterThanUpperThreshold"),
    ],
)
def test_a_band_is_its_own_threshold(compare: str, operator: str) -> None:
    found = _definition(band=2, threshold=None, compare=compare)

    by_id = {query["Id"]: query for query in found["Metrics"]}
    assert by_id[found["ThresholdMetricId"]]["Expression"] == "ANOMALY_DETECTION_BAND(m1, 2)"
    assert by_id["m1"]["ReturnData"] is True
    assert found["ComparisonOperator"] == operator
    assert "Threshold" not in found


def test_a_band_may_lie_around_an_expression() -> None:
    found = _definition(
        metrics=[REQUESTS, ERRORS],
        expression="all - bad",
        band=2.5,
        threshold=None,
        compare="below-band",
    )

    by_id = {query["Id"]: query for query in found["Metrics"]}
    assert by_id["band"]["Expression"] == "ANOMALY_DETECTION_BAND(e1, 2.5)"
    assert [name for name, query in by_id.items() if query["ReturnData"]] == ["band", "e1"]


def test_a_long_summary_is_cut_and_the_runbook_stays() -> None:
    text = _definition(summary="x" * 2000, runbook="RB-1")["AlarmDescription"]

    assert len(text) == DESCRIPTION_LIMIT
    assert text.endswith("x… (ON-A1) Runbook: RB-1")

"""The faults of unpatched moto that localcloud/events/metric_filters corrects; a fixed one may go.

In a process of its own: conformance tests may have patched moto in this one.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

CODE = """
import json, warnings
warnings.simplefilter("ignore")
import boto3
from moto import mock_aws

found = {}
with mock_aws():
    logs, cloudwatch = (
        boto3.client(name, region_name="ap-northeast-2") for name in ("logs", "cloudwatch")
    )
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    for pattern in ("ERROR", "{ $.level = "):
        logs.put_metric_filter(
            logGroupName="g", filterName="f", filterPattern=pattern,
            metricTransformations=[
                {"metricName": "m", "metricNamespace": "App", "metricValue": "1"}
            ],
        )
    kept = logs.describe_metric_filters(logGroupName="g")["metricFilters"]
    found["patterns"] = [each["filterPattern"] for each in kept]
    event = {"timestamp": 1_767_225_600_000, "message": "ERROR"}
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[event])
    found["metrics"] = cloudwatch.list_metrics()["Metrics"]
    try:
        logs.test_metric_filter(filterPattern="ERROR", logEventMessages=["ERROR"])
    except Exception:
        found["tried"] = False
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def moto() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_filter_put_again_is_kept_twice(moto: dict[str, Any]) -> None:
    assert len(moto["patterns"]) == 2


def test_any_pattern_is_taken(moto: dict[str, Any]) -> None:
    assert "{ $.level = " in moto["patterns"]


def test_no_event_becomes_a_metric(moto: dict[str, Any]) -> None:
    assert moto["metrics"] == []


def test_a_pattern_cannot_be_tried(moto: dict[str, Any]) -> None:
    assert moto["tried"] is False

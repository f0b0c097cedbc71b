"""The control API does what the contract says, and answers whatever it is sent."""

import threading
import urllib.error
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess


def refusal(cloud: CloudProcess, name: str, body: dict[str, Any]) -> tuple[int, str]:
    """Return (status, text) of a POST that is refused."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        cloud.post(name, body)
    return refused.value.code, refused.value.read().decode()


def test_clock_moves_ahead_by_the_seconds_asked_for(cloud: CloudProcess) -> None:
    before = cloud.get("clock")["now"]

    cloud.advance(3600)

    assert cloud.get("clock")["now"][:13] != before[:13]


@pytest.mark.parametrize(
    "body",
    [
        {"advance_seconds": float("inf")},
        {"advance_seconds": float("nan")},
        {"advance_seconds": 1e12},
        {"advance_seconds": -1},
        {"advance_seconds": None},
        {"advance_seconds": True},
        {"advance_seconds": "soon"},
        {"set": "9999-12-31T23:59:59+00:00"},
        {"set": "2001-01-01T00:00:00+00:00"},
        {"set": "2099-01-01T00:00:00"},
        {"set": "tomorrow"},
        {"set": 5},
    ],
    ids=str,
)
def test_a_time_that_does_not_fit_is_refused_by_field(
    cloud: CloudProcess, body: dict[str, Any]
) -> None:
    status, text = refusal(cloud, "clock", body)

    assert status == 400
    assert next(iter(body)) in text
    assert cloud.get("clock")["now"] < "2090"


def test_moves_at_the_same_time_add_up(cloud: CloudProcess) -> None:
    before = datetime.fromisoformat(cloud.get("clock")["now"])
    movers = [threading.Thread(target=cloud.advance, args=(3600,)) for _ in range(4)]

    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()

    moved = datetime.fromisoformat(cloud.get("clock")["now"]) - before
    assert 4 * 3600 <= moved.total_seconds() < 4 * 3600 + 60


def test_break_says_that_it_is_not_there_yet(cloud: CloudProcess) -> None:
    status, text = refusal(cloud, "break", {"what": "database", "workload": "onno-prod"})

    assert status == 501
    assert "later" in text


def test_a_fault_without_a_kind_is_refused_by_name(cloud: CloudProcess) -> None:
    _, text = refusal(cloud, "faults", {"service": "s3", "action": "GetObject"})

    assert "kind" in text


@pytest.mark.parametrize(
    ("service", "action", "named"),
    [
        ("s4", "GetObject", "service"),
        ("s3", "GetObjekt", "action"),
        ("states", "SendEmail", "action"),
    ],
)
def test_a_fault_that_no_call_can_get_is_refused(
    cloud: CloudProcess, service: str, action: str, named: str
) -> None:
    _, text = refusal(cloud, "faults", {"service": service, "action": action, "kind": "error"})

    assert named in text


@pytest.mark.parametrize(
    "field", [{"times": 0}, {"times": "x"}, {"times": 1.5}, {"after": -1}], ids=str
)
def test_a_fault_counts_calls(cloud: CloudProcess, field: dict[str, Any]) -> None:
    fault = {"service": "s3", "action": "GetObject", "kind": "error"}

    _, text = refusal(cloud, "faults", fault | field)

    assert next(iter(field)) in text


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("stepfunctions", "StartExecution"),
        ("states", "states:StartExecution"),
        ("sesv2", "SendEmail"),
        ("ses", "ses:SendRawEmail"),
        ("S3", "s3:ListBucket"),
        ("s3", "ListObjectsV2"),
        ("lambda", "InvokeFunction"),
        ("lambda", "Invoke"),
        ("monitoring", "PutMetricData"),
    ],
)
def test_a_fault_goes_by_any_name_of_its_call(
    cloud: CloudProcess, service: str, action: str
) -> None:
    planned = cloud.post("faults", {"service": service, "action": action, "kind": "throttle"})
    cloud.delete("faults")

    assert planned[-1]["action"] == action.rpartition(":")[2].lower()


def test_a_service_the_cloud_does_not_have_is_refused_by_its_name(cloud: CloudProcess) -> None:
    with pytest.raises(ClientError, match="cloudcontrolapi is not in the embedded cloud"):
        cloud.client("cloudcontrol").list_resources(TypeName="AWS::Lambda::Function")

"""EC2: instances start and stop in their own time, thousands of them at once."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

START, STOP, HOUR = 30, 60, 3600  # s; localcloud/lifecycles/durations.py
MANY = 300
PATIENCE_SECONDS = 10  # moto takes more than a minute
NOBODY, NOBODY_EITHER = "i-12345678", "i-0123456789abcdef0"


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        process.advance(1)
        yield process


@pytest.fixture(scope="module")
def ec2(cloud: CloudProcess) -> Any:
    return cloud.client("ec2")


def launch(ec2: Any, count: int = 1, name: str | None = None) -> list[str]:
    """Return the ids of new instances, which run."""
    tags = [{"Key": "Name", "Value": name or unique("lifecycle")}]
    made = ec2.run_instances(
        ImageId="ami-12c6146b",
        MinCount=count,
        MaxCount=count,
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )
    return [each["InstanceId"] for each in made["Instances"]]


def described(ec2: Any, **wanted: Any) -> list[Any]:
    pages = ec2.get_paginator("describe_instances").paginate(**wanted)
    groups = [group for page in pages for group in page["Reservations"]]
    return [each for group in groups for each in group["Instances"]]


def states(ec2: Any, ids: list[str]) -> list[str]:
    return [each["State"]["Name"] for each in described(ec2, InstanceIds=ids)]


def moves(answer: list[Any]) -> list[tuple[str, str]]:
    """Return (before, after) of StartInstances or StopInstances."""
    return [(each["PreviousState"]["Name"], each["CurrentState"]["Name"]) for each in answer]


def refusal(call: Any, *ids: str) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(InstanceIds=list(ids))
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_stop_and_a_start_take_their_time(cloud: CloudProcess, ec2: Any) -> None:
    """'stopping: The instance is preparing to be stopped.' 'pending: The instance is preparing to
    enter the running state.' (EC2 User Guide, "Amazon EC2 instance state changes")."""
    ids = launch(ec2)

    assert moves(ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]) == [
        ("running", "stopping")
    ]
    cloud.advance(STOP - 1)
    assert states(ec2, ids) == ["stopping"]
    cloud.advance(1)
    assert states(ec2, ids) == ["stopped"]

    assert moves(ec2.start_instances(InstanceIds=ids)["StartingInstances"]) == [
        ("stopped", "pending")
    ]
    cloud.advance(START - 1)
    assert states(ec2, ids) == ["pending"]
    cloud.advance(1)
    assert states(ec2, ids) == ["running"]


def test_asking_again_changes_nothing(cloud: CloudProcess, ec2: Any) -> None:
    """'CurrentState: The current state of the instance.' 'PreviousState: The previous state of the
    instance.' (EC2 API Reference, "InstanceStateChange"): both are equal where nothing changes."""
    ids = launch(ec2)
    assert moves(ec2.start_instances(InstanceIds=ids)["StartingInstances"]) == [
        ("running", "running")
    ]

    ec2.stop_instances(InstanceIds=ids)
    assert moves(ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]) == [
        ("stopping", "stopping")
    ]
    cloud.advance(STOP)

    assert states(ec2, ids) == ["stopped"]
    assert moves(ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]) == [
        ("stopped", "stopped")
    ]


def test_one_that_is_stopping_cannot_be_started(cloud: CloudProcess, ec2: Any) -> None:
    """'IncorrectInstanceState: The instance is in an incorrect state for the requested action.'
    (EC2 API Reference, "Error codes"); the other instance of the call is not started either."""
    stopping, stopped = launch(ec2, 2)
    ec2.stop_instances(InstanceIds=[stopped])
    cloud.advance(STOP)
    ec2.stop_instances(InstanceIds=[stopping])

    assert refusal(ec2.start_instances, stopped, stopping) == (
        "IncorrectInstanceState",
        f"The instance '{stopping}' is not in a state from which it can be started.",
    )
    assert sorted(states(ec2, [stopping, stopped])) == ["stopped", "stopping"]


def test_unknown_ids_are_all_named_and_nothing_is_changed(cloud: CloudProcess, ec2: Any) -> None:
    """'InvalidInstanceID.NotFound: The specified instance does not exist.' (EC2 API Reference,
    "Error codes"); the texts as the service writes them."""
    ids = launch(ec2)

    for call in (ec2.stop_instances, ec2.start_instances, ec2.describe_instances):
        assert refusal(call, NOBODY, *ids, NOBODY_EITHER) == (
            "InvalidInstanceID.NotFound",
            f"The instance IDs '{NOBODY}, {NOBODY_EITHER}' do not exist",
        )
    assert refusal(ec2.stop_instances, NOBODY) == (
        "InvalidInstanceID.NotFound",
        f"The instance ID '{NOBODY}' does not exist",
    )
    assert states(ec2, ids) == ["running"]


def test_an_id_that_is_none_is_malformed(ec2: Any) -> None:
    """'InvalidInstanceID.Malformed: The specified instance ID is malformed. Ensure that you provide
    the full instance ID in the request' (EC2 API Reference, "Error codes")."""
    assert refusal(ec2.stop_instances, NOBODY, "db-1") == (
        "InvalidInstanceID.Malformed",
        'Invalid id: "db-1"',
    )


def test_each_state_has_its_event(cloud: CloudProcess, ec2: Any) -> None:
    """'EC2 Instance State-change Notification' with 'instance-id' and 'state', one of 'pending',
    'running', 'stopping', 'stopped', 'shutting-down' or 'terminated' (EC2 User Guide, "State change
    events for your instances")."""
    (one,) = launch(ec2)
    ec2.stop_instances(InstanceIds=[one])
    cloud.advance(STOP)
    ec2.start_instances(InstanceIds=[one])
    cloud.advance(START)
    ec2.terminate_instances(InstanceIds=[one])

    told = [e for e in cloud.get("events") if e["detail"].get("instance-id") == one]
    assert {(e["source"], e["detail-type"]) for e in told} == {
        ("aws.ec2", "EC2 Instance State-change Notification")
    }
    assert [e["detail"]["state"] for e in told] == [
        "pending",
        "running",
        "stopping",
        "stopped",
        "pending",
        "running",
        "shutting-down",
        "terminated",
    ]
    assert told[0]["resources"] == [f"arn:aws:ec2:ap-northeast-2:123456789012:instance/{one}"]


def test_a_terminated_instance_is_forgotten_after_an_hour(cloud: CloudProcess, ec2: Any) -> None:
    """'After you terminate an instance, it remains visible for a short while (usually less than one
    hour)' (EC2 API Reference, "TerminateInstances": 'Terminated instances remain visible after
    termination (for approximately one hour).')."""
    (one,) = launch(ec2)

    ec2.terminate_instances(InstanceIds=[one])

    assert states(ec2, [one]) == ["terminated"]
    cloud.advance(HOUR)
    assert refusal(ec2.describe_instances, one)[0] == "InvalidInstanceID.NotFound"


def test_many_are_found_by_name_and_state_in_pages(cloud: CloudProcess, ec2: Any) -> None:
    """'MaxResults: The maximum number of items to return for this request.' (EC2 API Reference,
    "DescribeInstances", with the filters 'tag:<key>' and 'instance-state-name')."""
    name = unique("many")
    ids = launch(ec2, MANY, name)
    ec2.stop_instances(InstanceIds=ids[:100])
    cloud.advance(STOP)
    named = {"Name": "tag:Name", "Values": [name, "nobody"]}

    begin = time.monotonic()
    page = ec2.describe_instances(Filters=[named], MaxResults=200)
    rest = ec2.describe_instances(Filters=[named], MaxResults=200, NextToken=page["NextToken"])
    off = described(ec2, Filters=[named, {"Name": "instance-state-name", "Values": ["stopped"]}])

    assert time.monotonic() - begin < PATIENCE_SECONDS
    pages = [[i for r in each["Reservations"] for i in r["Instances"]] for each in (page, rest)]
    assert [len(each) for each in pages] == [200, 100]
    assert "NextToken" not in rest
    assert {i["InstanceId"] for each in pages for i in each} == set(ids)
    assert {i["InstanceId"] for i in off} == set(ids[:100])
    assert {tag["Value"] for i in pages[0] for tag in i["Tags"]} == {name}


@pytest.mark.parametrize(
    ("value", "is_found"),
    [("a?b*", True), (r"a\?b\*", False), (r"a\?b\*c", False), ("a?b", False), ("*", True)],
)
def test_a_filter_has_wildcards_and_a_backslash_takes_them_away(
    ec2: Any, value: str, is_found: bool
) -> None:
    """'You can also use wildcards with the filter values. An asterisk (*) matches zero or more
    characters, and a question mark (?) matches zero or one character.' and 'escape the character
    with a backslash' (EC2 User Guide, "Find your Amazon EC2 resources")."""
    (one,) = launch(ec2, name="axb-and-more")

    wanted = [{"Name": "tag:Name", "Values": [value]}]

    assert (one in {each["InstanceId"] for each in described(ec2, Filters=wanted)}) is is_found

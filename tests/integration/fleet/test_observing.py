"""Instances are found by their Name tag, a thousand a call."""

import boto3
import pytest

from nightshift.adapters.fleet import instances
from nightshift.domain.errors import RefusedError, TransientError
from tests.integration.fleet.fleet import Fleet


def test_instances_are_found_by_their_name_with_their_state(fleet: Fleet) -> None:
    kafka, (nat,) = fleet.make("kafka", 2), fleet.make("nat")
    fleet.make("somebody-elses")
    boto3.client("ec2").stop_instances(InstanceIds=[nat])

    found = instances.observe(fleet.clients, ["kafka", "nat", "absent"])

    assert found == {
        "kafka": dict.fromkeys(kafka, "running"),
        "nat": {nat: "stopped"},
        "absent": {},
    }


def test_a_terminated_instance_is_left_out(fleet: Fleet) -> None:
    gone, kept = fleet.make("kafka", 2)
    boto3.client("ec2").terminate_instances(InstanceIds=[gone])

    assert instances.observe(fleet.clients, ["kafka"]) == {"kafka": {kept: "running"}}


def test_no_name_is_no_call(fleet: Fleet) -> None:
    assert instances.observe(fleet.clients, []) == {}
    assert fleet.calls == []


def test_a_name_with_a_wildcards_character_means_only_itself(fleet: Fleet) -> None:
    (starred,) = fleet.make("kafka*")
    fleet.make("kafka-1")

    assert instances.observe(fleet.clients, ["kafka*"]) == {"kafka*": {starred: "running"}}


def test_two_hundred_names_are_one_call(fleet: Fleet) -> None:
    instances.observe(fleet.clients, [f"name-{number}" for number in range(201)])

    assert fleet.calls == ["DescribeInstances"] * 2


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        ((400, "UnauthorizedOperation", "You are not authorized."), RefusedError),
        ((400, "InternalError", "m"), TransientError),
    ],
)
def test_what_could_not_be_found_out_is_an_error(
    fleet: Fleet, refusal: tuple[int, str, str], expected: type[Exception]
) -> None:
    fleet.say("DescribeInstances", lambda _: refusal)

    with pytest.raises(expected, match=refusal[1]):
        instances.states(fleet.clients, fleet.make("kafka"))


def test_states_are_told_by_id_and_what_is_gone_is_left_out(fleet: Fleet) -> None:
    here = fleet.make("kafka", 2)

    found = instances.states(fleet.clients, [*here, "i-0123456789abcdef0"])

    assert found == dict.fromkeys(here, "running")
    assert fleet.calls == ["DescribeInstances"] * 2

"""Many instances stop or start in few calls, and one that cannot holds up no other."""

from collections.abc import Sequence

import boto3
import pytest

from nightshift.adapters.fleet import instances
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.fleet import asking
from tests.integration.fleet.fleet import Fleet, Refusal, Rule, changed

ABSENT = "i-0123456789abcdef0"
DENIED = (
    "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/a is "
    "not authorized to perform: ec2:StopInstances on resource: "
    "arn:aws:ec2:ap-northeast-2:123456789012:instance/{} because no policy allows it."
)


def states(ids: Sequence[str]) -> set[str]:
    pages = boto3.client("ec2").get_paginator("describe_instances").paginate()
    found = {
        instance["InstanceId"]: instance["State"]["Name"]
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    }
    return {found[each] for each in ids}


def about(bad: Sequence[str], code: str, message: str, status: int = 400) -> Rule:
    """Refuse each call with one of these, naming the first as `{}`."""

    def rule(ids: Sequence[str]) -> Refusal | None:
        found = [each for each in ids if each in bad]
        return (status, code, message.format(found[0])) if found else None

    return rule


def many(count: int) -> list[str]:
    return [f"i-{number:017x}" for number in range(count)]


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (1000, 1), (1001, 2), (5000, 5)])
def test_a_thousand_change_in_one_call(fleet: Fleet, count: int, calls: int) -> None:
    fleet.say("StopInstances", changed)
    fleet.say("StartInstances", changed)

    stopped = instances.stop(fleet.clients, many(count))
    started = instances.start(fleet.clients, many(count))

    assert stopped.changed == started.changed == tuple(many(count))
    assert fleet.calls == ["StopInstances"] * calls + ["StartInstances"] * calls


def test_instances_stop_and_start(fleet: Fleet) -> None:
    ids = fleet.make("kafka", 3)

    instances.stop(fleet.clients, ids)
    assert states(ids) == {"stopped"}

    instances.start(fleet.clients, ids)
    assert states(ids) == {"running"}


def test_ids_that_are_gone_are_taken_out_together(fleet: Fleet) -> None:
    here = fleet.make("kafka", 3)
    gone = [ABSENT, "i-0123456789abcdef1"]

    outcome = instances.stop(fleet.clients, [gone[0], *here, gone[1]])

    assert outcome.changed == tuple(here)
    assert set(outcome.refused) == set(gone)
    assert outcome.refused[ABSENT].startswith("InvalidInstanceID.NotFound: ")
    assert fleet.calls == ["StopInstances"] * 2


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "IncorrectInstanceState",
            "The instance '{}' is not in a state from which it can be stopped.",
        ),
        ("UnsupportedOperation", "You can't stop the Spot Instance '{}'"),
        (
            "OperationNotPermitted",
            "The instance '{}' may not be stopped. Modify its 'disableApiStop' attribute.",
        ),
        ("UnauthorizedOperation", DENIED),
    ],
)
@pytest.mark.parametrize("count", [1, 5])
def test_k_ids_refused_one_by_one_cost_k_more_calls(
    fleet: Fleet, code: str, message: str, count: int
) -> None:
    ids = fleet.make("kafka", 10)
    bad = ids[::2][:count]
    fleet.say("StopInstances", about(bad, code, message))

    outcome = instances.stop(fleet.clients, ids)

    assert set(outcome.refused) == set(bad)
    assert all(reason.startswith(f"{code}: ") for reason in outcome.refused.values())
    assert states(outcome.changed) == {"stopped"}
    assert len(outcome.changed) == 10 - count
    assert len(fleet.calls) == 1 + count


def test_a_protected_instance_holds_up_no_other(fleet: Fleet) -> None:
    ids = fleet.make("kafka", 3)
    boto3.client("ec2").modify_instance_attribute(InstanceId=ids[1], DisableApiStop={"Value": True})

    outcome = instances.stop(fleet.clients, ids)

    assert outcome.changed == (ids[0], ids[2])
    assert "disableApiStop" in outcome.refused[ids[1]]


def test_all_refused_ends_without_a_call_for_nothing(fleet: Fleet) -> None:
    outcome = instances.start(fleet.clients, [ABSENT, ABSENT])

    assert outcome.changed == ()
    assert set(outcome.refused) == {ABSENT}
    assert fleet.calls == ["StartInstances"]


def test_nothing_to_do_is_no_call(fleet: Fleet) -> None:
    assert instances.stop(fleet.clients, []).changed == ()
    assert fleet.calls == []


def test_a_refusal_that_names_nobody_is_found_by_halves(fleet: Fleet) -> None:
    ids = fleet.make("kafka", 16)
    fleet.say("StartInstances", about(ids[5:6], "SomethingNew", "No."))

    outcome = instances.start(fleet.clients, ids)

    assert outcome.refused == {ids[5]: "SomethingNew: No."}
    assert outcome.changed == (*ids[:5], *ids[6:])
    assert len(fleet.calls) == 1 + 2 * 4


def test_refusals_that_name_nobody_do_not_cost_calls_without_end(fleet: Fleet) -> None:
    ids = many(1000)
    fleet.say("StartInstances", about(ids, "SomethingNew", "No."))

    outcome = instances.start(fleet.clients, ids)

    assert set(outcome.refused) == set(ids)
    assert len(fleet.calls) <= 1 + 2 * asking.HALVINGS


SHORT = "We currently do not have sufficient m5.large capacity in the zone you requested."


def test_what_finds_no_capacity_holds_up_no_other_type(fleet: Fleet) -> None:
    small, large = fleet.make("kafka", 4), fleet.make("kafka", 8, "m5.large")
    ids = [each for pair in zip(small, large, strict=False) for each in pair] + large[4:]
    fleet.say("StartInstances", about(large, "InsufficientInstanceCapacity", SHORT, 500))

    outcome = instances.start(fleet.clients, ids)

    assert set(outcome.changed) == set(small)
    assert outcome.refused == dict.fromkeys(large, f"InsufficientInstanceCapacity: {SHORT}")
    # All, the types, the small ones; then 8, 4, 2 and 1 of the large: no more are asked for.
    assert fleet.calls == ["StartInstances", "DescribeInstances"] + ["StartInstances"] * 5


def test_as_many_start_as_there_is_capacity_for(fleet: Fleet) -> None:
    ids, left = fleet.make("kafka", 8), 5

    def at_most(asked: Sequence[str]) -> Refusal | None:
        nonlocal left
        if len(asked) > left:
            return 500, "InsufficientInstanceCapacity", SHORT
        left -= len(asked)
        return None

    fleet.say("StartInstances", at_most)

    outcome = instances.start(fleet.clients, ids)

    assert len(outcome.changed) == 5
    assert set(outcome.refused) == set(ids) - set(outcome.changed)


def test_a_single_instance_without_capacity_is_asked_for_once(fleet: Fleet) -> None:
    ids = fleet.make("kafka")
    fleet.say("StartInstances", about(ids, "InsufficientInstanceCapacity", SHORT, 500))

    assert set(instances.start(fleet.clients, ids).refused) == set(ids)
    assert fleet.calls == ["StartInstances"]


def test_half_an_answer_is_no_answer(fleet: Fleet) -> None:
    fleet.say("StopInstances", lambda ids: changed(ids[1:]))

    with pytest.raises(TransientError, match="2 instances: AWS told of 1"):
        instances.stop(fleet.clients, many(2))


@pytest.mark.parametrize("message", ["You are not authorized.", "no policy allows it for {}"])
def test_a_role_that_may_stop_nothing_is_an_error_after_a_few_calls(
    fleet: Fleet, message: str
) -> None:
    ids = many(100)
    fleet.say("StopInstances", about(ids, "UnauthorizedOperation", message))

    with pytest.raises(RefusedError, match=r"^instances: UnauthorizedOperation: "):
        instances.stop(fleet.clients, ids)

    assert len(fleet.calls) <= 1 + asking.DENIALS


@pytest.mark.parametrize("refusal", [(503, "Unavailable", "m"), (400, "Throttling", "m")])
def test_a_change_is_asked_once_and_left_to_the_caller_when_it_is_lost(
    fleet: Fleet, refusal: Refusal
) -> None:
    ids = fleet.make("kafka", 2)
    fleet.say("StopInstances", lambda _: refusal)

    with pytest.raises(TransientError, match=refusal[1]):
        instances.stop(fleet.clients, ids)

    assert fleet.calls == ["StopInstances"]

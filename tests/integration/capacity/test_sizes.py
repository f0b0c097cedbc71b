"""How large services and groups are, read and set on moto."""

import boto3
import pytest

from nightshift.adapters.capacity import ecs, groups
from nightshift.domain.capacity.sizes import EcsSize, GroupSize, ServiceName, Suspended, Target
from nightshift.domain.errors import RefusedError
from tests.integration.capacity.scene import api, counted, ecs_service, group, target


def test_a_service_tells_its_count_and_its_target(account: None) -> None:
    ecs_service(api(1))
    target(api(1), 2, 10, SuspendedState={"ScheduledScalingSuspended": True})
    clients, _ = counted()

    found = ecs.observe(clients, [api(1)])

    assert found == {  # moto by itself never runs a task
        api(1): EcsSize(2, 0, 2, 1, Target(2, 10, Suspended(scheduled=True))),
    }


def test_a_service_that_nobody_scales_has_no_target(account: None) -> None:
    ecs_service(api(1))
    clients, _ = counted()

    assert ecs.observe(clients, [api(1)])[api(1)].target is None


def test_a_target_that_never_was_suspended_does_everything(account: None) -> None:
    ecs_service(api(1))
    target(api(1))
    clients, _ = counted()

    assert ecs.observe(clients, [api(1)])[api(1)].target == Target(2, 10, Suspended())


def test_twelve_services_of_two_clusters_cost_four_calls(account: None) -> None:
    names = [*(api(number, "one") for number in range(11)), api(1, "two")]
    for name in names:
        ecs_service(name)
        target(name)
    clients, calls = counted()

    found = ecs.observe(clients, names)

    assert set(found) == set(names)
    assert all(size.target for size in found.values())
    assert calls == {"DescribeServices": 3, "DescribeScalableTargets": 1}


def test_a_missing_service_is_named(account: None) -> None:
    ecs_service(api(1))
    clients, _ = counted()

    with pytest.raises(
        RefusedError, match=r"service onno/api-02: it does not exist, or was deleted; set"
    ):
        ecs.observe(clients, [api(1), api(2)])


def test_a_deleted_service_is_named(account: None) -> None:
    ecs_service(api(1), desired=0)
    boto3.client("ecs").delete_service(cluster="onno", service="api-01", force=True)
    clients, _ = counted()

    with pytest.raises(
        RefusedError, match=r"service onno/api-01: it does not exist, or was deleted"
    ):
        ecs.observe(clients, [api(1)])


def test_a_missing_cluster_is_named(account: None) -> None:
    clients, _ = counted()

    with pytest.raises(RefusedError, match="service nowhere/api: it does not exist"):
        ecs.observe(clients, [ServiceName("nowhere", "api")])


def test_nothing_asked_costs_nothing(account: None) -> None:
    clients, calls = counted()

    assert ecs.observe(clients, []) == {}
    assert groups.observe(clients, []) == {}
    assert not calls


def test_what_is_set_of_a_service_is_what_is_observed(account: None) -> None:
    ecs_service(api(1))
    target(api(1))
    clients, _ = counted()
    wanted = Target(0, 5, Suspended(scale_in=True, scale_out=True, scheduled=True))

    ecs.set_target(clients, api(1), wanted)
    ecs.set_desired(clients, api(1), 0)

    found = ecs.observe(clients, [api(1)])[api(1)]
    assert (found.target, found.desired) == (wanted, 0)


def test_a_target_that_no_longer_is_suspended_does_everything_again(account: None) -> None:
    ecs_service(api(1))
    target(api(1), SuspendedState={"DynamicScalingInSuspended": True})
    clients, _ = counted()

    ecs.set_target(clients, api(1), Target(2, 10))

    assert ecs.observe(clients, [api(1)])[api(1)].target == Target(2, 10, Suspended())


@pytest.mark.parametrize(
    ("desired", "running", "pending", "deployments", "steady"),
    [(2, 2, 0, 1, True), (2, 1, 1, 1, False), (2, 2, 1, 2, False), (2, 2, 0, 2, False)],
)
def test_a_service_is_steady_when_all_runs_in_one_version(
    desired: int, running: int, pending: int, deployments: int, steady: bool
) -> None:
    assert EcsSize(desired, running, pending, deployments).steady is steady


def test_a_group_tells_its_sizes(account: None) -> None:
    group("ticketing-asg", 1, 3, 2)
    clients, calls = counted()

    found = groups.observe(clients, ["ticketing-asg"])

    assert found == {"ticketing-asg": GroupSize(1, 3, 2, 2, frozenset())}
    assert calls == {"DescribeAutoScalingGroups": 1}


def test_a_missing_group_is_named(account: None) -> None:
    clients, _ = counted()

    with pytest.raises(RefusedError, match="Auto Scaling group nothing: it does not exist; set"):
        groups.observe(clients, ["nothing"])


def test_what_is_set_of_a_group_is_what_is_observed(account: None) -> None:
    group("ticketing-asg", 1, 3, 1)
    clients, _ = counted()

    groups.set_sizes(clients, "ticketing-asg", minimum=3, maximum=4, desired=3)
    groups.suspend(clients, "ticketing-asg", ["Terminate", "Launch"])
    groups.resume(clients, "ticketing-asg", ["Terminate"])

    found = groups.observe(clients, ["ticketing-asg"])["ticketing-asg"]
    assert found == GroupSize(3, 4, 3, 3, frozenset({"Launch"}))


@pytest.mark.parametrize("error", ["ConcurrentUpdateException", "ScalingActivityInProgress"])
def test_a_change_under_way_is_worth_another_try(error: str) -> None:
    from botocore.exceptions import ClientError

    from nightshift.adapters.aws import is_transient

    assert is_transient(ClientError({"Error": {"Code": error, "Message": ""}}, "Set"))


def test_what_is_looked_for_may_be_missing(account: None) -> None:
    ecs_service(api(1))
    group("ticketing-asg")
    clients, _ = counted()

    assert set(ecs.find(clients, [api(1), api(2), ServiceName("nowhere", "api")])) == {api(1)}
    assert set(groups.find(clients, ["ticketing-asg", "nothing"])) == {"ticketing-asg"}

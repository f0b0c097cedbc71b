"""What docs/spoke-role.yaml lets the hub do in a spoke is what the functions do there."""

from typing import Any

from localcloud.cloudformation.template import parse
from nightshift.adapters import environment, reconcile
from nightshift.adapters.capacity import services
from nightshift.adapters.reconcile import load_balancers
from tests import project

OF_THE_HUB = (
    "scheduler:",
    "sts:",
)  # schedules are in the hub, and it is there that roles are taken


def role(name: str) -> dict[str, Any]:
    text = (project.ROOT / "docs" / "spoke-role.yaml").read_text()
    properties: dict[str, Any] = parse(text)["Resources"][name]["Properties"]
    return properties


def granted(name: str) -> frozenset[str]:
    documents = [policy["PolicyDocument"] for policy in role(name)["Policies"]]
    return project.actions_granted(documents)


def test_it_grants_the_actions_that_are_needed_and_no_other() -> None:
    needed = frozenset.union(
        *reconcile.ACTIONS.values(),
        *load_balancers.ACTIONS.values(),
        *services.ACTIONS.values(),
        *environment.ACTIONS.values(),
    )

    assert granted("SpokeRole") == {one for one in needed if not one.startswith(OF_THE_HUB)}


def test_the_rules_of_a_spoke_may_put_events_and_nothing_else() -> None:
    assert granted("ForwardingRole") == {"events:PutEvents"}


def test_the_forwarding_role_has_the_name_that_rules_give_it() -> None:
    assert role("ForwardingRole")["RoleName"] == {"Fn::Sub": "${HubStack}-forwarding"}

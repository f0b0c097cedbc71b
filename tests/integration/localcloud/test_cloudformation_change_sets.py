"""Change sets: what would change, said before it does."""

import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import StackScene, parameter, queue


def _create(stack: StackScene, name: str, kind: str, resources: dict[str, Any]) -> dict[str, Any]:
    stack.client.create_change_set(
        StackName=stack.name,
        ChangeSetName=name,
        ChangeSetType=kind,
        TemplateBody=json.dumps({"Resources": resources}),
    )
    found: dict[str, Any] = stack.client.describe_change_set(
        StackName=stack.name, ChangeSetName=name
    )
    return found


def _changes(change_set: dict[str, Any]) -> list[tuple[str, ...]]:
    found = [change["ResourceChange"] for change in change_set["Changes"]]
    return [(c["Action"], c["LogicalResourceId"], c.get("Replacement", "")) for c in found]


def test_a_stack_to_create_is_in_review_until_its_change_set_is_executed(
    cloud: CloudProcess,
) -> None:
    """REVIEW_IN_PROGRESS: "Ongoing creation of one or more stacks with an expected StackId but
    without any templates or resources" (User Guide, stack status codes)."""
    stack = StackScene(cloud, "cfn-review")

    change_set = _create(stack, "first", "CREATE", {"A": parameter("a")})

    assert stack.describe()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert _changes(change_set) == [("Add", "A", "")]
    stack.client.execute_change_set(StackName=stack.name, ChangeSetName="first")
    assert stack.describe()["StackStatus"] == "CREATE_COMPLETE"


def test_a_change_set_names_what_is_added_modified_replaced_and_removed(
    cloud: CloudProcess,
) -> None:
    """Replacement: "For the Modify action, indicates whether CloudFormation will replace the
    resource by creating a new one and deleting the old one" (API reference, ResourceChange)."""
    stack = StackScene(cloud, "cfn-changes")
    stack.create({"A": parameter("a"), "Q": queue("cfn-changes-one"), "Old": parameter("x")})

    change_set = _create(
        stack,
        "next",
        "UPDATE",
        {
            "A": parameter("b"),
            "Q": queue("cfn-changes-two"),
            "Reader": parameter({"Ref": "Q"}),
        },
    )

    assert sorted(_changes(change_set)) == [
        ("Add", "Reader", ""),
        ("Modify", "A", "False"),
        ("Modify", "Q", "True"),
        ("Remove", "Old", ""),
    ]
    assert cloud.client("ssm").get_parameter(Name=stack.physical["A"])["Parameter"]["Value"] == "a"


def test_a_change_set_without_changes_fails(cloud: CloudProcess) -> None:
    """ "The submitted information didn't contain changes. Submit different information to create a
    change set" (DescribeChangeSet, StatusReason; what the SAM CLI looks for)."""
    stack = StackScene(cloud, "cfn-nothing")
    stack.create({"A": parameter("a")})

    change_set = _create(stack, "same", "UPDATE", {"A": parameter("a")})

    assert change_set["Status"] == "FAILED"
    assert "didn't contain changes" in change_set["StatusReason"]
    with pytest.raises(stack.client.exceptions.InvalidChangeSetStatusException):
        stack.client.execute_change_set(StackName=stack.name, ChangeSetName="same")


def test_an_unknown_change_set_is_an_error(cloud: CloudProcess) -> None:
    """ChangeSetNotFound: "The specified change set name or ID doesn't exit" (API reference)."""
    client = cloud.client("cloudformation")

    with pytest.raises(client.exceptions.ChangeSetNotFoundException):
        client.describe_change_set(StackName="cfn-none", ChangeSetName="none")

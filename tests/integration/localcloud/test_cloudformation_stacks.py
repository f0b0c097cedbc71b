"""The life of a stack: created, updated, rolled back, replaced, retained, deleted."""

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import (
    StackScene,
    parameter,
    queue,
    topic,
)


def _queues(cloud: CloudProcess, prefix: str) -> list[str]:
    urls = cloud.client("sqs").list_queues(QueueNamePrefix=prefix).get("QueueUrls", [])
    return sorted(url.rpartition("/")[2] for url in urls)


def test_a_failed_creation_is_rolled_back_and_says_why(cloud: CloudProcess) -> None:
    """ "Roll back all stack resources: CloudFormation will roll back the stack to the last known
    stable state" (User Guide, "Choose how to handle failures when provisioning resources")."""
    cloud.client("sqs").create_queue(QueueName="cfn-fail-taken")
    stack = StackScene(cloud, "cfn-fail")

    status = stack.create(
        {
            "First": queue("cfn-fail-first"),
            "Second": {**queue("cfn-fail-taken"), "DependsOn": "First"},
        }
    )

    assert status == "ROLLBACK_COMPLETE"
    assert _queues(cloud, "cfn-fail") == ["cfn-fail-taken"]  # not ours, so it stays
    assert "'cfn-fail-taken' already exists" in stack.reason("CREATE_FAILED")
    assert stack.reason("ROLLBACK_IN_PROGRESS").startswith(
        "The following resource(s) failed to create: [Second]."
    )
    assert stack.events() == [
        ("cfn-fail", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_COMPLETE"),
        ("Second", "CREATE_IN_PROGRESS"),
        ("Second", "CREATE_FAILED"),
        ("cfn-fail", "ROLLBACK_IN_PROGRESS"),
        ("First", "DELETE_IN_PROGRESS"),
        ("First", "DELETE_COMPLETE"),
        ("cfn-fail", "ROLLBACK_COMPLETE"),
    ]


def test_a_rolled_back_stack_can_only_be_deleted(cloud: CloudProcess) -> None:
    """ROLLBACK_COMPLETE: "Delete any stack in this state" / "can only perform a delete operation"
    (User Guide, "Understand stack creation events" and stack status codes)."""
    stack = StackScene(cloud, "cfn-only-delete")
    stack.create({"A": parameter({"Fn::Select": [1, []]})})

    with pytest.raises(
        stack.client.exceptions.ClientError, match="ROLLBACK_COMPLETE state and can not"
    ):
        stack.update({"A": parameter("x")})
    stack.delete()

    with pytest.raises(stack.client.exceptions.ClientError, match="does not exist"):
        stack.describe()


def test_without_rollback_what_was_made_stays(cloud: CloudProcess) -> None:
    """DisableRollback: "Set to true to disable rollback of the stack if stack creation failed" (API
    reference, CreateStack)."""
    stack = StackScene(cloud, "cfn-keep")

    status = stack.create(
        {"A": queue("cfn-keep-a"), "B": {**parameter({"Fn::Select": [1, []]}), "DependsOn": "A"}},
        DisableRollback=True,
    )

    assert status == "CREATE_FAILED"
    assert _queues(cloud, "cfn-keep") == ["cfn-keep-a"]


def test_a_failed_update_restores_properties_resources_and_template(cloud: CloudProcess) -> None:
    """UPDATE_ROLLBACK_COMPLETE: "Successful return of one or more stacks to a previous working
    state after a failed stack update" (User Guide, stack status codes)."""
    stack = StackScene(cloud, "cfn-back")
    before = {"A": parameter("one"), "Gone": queue("cfn-back-gone")}
    stack.create(before, Outputs={"Value": {"Value": "old"}})
    cloud.client("sqs").create_queue(QueueName="cfn-back-taken")

    status = stack.update(
        {
            "A": parameter("two"),
            "New": {**queue("cfn-back-new"), "DependsOn": "A"},
            "Taken": {**queue("cfn-back-taken"), "DependsOn": "New"},
        },
        Outputs={"Value": {"Value": "new"}},
    )

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    value = cloud.client("ssm").get_parameter(Name=stack.physical["A"])["Parameter"]["Value"]
    assert value == "one"
    assert _queues(cloud, "cfn-back") == ["cfn-back-gone", "cfn-back-taken"]
    assert stack.outputs == {"Value": "old"}
    assert set(stack.physical) == {"A", "Gone"}
    assert stack.update({**before, "A": parameter("three")}) == "UPDATE_COMPLETE"


def test_an_update_without_a_change_is_refused(cloud: CloudProcess) -> None:
    """ "No updates are to be performed" (User Guide, "Troubleshooting CloudFormation")."""
    stack = StackScene(cloud, "cfn-same")
    stack.create({"A": parameter("one")})

    with pytest.raises(stack.client.exceptions.ClientError, match="No updates are to be performed"):
        stack.update({"A": parameter("one")})


def test_a_replacement_is_made_before_the_old_one_is_deleted(cloud: CloudProcess) -> None:
    """ "CloudFormation creates the replacement resource first [...]. By default, CloudFormation
    then deletes the old resource" (Template reference, "UpdateReplacePolicy attribute")."""
    stack = StackScene(cloud, "cfn-replace")
    stack.create({"Q": queue("cfn-replace-one"), "P": parameter({"Ref": "Q"})})
    seen = len(stack.events())

    stack.update({"Q": queue("cfn-replace-two"), "P": parameter({"Ref": "Q"})})

    assert _queues(cloud, "cfn-replace") == ["cfn-replace-two"]
    value = cloud.client("ssm").get_parameter(Name=stack.physical["P"])["Parameter"]["Value"]
    assert value.endswith("/cfn-replace-two")
    assert [e for e in stack.events()[seen:] if e[1].endswith("COMPLETE")] == [
        ("Q", "CREATE_COMPLETE"),
        ("P", "UPDATE_COMPLETE"),
        ("Q", "DELETE_COMPLETE"),
        ("cfn-replace", "UPDATE_COMPLETE"),
    ]


def test_a_replacement_is_retained_when_its_policy_says_so(cloud: CloudProcess) -> None:
    """ "Using the UpdateReplacePolicy, you can specify that CloudFormation retain [...] the old
    resource" (Template reference, "UpdateReplacePolicy attribute")."""
    stack = StackScene(cloud, "cfn-old")
    stack.create({"Q": {**queue("cfn-old-one"), "UpdateReplacePolicy": "Retain"}})

    stack.update({"Q": {**queue("cfn-old-two"), "UpdateReplacePolicy": "Retain"}})

    assert _queues(cloud, "cfn-old") == ["cfn-old-one", "cfn-old-two"]


def test_a_named_resource_cannot_be_replaced_under_its_name(cloud: CloudProcess) -> None:
    """ "If you specify a name, you can't perform updates that require replacement of this resource"
    (Template reference, "Name type")."""
    stack = StackScene(cloud, "cfn-named")
    stack.create({"T": topic("cfn-named-topic.fifo", FifoTopic=True)})

    status = stack.update({"T": topic("cfn-named-topic.fifo", FifoTopic=False)})

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert "cannot update a stack when a custom-named resource requires replacing" in stack.reason(
        "UPDATE_FAILED"
    )


def test_deleting_leaves_what_is_retained(cloud: CloudProcess) -> None:
    """ "To keep a resource when its stack is deleted, specify Retain for that resource" (Template
    reference, "DeletionPolicy attribute")."""
    stack = StackScene(cloud, "cfn-retain")
    stack.create(
        {
            "Kept": {**queue("cfn-retain-kept"), "DeletionPolicy": "Retain"},
            "Gone": queue("cfn-retain-gone"),
        }
    )
    stack_id = stack.describe()["StackId"]

    stack.delete()

    assert _queues(cloud, "cfn-retain") == ["cfn-retain-kept"]
    assert stack.describe(stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert ("Kept", "DELETE_SKIPPED") in stack.events(stack_id)


def test_what_the_template_no_longer_has_is_deleted_after_the_update(cloud: CloudProcess) -> None:
    """ "This capability also applies to stack update operations that lead to resources being
    deleted from stacks" (Template reference, "DeletionPolicy attribute")."""
    stack = StackScene(cloud, "cfn-remove")
    stack.create({"A": queue("cfn-remove-a"), "B": queue("cfn-remove-b")})

    stack.update({"A": queue("cfn-remove-a")})

    assert _queues(cloud, "cfn-remove") == ["cfn-remove-a"]
    assert ("B", "DELETE_COMPLETE") in stack.events()


def test_exports_are_imported_unique_and_kept_while_used(cloud: CloudProcess) -> None:
    """ "After another stack imports an output value, you can't delete the stack that is exporting
    the output value or modify the exported output value" (User Guide, "Get exported outputs")."""
    giver, taker = StackScene(cloud, "cfn-giver"), StackScene(cloud, "cfn-taker")
    exported = {"Outputs": {"V": {"Value": "seven", "Export": {"Name": "cfn-shared"}}}}
    giver.create({"A": parameter("a")}, **exported)
    taker.create({"B": parameter({"Fn::ImportValue": "cfn-shared"})})

    value = cloud.client("ssm").get_parameter(Name=taker.physical["B"])["Parameter"]["Value"]
    assert value == "seven"
    assert giver.client.list_imports(ExportName="cfn-shared")["Imports"] == ["cfn-taker"]
    with pytest.raises(giver.client.exceptions.ClientError, match="in use by cfn-taker"):
        giver.delete()
    changed = {"Outputs": {"V": {"Value": "eight", "Export": {"Name": "cfn-shared"}}}}
    assert giver.update({"A": parameter("b")}, **changed) == "UPDATE_ROLLBACK_COMPLETE"
    other = StackScene(cloud, "cfn-other-giver")
    assert other.create({"A": parameter("a")}, **exported) == "ROLLBACK_COMPLETE"


def test_tags_of_the_stack_reach_its_resources(cloud: CloudProcess) -> None:
    """ "Key-value pairs to associate with this stack. CloudFormation also propagates these tags to
    supported resources in the stack" (API reference, CreateStack)."""
    stack = StackScene(cloud, "cfn-tags")
    stack.create({"Q": queue("cfn-tags-q")}, Tags=[{"Key": "stage", "Value": "dev"}])
    sqs = cloud.client("sqs")

    tags = sqs.list_queue_tags(QueueUrl=stack.physical["Q"])["Tags"]
    assert tags["stage"] == "dev"
    assert tags["aws:cloudformation:stack-name"] == "cfn-tags"

    stack.update({"Q": queue("cfn-tags-q")}, Tags=[{"Key": "stage", "Value": "prod"}])
    assert sqs.list_queue_tags(QueueUrl=stack.physical["Q"])["Tags"]["stage"] == "prod"


def test_a_protected_stack_is_not_deleted(cloud: CloudProcess) -> None:
    """ "If a user attempts to delete a stack with termination protection enabled, the deletion
    fails and the stack, including its status, remains unchanged" (User Guide)."""
    stack = StackScene(cloud, "cfn-protected")
    stack.create({"A": parameter("a")})
    protect = stack.client.update_termination_protection
    protect(StackName=stack.name, EnableTerminationProtection=True)

    with pytest.raises(stack.client.exceptions.ClientError, match="TerminationProtection"):
        stack.delete()

    protect(StackName=stack.name, EnableTerminationProtection=False)
    stack.delete()

"""Updates in place, type by type: what changed, what was added, what is no longer said."""

from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import StackScene, queue

NAME = "cfn-updates"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}
SAY = "def handler(event, context):\n    return {word!r}\n"


def _policy(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _said(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def _resources(**changed: dict[str, Any]) -> dict[str, Any]:
    """Return the first version's resources, with other properties for some."""
    properties: dict[str, tuple[str, dict[str, Any]]] = {
        "Role": (
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": TRUST,
                "Policies": [
                    {"PolicyName": "a", "PolicyDocument": _policy("s3:GetObject")},
                    {"PolicyName": "b", "PolicyDocument": _policy("s3:PutObject")},
                ],
            },
        ),
        "Function": (
            "AWS::Lambda::Function",
            {
                "FunctionName": f"{NAME}-function",
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Timeout": 20,
                "Environment": {"Variables": {"A": "1"}},
                "Code": {"ZipFile": SAY.format(word="one")},
                "ReservedConcurrentExecutions": 2,
            },
        ),
        "Machine": (
            "AWS::StepFunctions::StateMachine",
            {
                "StateMachineName": f"{NAME}-machine",
                "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "Definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}},
                "TracingConfiguration": {"Enabled": True},
            },
        ),
        "Table": (
            "AWS::DynamoDB::Table",
            {
                "TableName": f"{NAME}-table",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "TimeToLiveSpecification": {"AttributeName": "t", "Enabled": True},
            },
        ),
        "Rule": (
            "AWS::Events::Rule",
            {
                "Name": f"{NAME}-rule",
                "EventPattern": {"source": ["one"]},
                "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
            },
        ),
    }
    made = {
        name: {"Type": type_name, "Properties": _said({**given, **changed.get(name, {})})}
        for name, (type_name, given) in properties.items()
    }
    return {**made, "Queue": queue(f"{NAME}-queue", **changed.get("Queue", {"DelaySeconds": 9}))}


CHANGED: dict[str, dict[str, Any]] = {
    "Role": {
        "Policies": [{"PolicyName": "a", "PolicyDocument": _policy("s3:ListBucket")}],
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    },
    "Function": {
        "Timeout": None,
        "Environment": None,
        "MemorySize": 512,
        "Architectures": ["arm64"],
        "Code": {"ZipFile": SAY.format(word="two")},
        "ReservedConcurrentExecutions": None,
    },
    "Machine": {
        "Definition": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}},
        "TracingConfiguration": None,
    },
    "Table": {
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-sk",
                "KeySchema": [{"AttributeName": "sk", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        "TimeToLiveSpecification": None,
    },
    "Rule": {"EventPattern": {"source": ["two"]}, "Targets": None},
    "Queue": {},
}


@pytest.fixture(scope="module")
def stack(cloud: CloudProcess) -> StackScene:
    scene = StackScene(cloud, NAME)
    assert scene.create(_resources()) == "CREATE_COMPLETE"
    ids = scene.physical
    assert scene.update(_resources(**CHANGED)) == "UPDATE_COMPLETE", scene.events()
    assert scene.physical == ids  # "Update with No Interruption": the physical ids stay
    return scene


def test_a_functions_code_is_changed_and_what_is_not_said_is_the_default(stack: StackScene) -> None:
    client = stack.cloud.client("lambda")
    found = client.get_function(FunctionName=f"{NAME}-function")
    answer = client.invoke(FunctionName=f"{NAME}-function")

    assert found["Configuration"]["Timeout"] == 3
    assert found["Configuration"]["MemorySize"] == 512
    assert found["Configuration"]["Architectures"] == ["arm64"]
    assert not found["Configuration"].get("Environment", {}).get("Variables")
    assert "Concurrency" not in found
    assert answer["Payload"].read() == b'"two"'


def test_a_role_loses_and_gains_policies(stack: StackScene) -> None:
    client, role = stack.cloud.client("iam"), stack.physical["Role"]
    attached = client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    document = client.get_role_policy(RoleName=role, PolicyName="a")["PolicyDocument"]

    assert client.list_role_policies(RoleName=role)["PolicyNames"] == ["a"]
    assert document["Statement"][0]["Action"] == "s3:ListBucket"
    assert [policy["PolicyName"] for policy in attached] == ["ReadOnlyAccess"]


def test_a_machine_has_the_new_definition(stack: StackScene) -> None:
    found = stack.cloud.client("stepfunctions").describe_state_machine(
        stateMachineArn=stack.physical["Machine"]
    )

    assert '"StartAt": "B"' in found["definition"]
    assert found["tracingConfiguration"]["enabled"] is False


def test_a_table_gains_an_index_and_loses_its_expiry(stack: StackScene) -> None:
    client, table = stack.cloud.client("dynamodb"), f"{NAME}-table"
    found = client.describe_table(TableName=table)["Table"]
    ttl = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]

    assert [index["IndexName"] for index in found["GlobalSecondaryIndexes"]] == ["by-sk"]
    assert ttl["TimeToLiveStatus"] == "DISABLED"


def test_a_rule_has_the_new_pattern_and_no_target(stack: StackScene) -> None:
    client = stack.cloud.client("events")

    assert "two" in client.describe_rule(Name=f"{NAME}-rule")["EventPattern"]
    assert client.list_targets_by_rule(Rule=f"{NAME}-rule")["Targets"] == []


def test_a_queues_attribute_is_the_default_again(stack: StackScene) -> None:
    attributes = stack.cloud.client("sqs").get_queue_attributes(
        QueueUrl=stack.physical["Queue"], AttributeNames=["DelaySeconds"]
    )["Attributes"]

    assert attributes["DelaySeconds"] == "0"

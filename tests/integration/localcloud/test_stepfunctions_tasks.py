"""Tasks of the embedded Step Functions call AWS as the machine's role, in Step Functions' spelling.

Quoted: Developer Guide, "Learning to use AWS service SDK integrations" (S), "Service integration
patterns" (P), "Start workflow executions from a task state" (N). Error names as measured with
TestState on 2026-09-24 by the tests of github.com/iwamot/sfnx (X).
"""

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing, task


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


@pytest.fixture(scope="module")
def table(cloud: CloudProcess) -> str:
    name = f"table-{uuid.uuid4().hex[:8]}"
    cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def test_parameters_and_results_are_in_pascal_case(machines: StateMachines) -> None:
    """S: 'Parameters in Step Functions are expressed in PascalCase, even if the native service API
    is in camelCase.'"""
    name = f"cluster-{uuid.uuid4().hex[:8]}"
    states = {
        "Make": {**task("aws-sdk:ecs:createCluster", {"ClusterName": name}), "Next": "Find"},
        "Find": task("aws-sdk:ecs:describeClusters", {"Clusters": [name]}),
    }
    del states["Make"]["End"]

    found = machines.output(states)

    assert found["Clusters"][0]["ClusterName"] == name


@pytest.mark.parametrize(
    ("resource", "arguments", "error"),
    [
        (
            "rds:describeDBInstances",
            {"DbInstanceIdentifier": "x"},
            "Rds.DbInstanceNotFoundException",
        ),
        ("s3:listObjectsV2", {"Bucket": "no-such-bucket-here"}, "S3.NoSuchBucketException"),
        (
            "secretsmanager:getSecretValue",
            {"SecretId": "x"},
            "SecretsManager.ResourceNotFoundException",
        ),
        ("ssm:getParameter", {"Name": "/none"}, "Ssm.ParameterNotFoundException"),
        (
            "dynamodb:getItem",
            {"TableName": "none", "Key": {}},
            "DynamoDb.ResourceNotFoundException",
        ),
        ("ec2:describeVolumes", {"VolumeIds": ["vol-00000000"]}, "Ec2.Ec2Exception"),
        ("sfn:describeStateMachine", {"StateMachineArn": "no"}, "Sfn.InvalidArnException"),
        (
            "cloudwatchlogs:deleteLogGroup",
            {"LogGroupName": "none"},
            "CloudWatchLogs.ResourceNotFoundException",
        ),
    ],
)
def test_an_error_is_service_and_exception(
    machines: StateMachines, resource: str, arguments: dict[str, Any], error: str
) -> None:
    """S: 'the resulting Error field will be composed of a service name and an error name, separated
    by a period ... be sure to include the Exception suffix.' (names: X)"""
    assert machines.run({"Call": task(f"aws-sdk:{resource}", arguments)})["error"] == error


@pytest.mark.parametrize(
    ("resource", "arguments", "error"),
    [
        (
            "dynamodb:getItem",
            {"TableName": "none", "Key": {"id": {"S": "1"}}},
            "DynamoDB.ResourceNotFoundException",
        ),
        (
            "sqs:sendMessage",
            {"QueueUrl": "http://x/123456789012/none", "MessageBody": "m"},
            "SQS.QueueDoesNotExistException",
        ),
        ("lambda:invoke", {"FunctionName": "none"}, "Lambda.ResourceNotFoundException"),
        (
            "states:startExecution",
            {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:none"},
            "StepFunctions.StateMachineDoesNotExistException",
        ),
    ],
)
def test_optimised_integrations_keep_their_own_names(
    machines: StateMachines, resource: str, arguments: dict[str, Any], error: str
) -> None:
    """'Lambda.TooManyRequestsException' and its like (Developer Guide, Handling errors)."""
    found = machines.run({"Call": task(resource, arguments)})

    assert found["error"] == error
    assert "Error Code: " in found["cause"]


def test_a_condition_that_fails_can_be_caught_by_name(machines: StateMachines, table: str) -> None:
    """S: 'you would specify the error in the Retriers or Catchers of your Task state.'"""
    put = {"TableName": table, "Item": {"id": {"S": "한"}}}
    again = {**put, "ConditionExpression": "attribute_not_exists(id)"}
    caught = [{"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "Next": "Known"}]
    first = task("dynamodb:putItem", put)
    del first["End"]
    states = {
        "Put": {**first, "Next": "Again"},
        "Again": task("dynamodb:putItem", again, Catch=caught),
        "Known": task("dynamodb:getItem", {"TableName": table, "Key": {"id": {"S": "한"}}}),
    }

    assert machines.output(states)["Item"] == {"id": {"S": "한"}}


def test_the_machine_role_needs_the_permission(machines: StateMachines, table: str) -> None:
    """Developer Guide, 'Creating IAM policies': 'Step Functions can perform only the actions the
    role of the state machine allows.'"""
    allowed = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"}
    role = machines.make_role({"Version": "2012-10-17", "Statement": [allowed]})
    get = {"TableName": table, "Key": {"id": {"S": "1"}}}

    sdk = machines.run({"Get": task("aws-sdk:dynamodb:getItem", get)}, role=role)
    optimised = machines.run({"Get": task("dynamodb:getItem", get)}, role=role)

    assert sdk["error"] == "DynamoDb.DynamoDbException"
    assert optimised["error"] == "DynamoDB.AmazonDynamoDBException"
    assert "is not authorized to perform: dynamodb:GetItem" in sdk["cause"]
    denied = machines.cloud.get(f"calls?role={role.rpartition('/')[2]}&action=GetItem")
    assert [call["outcome"] for call in denied] == ["denied", "denied"]


def test_the_machine_role_must_trust_step_functions(machines: StateMachines) -> None:
    """CreateStateMachine: 'Neither the global service principal states.amazonaws.com, nor the
    regional one is authorized to assume the provided role.'"""
    with pytest.raises(ClientError) as refused:
        machines.create({"Say": passing()}, role="arn:aws:iam::123456789012:role/nobody")

    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_lost_answer_is_an_sdk_client_exception(machines: StateMachines, table: str) -> None:
    """'Lambda.SdkClientException' and its like (Developer Guide, Best practices)."""
    fault = {"service": "dynamodb", "action": "Scan", "kind": "lost-answer"}
    role = machines.role.rpartition("/")[2]
    machines.cloud.post("faults", {**fault, "role": role})
    try:
        found = machines.run({"Scan": task("aws-sdk:dynamodb:scan", {"TableName": table})})
    finally:
        machines.cloud.delete("faults")

    assert found["error"] == "DynamoDb.SdkClientException"


def test_put_events_fills_in_where_the_event_came_from(machines: StateMachines) -> None:
    """Developer Guide, 'Add EventBridge events': 'The execution ARN and the state machine ARN are
    automatically appended to the Resources field of each PutEventsRequestEntry.'"""
    kind = f"Kind {uuid.uuid4().hex[:8]}"
    entry = {"Source": "test", "DetailType": kind, "Detail": {"한": [1]}}
    machine = machines.create({"Tell": task("events:putEvents", {"Entries": [entry]})})

    execution = machines.start(machine)

    assert machines.describe(execution)["status"] == "SUCCEEDED"
    [event] = [e for e in machines.cloud.get("events") if e["detail-type"] == kind]
    assert event["detail"] == {"한": [1]}
    assert event["resources"] == [machine, execution]


@pytest.mark.parametrize(("pattern", "output"), [(".sync", '{"n":2}'), (".sync:2", {"n": 2})])
def test_a_nested_execution_is_waited_for(
    machines: StateMachines, pattern: str, output: Any
) -> None:
    """N: '.sync: Output is a JSON string; .sync:2: Output is JSON.'"""
    wait = {"Type": "Wait", "Seconds": 300, "Next": "Count"}
    counted = passing(Output="{% {'n': $states.input.n + 1} %}")
    child = machines.create({"Pause": wait, "Count": counted})
    arguments = {"StateMachineArn": child, "Input": {"n": 1}}
    parent = machines.create({"Run": task(f"states:startExecution{pattern}", arguments)})
    execution = machines.start(parent)

    machines.cloud.advance(301)

    assert json.loads(machines.describe(execution)["output"])["Output"] == output


def test_a_failed_nested_execution_fails_the_task(machines: StateMachines) -> None:
    """N: the task fails with States.TaskFailed, and its cause describes the execution."""
    child = machines.create({"Break": {"Type": "Fail", "Error": "Boom"}})

    found = machines.run({"Run": task("states:startExecution.sync:2", {"StateMachineArn": child})})

    assert found["error"] == "States.TaskFailed"
    assert json.loads(found["cause"])["Error"] == "Boom"


def test_stopping_the_parent_stops_the_nested_execution(machines: StateMachines) -> None:
    """P: 'if a task using this pattern is aborted ... Step Functions will make a best-effort
    attempt to cancel the task.'"""
    child = machines.create({"Pause": {"Type": "Wait", "Seconds": 9999, "End": True}})
    arguments = {"StateMachineArn": child, "Name": "nested"}
    parent = machines.start(machines.create({"Run": task("states:startExecution.sync", arguments)}))

    machines.client.stop_execution(executionArn=parent)
    machines.cloud.settle()

    nested = child.replace(":stateMachine:", ":execution:") + ":nested"
    assert machines.describe(nested)["status"] == "ABORTED"

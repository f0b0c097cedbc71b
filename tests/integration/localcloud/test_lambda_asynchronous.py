"""Asynchronous invocations: retries on the virtual clock, dead letters, destinations."""

import json

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.lambda_scene import (
    arn,
    function,
    logged,
    messages,
    queue,
    role,
    unique,
)

FAILS = """
def handler(event, context):
    print("attempt", context.aws_request_id)
    raise RuntimeError("not today")
"""
WORKS = "def handler(event, context):\n    return {'was': event}\n"
SENDS = ("logs:*", "sqs:SendMessage", "sns:Publish", "events:PutEvents", "lambda:InvokeFunction")


def start(cloud: CloudProcess, name: str) -> None:
    answer = cloud.client("lambda").invoke(
        FunctionName=name, InvocationType="Event", Payload=b'{"meeting": 7}'
    )
    assert answer["StatusCode"] == 202
    cloud.settle()


def attempts(cloud: CloudProcess, name: str) -> list[str]:
    return [line.split()[1] for line in logged(cloud, name) if line.startswith("attempt")]


def test_a_failed_event_is_tried_again_after_one_and_two_minutes(cloud: CloudProcess) -> None:
    """How Lambda handles errors and retries with asynchronous invocation: "Lambda attempts to run
    it two more times, with a one-minute wait between the first two attempts, and two minutes
    between the second and third attempts."
    """
    name = function(cloud, FAILS)

    start(cloud, name)
    counts = [len(attempts(cloud, name))]
    for seconds in (58, 4, 115, 10, 86_400):
        cloud.advance(seconds)
        counts.append(len(attempts(cloud, name)))

    assert counts == [1, 1, 2, 2, 3, 3]
    assert len(set(attempts(cloud, name))) == 1  # the same request id


def test_a_dead_letter_says_why(cloud: CloudProcess) -> None:
    """Dead-letter queues, message attributes: "RequestID (String) ... ErrorCode (Number) - the
    HTTP status code ... ErrorMessage (String) - the first 1 KB of the error message".
    """
    url, target = queue(cloud)
    name = function(cloud, FAILS, actions=SENDS, DeadLetterConfig={"TargetArn": target})

    start(cloud, name)
    cloud.advance(200)

    (letter,) = messages(cloud, url)
    attributes = {k: v["StringValue"] for k, v in letter["MessageAttributes"].items()}
    assert json.loads(letter["Body"]) == {"meeting": 7}
    assert attributes["RequestID"] == attempts(cloud, name)[0]
    assert attributes["ErrorCode"] == "200"
    assert attributes["ErrorMessage"] == "not today"


def test_the_failure_destination_gets_the_invocation_record(cloud: CloudProcess) -> None:
    """Capturing records of Lambda asynchronous invocations: "The invocation record contains
    details about the event, the response, and the reason that the record was sent."
    """
    url, target = queue(cloud)
    name = function(cloud, FAILS, actions=SENDS)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": target}},
    )

    start(cloud, name)
    cloud.advance(61)

    record = json.loads(messages(cloud, url)[0]["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert record["requestContext"]["functionArn"] == arn("lambda", f"function:{name}:$LATEST")
    assert record["requestPayload"] == {"meeting": 7}
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"]["errorType"] == "RuntimeError"


def test_the_success_destination_can_be_a_function_a_topic_or_a_bus(cloud: CloudProcess) -> None:
    """Capturing records of Lambda asynchronous invocations: "Amazon SQS, Amazon SNS, Lambda,
    EventBridge"; for EventBridge "Lambda Function Invocation Result - Success".
    """
    url, receiver = queue(cloud)
    topic = cloud.client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=receiver)
    bus = cloud.client("events").create_event_bus(Name=unique("bus"))["EventBusArn"]
    listener = function(cloud, "import json\ndef handler(e, c):\n    print(json.dumps(e))\n")
    listener_arn = arn("lambda", f"function:{listener}")
    client = cloud.client("lambda")

    for target in (topic, bus, listener_arn):
        name = function(cloud, WORKS, actions=SENDS)
        client.put_function_event_invoke_config(
            FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": target}}
        )
        start(cloud, name)

    told = json.loads(json.loads(messages(cloud, url)[0]["Body"])["Message"])
    assert told["requestContext"]["condition"] == "Success"
    heard = [e for e in cloud.get("events") if e["source"] == "lambda" and bus in e["resources"]]
    assert heard[0]["detail-type"] == "Lambda Function Invocation Result - Success"
    assert heard[0]["detail"]["responsePayload"] == {"was": {"meeting": 7}}
    assert any('"condition": "Success"' in line for line in logged(cloud, listener))


def test_a_destination_is_reached_with_the_permissions_of_the_function_only(
    cloud: CloudProcess,
) -> None:
    """Capturing records of Lambda asynchronous invocations: "your function's execution role must
    include the required permissions for the destination", Amazon SQS: sqs:SendMessage.
    """
    url, target = queue(cloud)
    name = function(cloud, FAILS, DeadLetterConfig={"TargetArn": target})

    start(cloud, name)
    cloud.advance(200)

    assert messages(cloud, url) == []
    denied = [c for c in cloud.get("calls?service=sqs") if c["outcome"] == "denied"]
    assert denied[-1]["action"] == "SendMessage"


def test_without_any_concurrency_the_event_is_not_tried(cloud: CloudProcess) -> None:
    """Configuring reserved concurrency: "set the reserved concurrency to zero. This stops any
    events from being processed"; the event goes to the failure destination untried.
    """
    url, target = queue(cloud)
    name = function(cloud, WORKS, actions=SENDS)
    client = cloud.client("lambda")
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    client.put_function_event_invoke_config(
        FunctionName=name, DestinationConfig={"OnFailure": {"Destination": target}}
    )

    start(cloud, name)

    record = json.loads(messages(cloud, url)[0]["Body"])
    assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
    assert "responseContext" not in record


def test_an_event_that_is_too_old_is_given_up(cloud: CloudProcess) -> None:
    """Configuring error handling settings: "MaximumEventAgeInSeconds: The maximum amount of time,
    in seconds, that Lambda keeps an event in the asynchronous event queue before discarding it."
    """
    url, target = queue(cloud)
    name = function(cloud, FAILS, actions=SENDS)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=name,
        MaximumEventAgeInSeconds=90,
        DestinationConfig={"OnFailure": {"Destination": target}},
    )

    start(cloud, name)
    cloud.advance(300)

    record = json.loads(messages(cloud, url)[0]["Body"])
    assert record["requestContext"]["condition"] == "EventAgeExceeded"
    assert record["requestContext"]["approximateInvokeCount"] == 2


def test_sns_invokes_a_function_asynchronously(cloud: CloudProcess) -> None:
    """Invoking Lambda functions with Amazon SNS notifications: "Amazon SNS invokes your function
    asynchronously with an event that contains a message and metadata."
    """
    name = function(cloud, FAILS, Role=role(cloud, "logs:*"))
    sns = cloud.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    target = arn("lambda", f"function:{name}")
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=target)
    cloud.client("lambda").add_permission(
        FunctionName=name,
        StatementId="sns",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=topic,
    )

    sns.publish(TopicArn=topic, Message="hello")
    cloud.advance(61)

    assert len(attempts(cloud, name)) == 2

"""SQS event source mappings."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.lambda_scene import (
    arn,
    function,
    logged,
    messages,
    queue,
    unique,
)

POLLS = ("logs:*", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
PARTIAL = """
import json


def handler(event, context):
    records = event["Records"]
    print("batch", json.dumps([record["body"] for record in records]))
    bad = [record["messageId"] for record in records if record["body"] == "bad"]
    return {"batchItemFailures": [{"itemIdentifier": one} for one in bad]}
"""
RAISES = "def handler(event, context):\n    print('batch', '[]')\n    raise ValueError('no')\n"


@pytest.fixture(autouse=True)
def nothing_polls_on(cloud: CloudProcess) -> Iterator[None]:
    """End every mapping: a message that always fails would be tried through other tests' months."""
    yield
    client = cloud.client("lambda")
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        client.delete_event_source_mapping(UUID=mapping["UUID"])


def mapped(cloud: CloudProcess, name: str, source: str, **settings: object) -> str:
    made = cloud.client("lambda").create_event_source_mapping(
        FunctionName=name, EventSourceArn=source, **settings
    )
    return str(made["UUID"])


def send(cloud: CloudProcess, url: str, *bodies: str) -> None:
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
    cloud.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)


def batches(cloud: CloudProcess, name: str) -> list[list[str]]:
    lines = [line for line in logged(cloud, name) if line.startswith("batch")]
    return [json.loads(line.removeprefix("batch ")) for line in lines]


def left(cloud: CloudProcess, url: str) -> int:
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    counts = found["Attributes"]
    return int(counts["ApproximateNumberOfMessages"]) + int(
        counts["ApproximateNumberOfMessagesNotVisible"]
    )


def test_messages_arrive_in_a_batch_and_are_deleted(cloud: CloudProcess) -> None:
    """Using Lambda with Amazon SQS: "Lambda reads messages in batches and invokes your function
    once for each batch. When your function successfully processes a batch, Lambda deletes its
    messages from the queue."
    """
    url, source = queue(cloud)
    name = function(cloud, PARTIAL, actions=POLLS)
    mapped(cloud, name, source, BatchSize=3)

    send(cloud, url, "a", "b", "c", "d")
    cloud.advance(1)

    assert sorted(batches(cloud, name), key=len) == [["d"], ["a", "b", "c"]]
    assert left(cloud, url) == 0


def test_only_the_reported_messages_come_back(cloud: CloudProcess) -> None:
    """Handling errors for an SQS event source: partial batch responses "make only the failed
    messages visible again"; redrive: after maxReceiveCount they move to the dead-letter queue.
    """
    dead, dead_arn = queue(cloud)
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2})
    url, source = queue(cloud, VisibilityTimeout="30", RedrivePolicy=policy)
    name = function(cloud, PARTIAL, actions=POLLS)
    mapped(cloud, name, source, FunctionResponseTypes=["ReportBatchItemFailures"])

    send(cloud, url, "a", "bad", "c")
    cloud.advance(100)

    assert batches(cloud, name) == [["a", "bad", "c"], ["bad"]]
    assert left(cloud, url) == 0
    assert [message["Body"] for message in messages(cloud, dead)] == ["bad"]


def test_a_failed_batch_comes_back_after_the_visibility_timeout(cloud: CloudProcess) -> None:
    """Handling errors for an SQS event source, backoff: "After your queue's visibility timeout
    runs out, the message will again reappear in the queue."
    """
    url, source = queue(cloud, VisibilityTimeout="45")
    name = function(cloud, RAISES, actions=POLLS)
    mapped(cloud, name, source)

    send(cloud, url, "a")
    counts = []
    for seconds in (40, 10, 45):
        cloud.advance(seconds)
        counts.append(len(batches(cloud, name)))

    assert counts == [1, 2, 3]


def test_the_batching_window_gathers_messages(cloud: CloudProcess) -> None:
    """Creating an SQS event source mapping: "Batch window: The maximum amount of time to gather
    records before invoking the function, in seconds."
    """
    url, source = queue(cloud)
    name = function(cloud, PARTIAL, actions=POLLS)
    mapped(cloud, name, source, MaximumBatchingWindowInSeconds=60)

    send(cloud, url, "a")
    cloud.advance(30)
    send(cloud, url, "b")
    cloud.advance(20)
    early = batches(cloud, name)
    cloud.advance(20)

    assert early == []
    assert batches(cloud, name) == [["a", "b"]]


def test_a_role_that_may_not_receive_gets_nothing(cloud: CloudProcess) -> None:
    """Configuring a queue to use with Lambda, execution role permissions: "sqs:ReceiveMessage,
    sqs:DeleteMessage, sqs:GetQueueAttributes".
    """
    url, source = queue(cloud)
    name = function(cloud, PARTIAL)
    mapped(cloud, name, source)

    send(cloud, url, "a")
    cloud.advance(5)

    assert left(cloud, url) == 1
    denied = [c for c in cloud.get("calls?service=sqs") if c["outcome"] == "denied"]
    assert denied[-1]["action"] == "ReceiveMessage"


def test_the_queue_must_hide_messages_as_long_as_the_function_may_run(cloud: CloudProcess) -> None:
    """Configuring a queue to use with Lambda: "Lambda validates this requirement ... and will
    return an error if the function timeout exceeds the queue's visibility timeout."
    """
    _, source = queue(cloud, VisibilityTimeout="10")
    name = function(cloud, PARTIAL, actions=POLLS, Timeout=30)

    with pytest.raises(ClientError) as refused:
        mapped(cloud, name, source)

    assert "Queue visibility timeout: 10" in refused.value.response["Error"]["Message"]


def test_a_stream_is_refused_by_name(cloud: CloudProcess) -> None:
    """A deliberate difference: only queues are polled here, so a stream is an error."""
    stream = arn("dynamodb", f"table/{unique('table')}/stream/2026-01-15T00:00:00.000")
    name = function(cloud, PARTIAL, actions=POLLS)

    with pytest.raises(ClientError) as refused:
        mapped(cloud, name, stream)

    assert stream in refused.value.response["Error"]["Message"]


def test_a_deleted_or_disabled_mapping_polls_no_more(cloud: CloudProcess) -> None:
    """API_UpdateEventSourceMapping: "Enabled: When true, the event source mapping is active. When
    false, Lambda pauses polling and invocation."
    """
    url, source = queue(cloud)
    name = function(cloud, PARTIAL, actions=POLLS)
    client = cloud.client("lambda")
    uuid = mapped(cloud, name, source, Enabled=False)

    send(cloud, url, "a")
    cloud.advance(5)
    paused = left(cloud, url)
    client.update_event_source_mapping(UUID=uuid, Enabled=True)
    cloud.advance(5)
    client.delete_event_source_mapping(UUID=uuid)
    send(cloud, url, "b")
    cloud.advance(5)

    assert paused == 1
    assert batches(cloud, name) == [["a"]]
    assert left(cloud, url) == 1

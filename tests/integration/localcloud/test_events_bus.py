"""PutEvents, rules and their targets, as the EventBridge documentation says."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import (
    ACCOUNT,
    Inbox,
    inbox,
    put,
    rule,
    unique,
)

EVENTS = "events.amazonaws.com"


@pytest.fixture
def box(cloud: CloudProcess) -> Inbox:
    return inbox(cloud, EVENTS)


def test_an_event_reaches_the_target_as_the_documented_envelope(
    cloud: CloudProcess, box: Inbox
) -> None:
    """Events (User Guide): "version ... id ... detail-type ... source ... account ... time ...
    region ... resources ... detail"."""
    source = unique("app")
    rule(cloud, source, {"Arn": box.arn})

    answer = put(cloud, source, {"n": 1}, Resources=["arn:aws:s3:::b"])

    [event] = box.bodies()
    members = "version id detail-type source account time region resources detail"
    assert list(event) == members.split()
    assert event["id"] == answer["Entries"][0]["EventId"]
    assert event["account"] == ACCOUNT
    assert event["region"] == REGION
    assert event["detail"] == {"n": 1}
    assert event["resources"] == ["arn:aws:s3:::b"]
    assert event["time"].endswith("Z")
    assert len(event["time"]) == 20


def test_a_refused_entry_does_not_stop_the_others(cloud: CloudProcess) -> None:
    """PutEvents: "The successfully and unsuccessfully ingested events results. If the ingestion was
    successful, the entry has the event ID in it. Otherwise, you can use the error code"."""
    good = {"Source": "app", "DetailType": "T", "Detail": "{}"}
    entries = [good, good | {"Detail": "[1]"}, good | {"Source": ""}, good | {"Source": "aws.ec2"}]

    answer = cloud.client("events").put_events(Entries=entries)

    assert answer["FailedEntryCount"] == 3
    assert [entry.get("ErrorCode") for entry in answer["Entries"]] == [
        None,
        "MalformedDetail",
        "InvalidArgument",
        "NotAuthorizedForSourceException",
    ]


def test_a_request_over_256_kb_is_refused(cloud: CloudProcess) -> None:
    """Calculating PutEvents event entry size: "The total entry size must be less than 256KB."."""
    with pytest.raises(ClientError, match="over the limit"):
        put(cloud, "app", {"text": "x" * 256 * 1024})


def test_history_has_events_that_no_rule_matched(cloud: CloudProcess) -> None:
    source = unique("nobody")

    put(cloud, source, {})

    assert [e["source"] for e in cloud.get("events") if e["source"] == source] == [source]


def test_a_disabled_rule_delivers_nothing(cloud: CloudProcess, box: Inbox) -> None:
    """PutRule: "A rule with state DISABLED ... does not match any events"."""
    source = unique("app")
    name = rule(cloud, source, {"Arn": box.arn})
    cloud.client("events").disable_rule(Name=name)

    put(cloud, source, {})

    assert box.bodies() == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Input": '{"fixed": true}'}, {"fixed": True}),
        ({"InputPath": "$.detail"}, {"who": 'a "b" 한글', "n": 2, "tags": ["x", "y"]}),
        ({"InputPath": "$.detail.tags[1]"}, "y"),
    ],
)
def test_a_target_gets_a_constant_or_a_part(
    cloud: CloudProcess, box: Inbox, given: dict[str, Any], expected: Any
) -> None:
    """Target (API reference): "Input: Valid JSON text passed to the target. In this case, nothing
    from the event itself is passed"; "InputPath: The value of the JSONPath that is used for
    extracting part of the matched event"."""
    source = unique("app")
    rule(cloud, source, {"Arn": box.arn, **given})

    put(cloud, source, {"who": 'a "b" 한글', "n": 2, "tags": ["x", "y"]})

    assert box.bodies() == [expected]


def test_a_template_inserts_json_outside_quotes_and_text_between_them(
    cloud: CloudProcess, box: Inbox
) -> None:
    """Input transformation: "<variable> ... For JSON: strings, objects and arrays are inserted as
    JSON values"; predefined variables "aws.events.rule-name", "aws.events.event.json"."""
    source = unique("app")
    template = (
        '{"who": <who>, "line": "<who> did <n>: <tags>", '
        '"rule": "<aws.events.rule-name>", "all": <aws.events.event.json>}'
    )
    paths = {"who": "$.detail.who", "n": "$.detail.n", "tags": "$.detail.tags"}
    transformer = {"InputPathsMap": paths, "InputTemplate": template}
    name = rule(cloud, source, {"Arn": box.arn, "InputTransformer": transformer})

    put(cloud, source, {"who": 'a "b"', "n": 2, "tags": ["x"]})

    [body] = box.bodies()
    assert body["who"] == 'a "b"'
    assert body["line"] == 'a "b" did 2: ["x"]'
    assert body["rule"] == name
    assert body["all"]["detail"]["n"] == 2


def test_a_scheduled_rule_fires_after_each_period_in_utc(cloud: CloudProcess, box: Inbox) -> None:
    """Creating a scheduled rule: "detail-type": "Scheduled Event", "source": "aws.events"."""
    events, name = cloud.client("events"), unique("rule")
    arn = events.put_rule(Name=name, ScheduleExpression="rate(10 minutes)")["RuleArn"]
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": box.arn}])

    cloud.advance(3 * 600 + 30)
    events.disable_rule(Name=name)
    cloud.advance(3600)

    fired = box.bodies()
    assert len(fired) == 3
    assert {(e["detail-type"], e["source"], e["resources"][0]) for e in fired} == {
        ("Scheduled Event", "aws.events", arn)
    }


def test_a_scheduled_rule_belongs_to_the_default_bus(cloud: CloudProcess) -> None:
    """PutRule: "ScheduleExpression ... scheduled rules are only on the default event bus"."""
    bus = unique("bus")
    cloud.client("events").create_event_bus(Name=bus)

    with pytest.raises(ClientError, match="default event bus"):
        cloud.client("events").put_rule(
            Name=unique("rule"), EventBusName=bus, ScheduleExpression="rate(1 hour)"
        )


def test_a_malformed_schedule_is_refused_by_field(cloud: CloudProcess) -> None:
    with pytest.raises(ClientError, match="exactly one of day-of-month"):
        cloud.client("events").put_rule(
            Name=unique("rule"), ScheduleExpression="cron(0 12 * * * *)"
        )

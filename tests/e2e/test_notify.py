"""What happens to a workload reaches its people: once, in time, in words that are exact."""

import json
from typing import Any

import pytest

from tests.e2e.notify_scene import People, texts

pytestmark = pytest.mark.xdist_group("notify")  # one cloud for all of them
ALARM_CHANGED = '"detail_type":"CloudWatch Alarm State Change"'


def lines(message: dict[str, Any]) -> list[str]:
    sections = [block for block in message["body"]["blocks"] if block["type"] == "section"]
    return [line for section in sections for line in section["text"]["text"].split("\n")]


def test_an_alarm_reaches_slack_and_pagerduty_and_its_end_resolves_it(people: People) -> None:
    people.alarm("ALARM")
    people.next_minute()
    people.alarm("INSUFFICIENT_DATA")  # the metric falls silent: nobody need know
    people.alarm("OK")

    assert texts(people.heard("slack")) == [
        "🔴 Errors_High: More than 5 % of the requests fail.",
        "🟢 Resolved: Errors_High: Back to normal. It was: More than 5 % of the requests fail.",
    ]
    incidents = [message["incident"] for message in people.heard("pagerduty")]
    assert [incident["outcome"] for incident in incidents] == ["opened", "resolved"]
    assert len({incident["dedup_key"] for incident in incidents}) == 1


def test_an_alarm_that_is_forwarded_to_our_bus_is_told_and_told_once(people: People) -> None:
    events, region = people.cloud.client("events"), "ap-northeast-2"
    bus = f"arn:aws:events:{region}:123456789012:event-bus/nightshift"
    events.put_rule(Name="forward", EventPattern='{"source": ["aws.cloudwatch"]}')
    events.put_targets(Rule="forward", Targets=[{"Id": "hub", "Arn": bus}])
    runs = people.logs().count(ALARM_CHANGED)

    people.alarm("ALARM")
    events.remove_targets(Rule="forward", Ids=["hub"])

    assert people.logs().count(ALARM_CHANGED) == runs + 2
    assert len(people.heard("slack")) == len(people.heard("pagerduty")) == 1
    people.alarm("OK")


def test_a_new_alarm_that_is_well_tells_nobody(people: People) -> None:
    people.alarm("OK", "nightshift-owl-prod-New_One")

    assert people.heard("slack") == []


def test_an_alarm_of_somebody_else_tells_nobody(people: People) -> None:
    people.alarm("ALARM", "their-owl-prod-Errors_High")

    assert people.heard("slack") == people.heard("email") == []


def test_an_alarm_of_the_stack_itself_reaches_its_topic(people: People) -> None:
    people.alarm("ALARM", "nightshift-undelivered")

    assert [mail["to"] for mail in people.heard("email")] == ["critical@nightshift.example"]


def test_where_notify_itself_fails_cloudwatch_tells_the_topic(people: People) -> None:
    people.alarm("ALARM", "nightshift-notify-undelivered")

    (mail,) = people.heard("email")
    assert mail["to"] == "critical@nightshift.example"
    assert mail["subject"].startswith("ALARM:")


def test_a_hundred_copies_are_one_message_and_one_incident(people: People) -> None:
    fact = {"id": "copied", "severity": "critical", "summary": "once"}

    people.tell("Recovery Finished", fact | {"status": "FAILED"}, copies=100)
    people.next_minute()

    assert len(people.heard("slack")) == 1
    assert [message["incident"]["outcome"] for message in people.heard("pagerduty")] == ["opened"]


def test_a_storm_is_a_message_at_once_and_one_with_counts(people: People) -> None:
    people.tell("Posture Drifted", *({"summary": f"bucket {n} is open"} for n in range(60)))
    at_once = len(people.heard("slack"))
    people.next_minute()

    messages = people.heard("slack")
    assert at_once <= 6  # one a minute; the sending itself takes time
    assert len(messages) <= 2 * at_once + 2
    together = " ".join(texts(messages[1:]))
    assert "messages: Posture Drifted" in together
    assert at_once + sum(count(text) for text in texts(messages)) == 60


def test_what_waited_when_its_schedule_was_lost_is_told_by_the_sweep(people: People) -> None:
    people.tell("Posture Drifted", *({"summary": f"bucket {n} is open"} for n in range(20)))
    scheduler, group = people.cloud.client("scheduler"), "nightshift-notify"
    for schedule in scheduler.list_schedules(GroupName=group)["Schedules"]:
        scheduler.delete_schedule(GroupName=group, Name=schedule["Name"])
    people.next_minute()
    at_once = len(people.heard("slack"))
    people.cloud.advance(2 * 3600)

    messages = texts(people.heard("slack"))
    assert at_once + sum(count(text) for text in messages[at_once:]) == 20
    assert sum(count(text) for text in messages[:at_once]) == 0


def count(text: str) -> int:
    """Return how many a message stands for, by its own words; 0 of one that stands for itself."""
    words = text.split()
    return int(words[words.index("messages:") - 1]) if "messages:" in words else 0


def test_two_hundred_findings_all_arrive(people: People) -> None:
    findings = [f"security group sg-{n:03} is open to the world" for n in range(200)]

    people.tell("Posture Drifted", {"findings": findings})

    messages = people.heard("slack")
    said = json.dumps([message["body"] for message in messages])
    assert [said.index(finding) for finding in findings] == sorted(map(said.index, findings))
    assert len(messages) > 1
    assert "(1/" in str(messages[0]["body"])


def test_when_slack_is_down_the_mail_comes_and_the_failure_is_told_once(people: People) -> None:
    before = len(people.events("Notification Failed"))
    people.cloud.post("faults", {"service": "slack", "action": "*", "kind": "error", "times": 1000})

    people.tell("Cost Reported", {"summary": "first"})
    people.next_minute()
    people.tell("Cost Reported", {"summary": "second"})
    people.next_minute()
    people.next_minute()

    mails = [mail["body"] for mail in people.heard("email")]
    assert people.heard("slack") == []
    assert sum("Slack did not take this message" in mail for mail in mails) == 2
    assert sum("Slack does not take messages of owl-prod" in mail for mail in mails) == 1
    assert len(people.events("Notification Failed")) - before == 1


def test_in_quiet_hours_routine_waits_and_the_rest_does_not(people: People) -> None:
    people.cloud.post("clock", {"set": "2026-01-15T14:00:00+00:00"})  # 23:00 in Seoul
    people.listen()
    people.tell("Secret Rotated", {"severity": "info", "summary": "routine one"})
    people.tell("Secret Rotated", {"severity": "info", "summary": "routine two"})
    people.tell("Cost Reported", {"severity": "warning", "summary": "not routine"})
    people.next_minute()
    assert texts(people.heard("slack")) == ["🟠 Cost Reported: not routine"]

    people.cloud.post("clock", {"set": "2026-01-15T22:00:30+00:00"})  # 07:00 in Seoul

    digest = people.heard("slack")[1:]
    assert texts(digest) == ["🟢 2 messages: Secret Rotated: 2 info came together."]
    assert {"• routine one", "• routine two"} <= set(lines(digest[0]))


def test_the_texts_of_the_source_are_exact(people: People) -> None:
    people.tell(
        "Deployment Finished", {"severity": "warning", "status": "SUCCEEDED", "sha": "a1b2"}
    )
    people.next_minute()
    people.tell(
        "Deployment Finished",
        {"severity": "warning", "status": "FAILED", "stage": "migration", "sha": "a1b2"},
    )
    people.next_minute()
    people.tell(
        "Budget Exceeded", {"period": "daily", "actual_usd": "1023.4", "budget_usd": "19.10"}
    )

    assert texts(people.heard("slack")) == [
        "✅ API Server deployed to production (SHA: a1b2)",
        "❌ Database migration FAILED for SHA a1b2",
        "⚠️ Daily cost exceeded: $1,023.40 (Budget: $19.10)",
    ]


@pytest.mark.parametrize("workload", ["wren-prod", "nobody knows this one"])
def test_a_silent_workload_reaches_the_stacks_topics(people: People, workload: str) -> None:
    people.tell("Cost Reported", {"workload": workload, "severity": "critical"})
    people.tell("Cost Reported", {"workload": workload, "severity": "info"})

    assert [mail["to"] for mail in people.heard("email")] == [
        "critical@nightshift.example",
        "warnings@nightshift.example",
    ]


def test_a_topic_of_the_workloads_own_comes_before_the_stacks(people: People) -> None:
    people.tell("Cost Reported", {"workload": "kite-prod", "severity": "critical"})
    people.tell("Cost Reported", {"workload": "kite-prod", "severity": "warning"})

    published = [call["resource"] for call in people.cloud.get("calls?action=sns:Publish")]
    assert [arn.rpartition(":")[2] for arn in published[-2:]] == [
        "kite-alerts",
        "nightshift-warnings",
    ]


def test_a_failed_execution_is_told(people: People) -> None:
    states = people.cloud.client("stepfunctions")
    states.start_execution(
        stateMachineArn="arn:aws:states:ap-northeast-2:123456789012:stateMachine:nightshift-post-meeting",
        input='{"workload": "owl-prod"}',
    )
    people.cloud.advance(900)

    told = [text for text in texts(people.heard("slack")) if "Machine post-meeting" in text]
    assert len(told) == 1
    assert "meeting_id: is required" in told[0]

"""An alarm where the stack is not reaches people all the same, whoever was at the rule."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.e2e.pipeline import Pipeline
from tests.e2e.test_reconcile import reconcile

TOKYO = "ap-northeast-1"
RULE = "nightshift-alarms"
DAY_SECONDS = 86_400
WARNINGS = f"arn:aws:sns:{REGION}:123456789012:nightshift-warnings"
PEOPLE = "people@newsforge.example"


@pytest.fixture
def people(pipeline: Pipeline) -> Iterator[CloudProcess]:
    """Let somebody listen to the topic of systems that named no channel (newsforge)."""
    sns = pipeline.cloud.client("sns")
    made = sns.subscribe(TopicArn=WARNINGS, Protocol="email", Endpoint=PEOPLE)
    yield pipeline.cloud
    sns.unsubscribe(SubscriptionArn=made["SubscriptionArn"])


def mails(cloud: CloudProcess, said: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cloud.get("outbox")
    return [one for one in found if one["to"] == PEOPLE and said in one["body"]]


def work_hard(cloud: CloudProcess, service: str) -> None:
    """Let a service of newsforge be busy for ten minutes."""
    dimensions = [{"Name": "ClusterName", "Value": service}]
    dimensions += [{"Name": "ServiceName", "Value": service}]
    datum = {"MetricName": "CPUUtilization", "Value": 99, "Dimensions": dimensions}
    for _ in range(3):
        cloud.client("cloudwatch", TOKYO).put_metric_data(Namespace="AWS/ECS", MetricData=[datum])
        cloud.advance(300)


def test_an_alarm_in_another_region_is_mailed(people: CloudProcess) -> None:
    work_hard(people, "newsforge-api")

    (mail,) = mails(people, "The API's CPU has been above 80 % for 10 minutes.")
    assert "newsforge-prod" in mail["body"]


def test_a_disabled_rule_is_put_back_and_told_by_the_daily_run(people: CloudProcess) -> None:
    events, known = people.client("events", TOKYO), len(people.get("events"))
    events.disable_rule(Name=RULE)

    people.advance(DAY_SECONDS)

    drifts = [
        event["detail"]
        for event in people.get("events")[known:]
        if event["detail-type"] == "Posture Drifted" and RULE in event["detail"]["summary"]
    ]
    assert events.describe_rule(Name=RULE)["State"] == "ENABLED"
    assert [(one["workload"], one["severity"]) for one in drifts] == [("all workloads", "warning")]
    assert len(mails(people, f"event-rule {RULE} was changed")) == 1


def test_a_run_for_some_workloads_makes_it_and_another_places_run_leaves_it(
    people: CloudProcess,
) -> None:
    events = people.client("events", TOKYO)
    events.remove_targets(Rule=RULE, Ids=["hub"])

    elsewhere = reconcile(people, {"workloads": ["codemate-dev"]})
    there = reconcile(people, {"workloads": ["newsforge-prod"]})

    assert elsewhere["changed"] == []
    assert [one["name"] for one in there["changed"]] == [RULE]

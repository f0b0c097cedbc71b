"""A virtual month passes in seconds, and misses nothing."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.cloud_process import running

JANUARY_HOURS = 31 * 24
KEPT = {"MessageRetentionPeriod": "1209600"}  # s, 14 days
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "scheduler.amazonaws.com"}}]}'
)


def test_an_hourly_schedule_fires_every_hour_of_a_month_once() -> None:
    with running("--empty", "--start", "2026-01-01T00:00:30+00:00") as cloud:
        sqs, iam = cloud.client("sqs"), cloud.client("iam")
        url = sqs.create_queue(QueueName="hours", Attributes=KEPT)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn = found["Attributes"]["QueueArn"]
        iam.create_role(RoleName="scheduler", AssumeRolePolicyDocument=TRUST)
        iam.put_role_policy(RoleName="scheduler", PolicyName="send", PolicyDocument=_may_send(arn))
        cloud.client("scheduler").create_schedule(
            Name="hourly",
            ScheduleExpression="cron(0 * * * ? *)",
            ScheduleExpressionTimezone="Asia/Seoul",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={
                "Arn": arn,
                "RoleArn": "arn:aws:iam::123456789012:role/scheduler",
                "Input": '{"at": "<aws.scheduler.scheduled-time>"}',
            },
        )

        bodies = []
        for day in ("01-12", "01-23", "02-01"):  # a queue keeps messages for 14 days at most
            cloud.post("clock", {"set": f"2026-{day}T00:00:30+00:00"})
            bodies += _drain(sqs, url)

    hours = {datetime(2026, 1, 1 + h // 24, h % 24, tzinfo=UTC) for h in range(1, JANUARY_HOURS)}
    hours.add(datetime(2026, 2, 1, tzinfo=UTC))
    assert len(bodies) == JANUARY_HOURS
    assert {_instant(body) for body in bodies} == hours


def _drain(sqs: Any, url: str) -> list[str]:
    bodies = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in messages]
        taken = [{"Id": m["MessageId"], "ReceiptHandle": m["ReceiptHandle"]} for m in messages]
        sqs.delete_message_batch(QueueUrl=url, Entries=taken)
    return bodies


def _instant(body: str) -> datetime:
    return datetime.fromisoformat(json.loads(body)["at"])


def _may_send(arn: str) -> str:
    return (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", '
        f'"Resource": "{arn}"}}]}}'
    )

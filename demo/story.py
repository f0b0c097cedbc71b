"""What happens in the night: two meetings end, one of the events comes twice, and morning comes."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from demo import collect, database, executions, kept, results
from demo.cloud import Cloud, running
from demo.fixtures import BEGIN, BUSY_AT, MEETINGS, MORNING, REPEAT_AT, WORKLOAD, Fixture
from demo.progress import Steps
from demo.record import BusEvent, Execution, Record, Repeat

BUS = "nightshift"
BUCKET = "onno-transcripts-prod"
MACHINE = "nightshift-post-meeting"
DATABASE = "onno-db-prod"
BUSY_MINUTES = 10  # ON-A2: two periods of five minutes
CALM_MINUTES = 10
PATIENCE_SECONDS = 60  # for one meeting; about two seconds on a quiet machine
POLL_SECONDS = 0.1
T = TypeVar("T")


class StoryError(Exception):
    """The night did not go as told; the message says what was seen instead."""


def play(steps: Steps, log: Path) -> Record:
    """Return the record of one night; the cloud is ended, whatever happens.

    Raises:
        StoryError: a meeting was not processed.
        CloudError: the cloud did not start, or did not answer.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        with steps.step("Start an AWS here, deploy template.yaml") as line:
            cloud = stack.enter_context(running(BEGIN, log))
            line.note = cloud.endpoint
        night = Night(cloud, steps)
        announced = [night.hold(fixture) for fixture in MEETINGS]
        repeat = night.repeat(MEETINGS[0])
        night.sleep(BUSY_AT)
        night.alarm()
        night.sleep(MORNING)
        with steps.step("Collect what happened"):
            record = night.record(announced, repeat)
        with steps.step("End the cloud and everything it started"):
            stack.close()
    return replace(record, steps=steps.taken(), real_seconds=time.monotonic() - began)


@dataclass(frozen=True)
class Night:
    """One night on one cloud."""

    cloud: Cloud
    steps: Steps

    def hold(self, fixture: Fixture) -> BusEvent:
        """Let a meeting end; return the event that says it was processed."""
        name = f"{fixture.ended_at:%H:%M}  {fixture.title}: the meeting ends"
        with self.steps.step(name) as line:
            self.cloud.move_to(fixture.ended_at)
            collect.ensure_bucket(self.cloud, BUCKET)
            self.cloud.client("s3").put_object(
                Bucket=BUCKET,
                Key=_key(fixture),
                Body=fixture.document(),
                ContentType="application/json",
            )
            self._announce(fixture)
            processed = self._until(lambda: self._processed(fixture), fixture.meeting_id)
            line.note = processed.detail["status"].lower()
        return processed

    def repeat(self, fixture: Fixture) -> Repeat:
        """Send a meeting's event a second time; return what that caused."""
        with self.steps.step(f"{REPEAT_AT:%H:%M}  {fixture.title}: its event comes again") as line:
            self.cloud.move_to(REPEAT_AT)
            before = self._ended()
            mails, writes = len(collect.emails(self.cloud)), self._writes()
            self._announce(fixture)
            second = self._until(lambda: self._ended() - before or None, fixture.meeting_id)
            execution = executions.describe(self.cloud, second.pop())
            repeat = Repeat(
                meeting_id=fixture.meeting_id,
                at=execution.started,
                execution=execution.name,
                new_emails=len(collect.emails(self.cloud)) - mails,
                s3_writes=self._writes() - writes,
            )
            line.note = repeat.verdict
        return repeat

    def sleep(self, until: datetime) -> None:
        """Let the night pass, hour by hour."""
        with self.steps.step("The night passes") as line:
            hour = self.cloud.now().replace(minute=0, second=0, microsecond=0)
            while hour < until:
                hour += timedelta(hours=1)
                self.cloud.move_to(hour)
                line.note = f"{hour.astimezone(MORNING.tzinfo):%H:%M}"

    def alarm(self) -> None:
        """Let a database be too busy for a while; the demo plays RDS's part and measures."""
        with self.steps.step(f"{BUSY_AT:%H:%M}  The database of {WORKLOAD} is too busy") as line:
            for percent in (*[97.0] * BUSY_MINUTES, *[31.0] * CALM_MINUTES):
                self._measure(percent)
                self.cloud.move_to(self.cloud.now() + timedelta(minutes=1))
            told = [message.channel for message in collect.messages(self.cloud)]
            line.note = f"{told.count('pagerduty')} pages, {told.count('slack')} in Slack"

    def record(self, announced: list[BusEvent], repeat: Repeat) -> Record:
        """Return everything the cloud can tell about the night."""
        sent = collect.emails(self.cloud)
        ran = executions.fetch(self.cloud)
        return Record(
            began=BEGIN,
            ended=self.cloud.now(),
            real_seconds=0.0,
            steps=(),
            meetings=tuple(
                results.read(self.cloud, fixture, event, sent)
                for fixture, event in zip(MEETINGS, announced, strict=True)
            ),
            repeat=repeat,
            executions=ran,
            events=collect.bus_events(self.cloud),
            calls=collect.calls(self.cloud),
            functions=collect.function_use(self.cloud, ran),
            log_bytes=collect.log_bytes(self.cloud),
            database=database.rows(self.cloud),
            messages=collect.messages(self.cloud),
            dashboards=kept.dashboards(self.cloud),
            kept=kept.counted(self.cloud),
        )

    def _measure(self, percent: float) -> None:
        self.cloud.client("cloudwatch").put_metric_data(
            Namespace="AWS/RDS",
            MetricData=[
                {
                    "MetricName": "CPUUtilization",
                    "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": DATABASE}],
                    "Value": percent,
                    "Timestamp": self.cloud.now(),
                }
            ],
        )

    def _announce(self, fixture: Fixture) -> None:
        detail = {
            "workload": WORKLOAD,
            "meeting_id": fixture.meeting_id,
            "transcript": {"bucket": BUCKET, "key": _key(fixture)},
            "language": fixture.language,
            "attendees": [{"name": a.name, "email": a.email} for a in fixture.attendees],
        }
        answer = self.cloud.client("events").put_events(
            Entries=[
                {
                    "EventBusName": BUS,
                    "Source": "onno",
                    "DetailType": "Meeting Ended",
                    "Detail": json.dumps(detail, ensure_ascii=False),
                }
            ]
        )
        if answer["FailedEntryCount"]:
            raise StoryError(f"the bus refused the event: {answer['Entries']}")

    def _processed(self, fixture: Fixture) -> BusEvent | None:
        for event in collect.bus_events(self.cloud):
            if (event.detail_type, event.detail.get("meeting_id")) == (
                "Meeting Processed",
                fixture.meeting_id,
            ):
                return event
        return None

    def _until(self, look: Callable[[], T | None], meeting_id: str) -> T:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if (found := look()) is not None:
                return found
            self._fail_on_failure(meeting_id)
            time.sleep(POLL_SECONDS)
        raise StoryError(
            f"{meeting_id}: nothing came of it within {PATIENCE_SECONDS} s; "
            f"executions that ended: {len(self._ended())}"
        )

    def _fail_on_failure(self, meeting_id: str) -> None:
        for listed in executions.finished(self.cloud, MACHINE):
            if listed["status"] != "SUCCEEDED":
                execution = executions.describe(self.cloud, listed["executionArn"])
                raise StoryError(f"{meeting_id}: {_failure(execution)}")

    def _ended(self) -> set[str]:
        return {e["executionArn"] for e in executions.finished(self.cloud, MACHINE)}

    def _writes(self) -> int:
        made = collect.calls(self.cloud)
        return sum(c.count for c in made if (c.service, c.action) == ("s3", "PutObject"))


def _key(fixture: Fixture) -> str:
    return f"transcripts/{fixture.meeting_id}.json"


def _failure(execution: Execution) -> str:
    return (
        f"{execution.machine} ended {execution.status} in {execution.failed_in}\n"
        f"error  {execution.error}\ncause  {execution.cause}"
    )

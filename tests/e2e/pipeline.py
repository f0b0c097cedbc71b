"""The pipeline as its users meet it: put a transcript, put an event, look what came."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests.cloud_process import REGION, CloudProcess

MEETINGS = Path(__file__).resolve().parents[2] / "demo" / "meetings"
BUCKET = "acceptance-transcripts"  # not one of the manifest's: an event may name any bucket
TABLES = ("meeting", "summary_sentence", "action_item", "participation", "relation", "embedding")
PATIENCE_SECONDS = 900  # virtual: longer than every retry of the machine together


def fixture(name: str) -> dict[str, Any]:
    """Return one of the project's own meetings."""
    document: dict[str, Any] = json.loads((MEETINGS / f"{name}.json").read_text())
    return document


def short(meeting_id: str, turns: int = 12) -> dict[str, Any]:
    """Return the beginning of the English meeting under another id."""
    document = fixture("en-release-planning")
    return {"meeting_id": meeting_id, "turns": document["turns"][:turns]}


class Pipeline:
    """One cloud with the stack, and what a tester does with it."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        cloud.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )

    @property
    def machine_arn(self) -> str:
        """The machine's ARN."""
        return f"arn:aws:states:{REGION}:123456789012:stateMachine:nightshift-post-meeting"

    def upload(self, meeting_id: str, body: bytes | dict[str, Any]) -> dict[str, str]:
        """Put a transcript object and return where it lies."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        key = f"meetings/{meeting_id}.json"
        self.cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=data)
        return {"bucket": BUCKET, "key": key}

    def request(
        self, meeting_id: str, body: bytes | dict[str, Any], **fields: Any
    ) -> dict[str, Any]:
        """Return the detail of `Meeting Ended` for a transcript that is uploaded now."""
        where = self.upload(meeting_id, body)
        return {"workload": "onno-prod", "meeting_id": meeting_id, "transcript": where} | fields

    def announce(self, detail: dict[str, Any], times: int = 1) -> None:
        """Put `Meeting Ended` on the bus."""
        entry = {
            "Source": "onno",
            "DetailType": "Meeting Ended",
            "Detail": json.dumps(detail),
            "EventBusName": "nightshift",
        }
        events = self.cloud.client("events")
        for first in range(0, times, 10):
            answer = events.put_events(Entries=[entry] * min(10, times - first))
            assert answer["FailedEntryCount"] == 0

    def finish(self) -> None:
        """Let everything that is due in the next virtual quarter of an hour happen."""
        self.cloud.advance(PATIENCE_SECONDS)

    def run(self, detail: dict[str, Any]) -> dict[str, Any]:
        """Run the machine by hand to its end and return its description."""
        states = self.cloud.client("stepfunctions")
        started = states.start_execution(stateMachineArn=self.machine_arn, input=json.dumps(detail))
        self.finish()
        described: dict[str, Any] = states.describe_execution(executionArn=started["executionArn"])
        return described

    def start(self, detail: dict[str, Any]) -> dict[str, Any]:
        """Start the machine by hand, and describe it as soon as it waits for something."""
        states = self.cloud.client("stepfunctions")
        started = states.start_execution(stateMachineArn=self.machine_arn, input=json.dumps(detail))
        self.cloud.settle()
        described: dict[str, Any] = states.describe_execution(executionArn=started["executionArn"])
        return described

    def described(self, execution: dict[str, Any]) -> dict[str, Any]:
        """Return what an execution has become."""
        found: dict[str, Any] = self.cloud.client("stepfunctions").describe_execution(
            executionArn=execution["executionArn"]
        )
        return found

    def take_away(self, meeting_id: str) -> None:
        """Give a meeting's claim a higher epoch, as another execution does that takes it over."""
        self.cloud.client("dynamodb").update_item(
            TableName="nightshift-ledger",
            Key={"pk": {"S": f"meeting#onno-prod#{meeting_id}"}, "sk": {"S": "claim"}},
            UpdateExpression="ADD epoch :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    @contextmanager
    def busy(self, function: str) -> Iterator[None]:
        """Let a function answer 429 to every invocation inside the `with`."""
        name, lambda_ = f"nightshift-{function}", self.cloud.client("lambda")
        lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        try:
            yield
        finally:
            lambda_.delete_function_concurrency(FunctionName=name)

    def entered(self, execution: dict[str, Any]) -> list[str]:
        """Return the names of the states an execution entered, in order."""
        history = self.cloud.client("stepfunctions").get_paginator("get_execution_history")
        return [
            event["stateEnteredEventDetails"]["name"]
            for page in history.paginate(executionArn=execution["executionArn"])
            for event in page["events"]
            if "stateEnteredEventDetails" in event
        ]

    def processed(self, meeting_id: str) -> list[dict[str, Any]]:
        """Return the details of `Meeting Processed` for a meeting."""
        return [
            event["detail"]
            for event in self.cloud.events("Meeting Processed")
            if event["detail"]["meeting_id"] == meeting_id
        ]

    def mails(self, meeting_id: str) -> list[dict[str, Any]]:
        """Return the mails about a meeting."""
        named = re.compile(rf"(?<![\w-]){re.escape(meeting_id)}(?![\w-])")
        found = self.cloud.get(f"outbox?contains={quote(meeting_id)}")
        return [mail for mail in found if named.search(mail.get("html") or "")]

    def rows(self, meeting_id: str) -> dict[str, int]:
        """Return table -> rows of a meeting in the workload's PostgreSQL."""
        secret = self.cloud.client("secretsmanager").get_secret_value(SecretId="onno/db-url")
        with psycopg.connect(secret["SecretString"]) as connection:
            exists = connection.execute("select to_regclass('nightshift.meeting')").fetchone()
            if exists is None or exists[0] is None:
                return dict.fromkeys(TABLES, 0)
            return {table: _count(connection, table, meeting_id) for table in TABLES}

    def artefact(self, processed: dict[str, Any], task: str) -> dict[str, Any]:
        """Return a task's artefact, found as the event says."""
        where = processed["artefacts"]
        found = self.cloud.client("s3").get_object(Bucket=where["bucket"], Key=where["keys"][task])
        document: dict[str, Any] = json.loads(found["Body"].read())
        return document

    def denials(self) -> list[str]:
        """Return what was denied to a role so far, one sentence each."""
        return [
            f"{call['service']}:{call['action']} to {call['role']} on {call['resource']}"
            for call in self.cloud.get("calls?outcome=denied")
        ]

    def calls(self) -> list[dict[str, str]]:
        """Return the calls of the stack's roles."""
        return [call for call in self.cloud.get("calls") if call["role"] != "admin"]


def _count(connection: "psycopg.Connection[Any]", table: str, meeting_id: str) -> int:
    query = f"select count(*) from nightshift.{table} where meeting_id = %s"
    row = connection.execute(query, [meeting_id]).fetchone()
    assert row is not None
    return int(row[0])

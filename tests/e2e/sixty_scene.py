"""Sixty days of all eight workloads in one cloud: what people do meanwhile, and what was seen."""

import json
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.cloud_process import REGION, ROOT, CloudProcess
from tests.e2e.sixty_oracle import Oracle, Span
from tests.e2e.sixty_states import expected, own, reduced, regions
from tests.e2e.sixty_view import State, View

ACCOUNT, TABLE = "123456789012", "nightshift-ledger"
SEOUL = ZoneInfo("Asia/Seoul")
START = datetime(2026, 2, 2, 19, 15, tzinfo=SEOUL)  # a Monday, before its evening
FIRST = START + timedelta(minutes=30)  # looked at hourly from here on: at :45 nothing is under way
DAYS, HOUR = 60, timedelta(hours=1)
END = FIRST + (DAYS * 24 - 1) * HOUR  # the last look
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


# People act in the minute after a look.
PARKED = Span(_at(2, 2, 19, 46), _at(2, 26, 10), 0)
EARLY = Span(_at(2, 3, 6, 46), _at(2, 3, 8), 1, scheduled=False)
SNOOZED = Span(_at(2, 4, 19, 46), _at(2, 4, 22), 1)
HELD = Span(_at(2, 10, 9, 46), _at(2, 12, 12), 3, "backend")
OPENS = _at(2, 14, 20, 15)
OPENED = Span(OPENS - timedelta(minutes=15), OPENS + timedelta(minutes=60), 3, "backend")


def oracles() -> dict[str, Oracle]:
    """Return one for each manifest, which knows what people will ask for."""
    found = [
        Oracle(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "workloads").glob("*.yaml"))
    ]
    known = {oracle.name: oracle for oracle in found}
    known["ticketing-staging"].keeps.append(PARKED)
    known["codemate-dev"].keeps += [EARLY, SNOOZED]
    known["codemate-prod"].holds.append(HELD)
    known["ticketing-prod"].openings.append(OPENED)
    return known


class People:
    """Who asks for something, at which minute."""

    def __init__(self, cloud: CloudProcess) -> None:
        self._cloud = cloud

    def act(self, at: datetime) -> None:
        """Do what is to be done in this minute."""
        if at == PARKED.start:
            wish = {"workload": "ticketing-staging", "until": PARKED.end.isoformat()}
            self._start("stop", wish | {"reason": "nobody tests in February"})
            self._plan_opening()
        if at == EARLY.start:
            self._start("start", {"workload": "codemate-dev"})
        if at == SNOOZED.start:
            self._start("start", {"workload": "codemate-dev", "until": SNOOZED.end.isoformat()})
        if at == HELD.start:
            self._hold()

    def _start(self, machine: str, wish: dict[str, str]) -> None:
        name = f"stateMachine:nightshift-environment-{machine}"
        self._cloud.client("stepfunctions").start_execution(
            stateMachineArn=f"arn:aws:states:{REGION}:{ACCOUNT}:{name}", input=json.dumps(wish)
        )

    def _plan_opening(self) -> None:
        opening = {"workload": "ticketing-prod", "name": "spring-tour", "capacity": OPENED.value}
        times = {"at": OPENS.isoformat(), "lead_minutes": 15, "stay_minutes": 60}
        self._cloud.client("events").put_events(
            Entries=[
                {
                    "EventBusName": "nightshift",
                    "Source": "ticket-queue",
                    "DetailType": "Opening Planned",
                    "Detail": json.dumps(opening | times),
                }
            ]
        )

    def _hold(self) -> None:
        hold = {"minimum": HELD.value, "services": [HELD.service], "until": HELD.end.isoformat()}
        asked = {"workload": "codemate-prod", "hold": hold | {"reason": "a campaign"}}
        answer = self._cloud.client("lambda").invoke(
            FunctionName="nightshift-apply-window", Payload=json.dumps(asked)
        )
        assert "FunctionError" not in answer, answer["Payload"].read()


class Watcher:
    """Compare what there is with the oracles, every hour; remember what people want to know."""

    def __init__(self, cloud: CloudProcess, known: dict[str, Oracle]) -> None:
        self._known = known
        self.views = [View(cloud, *found) for found in regions(known)]
        self.differences: list[str] = []  # from the oracle's
        self.unlike: list[str] = []  # mornings that are not as the evening before
        self.mornings = self.hours = 0
        self._last: dict[str, State] = {}  # of an environment when it was awake
        self._slept: set[str] = set()

    def look(self, at: datetime) -> None:
        """Look at every environment."""
        found: State = {}
        for view in self.views:
            view.ask()
        for view in self.views:
            found |= view.look()
        for name, oracle in self._known.items():
            mine = own(found, oracle.manifest)
            seen, wanted = dict(reduced(mine, oracle.manifest)), dict(expected(oracle, at))
            self.differences += [
                f"{at:%a %d %b %H:%M} {name} {key}: is {seen.get(key)}, should be {wanted.get(key)}"
                for key in sorted(seen.keys() | wanted.keys())
                if seen.get(key) != wanted.get(key)
            ]
            self._compare(name, mine, at, awake=oracle.awake(at))
            self.hours += 1

    def _compare(self, name: str, mine: State, at: datetime, *, awake: bool) -> None:
        if not awake:
            self._slept.add(name)
            return
        if name in self._slept:
            self._slept.discard(name)
            self.mornings += 1
            before = self._last[name]
            self.unlike += [
                f"{at:%a %d %b} {name} {key}: was {before.get(key)}, is {mine.get(key)}"
                for key in sorted(before.keys() | mine.keys())
                if before.get(key) != mine.get(key)
            ]
        self._last[name] = mine


def acts_after(at: datetime) -> bool:
    """Say whether somebody does something in the minute after a look."""
    return at + MINUTE in (one.start for one in (PARKED, EARLY, SNOOZED, HELD))


def item(cloud: CloudProcess, partition: str, name: str) -> dict[str, Any]:
    """Return an item of the ledger."""
    key = {"pk": {"S": partition}, "sk": {"S": name}}
    found: dict[str, Any] = cloud.client("dynamodb").get_item(TableName=TABLE, Key=key)["Item"]
    return found


def items(cloud: CloudProcess, partition: str) -> list[dict[str, Any]]:
    """Return a partition of the ledger."""
    found: list[dict[str, Any]] = cloud.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": partition}},
    )["Items"]
    return found


def filled_queues(cloud: CloudProcess) -> list[str]:
    """Return the queues in which something waits: ours have what could not be delivered."""
    sqs, count = cloud.client("sqs"), "ApproximateNumberOfMessages"
    return [
        url
        for url in sqs.list_queues()["QueueUrls"]
        if sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[count])["Attributes"][count]
        != "0"
    ]


class Sixty:
    """What has happened, once it has."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        self.oracles = oracles()
        self.watcher = Watcher(cloud, self.oracles)
        self.parked: dict[str, Any] = {}  # the environment's item, shortly before it wakes
        self.undelivered: list[str] = []  # queues that had messages

    @cached_property
    def looks(self) -> list[tuple[str, str, datetime]]:
        """Each workload's tasks with their minutes, by the oracles."""
        return [
            (name, task, at.astimezone(UTC))
            for name, oracle in self.oracles.items()
            for task, at in oracle.looks(START, END)
        ]

    @cached_property
    def turns(self) -> list[tuple[str, bool, datetime]]:
        """The minutes at which each workload is to wake (True) or to fall asleep."""
        return [
            (name, wakes, at.astimezone(UTC))
            for name, oracle in self.oracles.items()
            for wakes, at in oracle.turns(START, END)
        ]

    def live(self) -> None:
        """Let the days pass, looking every hour."""
        people = People(self.cloud)
        for at in (FIRST + hour * HOUR for hour in range(DAYS * 24)):
            self.cloud.post("clock", {"set": at.isoformat()})
            self.watcher.look(at)
            if acts_after(at):
                self.cloud.post("clock", {"set": (at + MINUTE).isoformat()})
                people.act(at + MINUTE)
            if (at - FIRST) % WEEK == HOUR:  # a queue keeps a message for fourteen days
                self.undelivered += filled_queues(self.cloud)
            if at < PARKED.end <= at + HOUR:
                self.parked = item(self.cloud, "environment", "ticketing-staging")
        self.cloud.settle()
        self.undelivered += filled_queues(self.cloud)
        self.events = self.cloud.get("events")
        self.calls = self.cloud.get("calls")

    def of(self, source: str, detail_type: str) -> list[dict[str, Any]]:
        """Return the events of a kind."""
        return [
            event
            for event in self.events
            if (event["source"], event["detail-type"]) == (source, detail_type)
        ]

    def executions(self, machine: str = "") -> list[dict[str, Any]]:
        """Return what Step Functions told of executions that ended, of one machine or all."""
        found = self.of("aws.states", "Step Functions Execution Status Change")
        return [
            event["detail"]
            for event in found
            if event["detail"]["stateMachineArn"].endswith(machine)
            and event["detail"]["status"] != "RUNNING"
        ]

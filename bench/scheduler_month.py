"""A virtual month of schedules: 5 workloads x 20 firings a day into a function, and an hourly one.

    python bench/scheduler_month.py --url http://127.0.0.1:4566

The floor is the same number of direct invokes of the same function, one after the other.
"""

import argparse
import io
import json
import time
import urllib.request
import zipfile
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config

from bench.figures import line

ACCOUNT, REGION = "123456789012", "ap-northeast-2"
WORKLOADS, FIRINGS, DAYS = 5, 20, 30
GOAL = 90  # s
CODE = "def handler(event, context):\n    return {'at': event['at']}\n"
INPUT = '{"at": "<aws.scheduler.scheduled-time>"}'


class Target:
    """A running, empty cloud."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._config = Config(retries={"total_max_attempts": 1}, read_timeout=900)

    def client(self, name: str) -> Any:
        """Return a client of the cloud."""
        return boto3.client(
            name,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="bench",
            aws_secret_access_key="bench",
            config=self._config,
        )

    def control(self, name: str, body: dict[str, Any] | None = None) -> Any:
        """Call the control API."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_localcloud/{name}", data, 900) as answer:
            return json.load(answer)


def main() -> None:
    """Print seconds, firings, firings a second, the floor and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="an empty embedded cloud")
    cloud = Target(parser.parse_args().url)
    function, role = _function(cloud), _role(cloud)
    _schedules(cloud, function, role)
    cloud.client("lambda").invoke(FunctionName=function, Payload=b'{"at": ""}')
    seconds, fired = _month(cloud)
    expected = WORKLOADS * FIRINGS * DAYS + 24 * DAYS
    floor = _floor(cloud, function, WORKLOADS * FIRINGS * DAYS)
    print(f"{fired} firings of {expected} expected, {fired / seconds:.0f} a second")
    line(
        "virtual month, 5 workloads x 20 a day", seconds, "s",
        floor=floor, of=f"{WORKLOADS * FIRINGS * DAYS} direct invokes", goal=f"<= {GOAL}",
    )  # fmt: skip


def _function(cloud: Target) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", CODE)
    role = _new_role(cloud, "bench-function", "lambda.amazonaws.com", [])
    made = cloud.client("lambda").create_function(
        FunctionName="bench-firing",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role,
        Code={"ZipFile": packed.getvalue()},
    )
    return str(made["FunctionArn"])


def _role(cloud: Target) -> str:
    actions = ["lambda:InvokeFunction", "events:PutEvents"]
    return _new_role(cloud, "bench-scheduler", "scheduler.amazonaws.com", actions)


def _new_role(cloud: Target, name: str, trusted: str, actions: list[str]) -> str:
    iam = cloud.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    if actions:
        allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy)
    return str(arn)


def _schedules(cloud: Target, function: str, role: str) -> None:
    scheduler = cloud.client("scheduler")
    window = {"Mode": "OFF"}
    for number in range(WORKLOADS * FIRINGS):
        workload, slot = divmod(number, FIRINGS)
        minute, hour = (slot * 7 + workload * 3) % 60, slot
        scheduler.create_schedule(
            Name=f"workload-{workload}-{slot}",
            ScheduleExpression=f"cron({minute} {hour} * * ? *)",
            ScheduleExpressionTimezone="Asia/Seoul",
            FlexibleTimeWindow=window,
            Target={"Arn": function, "RoleArn": role, "Input": INPUT},
        )
    scheduler.create_schedule(
        Name="hourly",
        ScheduleExpression="cron(0 * * * ? *)",
        FlexibleTimeWindow=window,
        Target={
            "Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default",
            "RoleArn": role,
            "Input": INPUT,
            "EventBridgeParameters": {"DetailType": "Hour", "Source": "bench"},
        },
    )


def _month(cloud: Target) -> tuple[float, int]:
    """Return the real seconds and the number of firings of the next 30 days."""
    start = datetime.fromisoformat(cloud.control("clock")["now"])
    began = time.perf_counter()
    cloud.control("clock", {"advance_seconds": DAYS * 86_400})
    seconds = time.perf_counter() - began
    calls = [
        call
        for call in cloud.control("calls?role=bench-scheduler")
        if call["outcome"] == "ok" and datetime.fromisoformat(call["at"]) >= start
    ]
    return seconds, len(calls)


def _floor(cloud: Target, function: str, count: int) -> float:
    client = cloud.client("lambda")
    began = time.perf_counter()
    for _ in range(count):
        client.invoke(FunctionName=function, Payload=b'{"at": ""}')
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

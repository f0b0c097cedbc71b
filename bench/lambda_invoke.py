"""Measure warm and cold invocations of a running embedded cloud, from outside, through boto3.

    python -m bench.lambda_invoke --url http://127.0.0.1:4566 [--rounds 300] [--cold 10]

The floor is the same handler called directly in this process, in the same run. A cold start is
forced by an update of the configuration; the first of all also starts the process that forks.
"""

import argparse
import io
import json
import logging
import sys
import time
import types
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

from bench.figures import line, median

SOURCE = """
from aws_lambda_powertools import Logger
from pydantic import BaseModel

logger = Logger(service="bench")


class Order(BaseModel):
    id: str = ""
    lines: list[dict[str, int]] = []


@logger.inject_lambda_context
def handler(event, context):
    order = Order.model_validate(event)
    total = sum(line["price"] * line["count"] for line in order.lines)
    logger.info("order priced", extra={"order": order.id, "total": total})
    return {"id": order.id, "total": total}
"""
EVENT = {"id": "o-1", "lines": [{"price": 3, "count": 4}, {"price": 5, "count": 1}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
LOGS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}],
}


class Context:
    """What powertools reads of a Lambda context."""

    function_name = "bench"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:ap-northeast-2:123456789012:function:bench"
    aws_request_id = "00000000-0000-0000-0000-000000000000"


def main() -> None:
    """Print warm p50 and p95 and cold milliseconds beside calling the handler directly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="address of the running cloud")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--cold", type=int, default=10)
    arguments = parser.parse_args()
    client, name = deploy(arguments.url)
    invoke = invocation(client, name)
    first = timed(invoke)
    warm = [timed(invoke) for _ in range(arguments.rounds)]
    cold = [cold_ms(client, name, invoke, number) for number in range(arguments.cold)]
    floor = median([timed(direct()) for _ in range(arguments.rounds)])
    p95 = sorted(warm)[int(len(warm) * 0.95)]
    line("warm invoke, p50", median(warm), "ms", floor=floor, of="direct call", goal="<= 10 ms")
    line("warm invoke, p95", p95, "ms", floor=floor, of="direct call")
    line("cold invoke, median", median(cold), "ms", floor=floor, of="direct call", goal="<= 500 ms")
    line("first invoke of the cloud", first, "ms", floor=floor, of="direct call")


def deploy(url: str) -> tuple[Any, str]:
    """Return a Lambda client and the name of a new function."""
    session = boto3.Session("bench", "bench", region_name="ap-northeast-2")
    config = Config(retries={"total_max_attempts": 1})
    iam = session.client("iam", endpoint_url=url, config=config)
    client = session.client("lambda", endpoint_url=url, config=config)
    name = f"bench-{uuid.uuid4().hex[:8]}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="logs", PolicyDocument=json.dumps(LOGS))
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role["Arn"],
        Handler="app.handler",
        MemorySize=256,
        Timeout=30,
        Code={"ZipFile": packed()},
    )
    return client, name


def packed() -> bytes:
    """Return the handler as a deployment package."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("app.py", SOURCE)
    return archive.getvalue()


def invocation(client: Any, name: str) -> Callable[[], None]:
    """Return a call of the function that checks the answer."""
    payload = json.dumps(EVENT).encode()

    def call() -> None:
        answer = client.invoke(FunctionName=name, Payload=payload)
        assert json.load(answer["Payload"]) == {"id": "o-1", "total": 17}

    return call


def direct() -> Callable[[], None]:
    """Return a call of the handler in this process."""
    module = sys.modules.get("bench_app")
    if module is None:
        module = sys.modules["bench_app"] = types.ModuleType("bench_app")
        exec(SOURCE, module.__dict__)
        for handler in logging.getLogger("bench").handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(io.StringIO())

    def call() -> None:
        assert module.handler(EVENT, Context()) == {"id": "o-1", "total": 17}

    return call


def cold_ms(client: Any, name: str, invoke: Callable[[], None], number: int) -> float:
    """Return the milliseconds of an invocation right after an update of the function."""
    client.update_function_configuration(
        FunctionName=name, Environment={"Variables": {"ROUND": str(number)}}
    )
    return timed(invoke)


def timed(call: Callable[[], None]) -> float:
    """Return how many milliseconds a call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

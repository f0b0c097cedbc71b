"""Every secret of a cloud is a canary: its value may stand nowhere but in its store."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.cloud_process import CloudProcess

REGIONS = ("ap-northeast-2", "ap-northeast-1")
CONTROL = "-prod"  # a workload's name, which is everywhere: what does not find it sees no text
SHORTEST = 12  # characters; what is shorter could stand somewhere by chance


def values(cloud: CloudProcess) -> dict[str, str]:
    """Return telling piece -> name of the secret, of every secret and every parameter."""
    found: dict[str, str] = {}
    for region in REGIONS:
        manager, store = cloud.client("secretsmanager", region), cloud.client("ssm", region)
        for page in manager.get_paginator("list_secrets").paginate():
            for entry in page["SecretList"]:
                value = manager.get_secret_value(SecretId=entry["ARN"])["SecretString"]
                found |= dict.fromkeys(_pieces(value), entry["Name"])
        for page in store.get_paginator("describe_parameters").paginate():
            for entry in page["Parameters"]:
                got = store.get_parameter(Name=entry["Name"], WithDecryption=True)
                found |= dict.fromkeys(_pieces(got["Parameter"]["Value"]), entry["Name"])
    return found


def seen(cloud: CloudProcess, canaries: dict[str, str]) -> list[str]:
    """Return where a value stands that should not: `<place>: <name of the secret>`."""
    assert canaries, "no secret to look for"
    found: set[str] = set()
    looked_at: set[str] = set()
    for place, text in _places(cloud):
        found |= {f"{place}: {name}" for piece, name in canaries.items() if piece in text}
        if CONTROL in text:
            looked_at.add(place.split()[0])
    assert looked_at >= {"events", "outbox", "calls", "log", "ledger"}, "it looks at nothing"
    return sorted(found)


def _pieces(value: str) -> Iterator[str]:
    """Yield what of a value would give it away: all of it, and a URL's password or last segment."""
    parts = urlsplit(value)
    candidates = [value]
    if parts.scheme in ("http", "https"):
        candidates.append(parts.path.rpartition("/")[2])
    if parts.password:
        candidates += [parts.password, unquote(parts.password)]
    return (piece for piece in candidates if len(piece) >= SHORTEST)


def _places(cloud: CloudProcess) -> Iterator[tuple[str, str]]:
    for name in ("events", "outbox", "calls"):
        yield name, json.dumps(cloud.get(name), ensure_ascii=False)
    for region in REGIONS:
        yield from _logs(cloud.client("logs", region))
    for page in (
        cloud.client("dynamodb").get_paginator("scan").paginate(TableName="nightshift-ledger")
    ):
        yield "ledger", json.dumps(page["Items"], default=str, ensure_ascii=False)
    yield from _executions(cloud.client("stepfunctions"))


def _logs(logs: Any) -> Iterator[tuple[str, str]]:
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            for found in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                yield f"log {name}", "\n".join(event["message"] for event in found["events"])


def _executions(states: Any) -> Iterator[tuple[str, str]]:
    for machine in states.list_state_machines()["stateMachines"]:
        pages = states.get_paginator("list_executions").paginate(
            stateMachineArn=machine["stateMachineArn"]
        )
        for page in pages:
            for execution in page["executions"]:
                history = states.get_paginator("get_execution_history").paginate(
                    executionArn=execution["executionArn"]
                )
                for events in history:
                    yield f"history of {machine['name']}", json.dumps(events["events"], default=str)

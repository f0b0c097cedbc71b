"""A fleet in moto, the calls made of it, and AWS's refusals that moto does not know."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from nightshift.adapters import places
from nightshift.adapters.places import Clients
from nightshift.domain.reconcile.resources import Place
from tests.integration.conftest import REGION

PLACE = Place("123456789012", REGION)
IMAGE = "ami-12c6146b"
REFUSAL = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>{code}</Code>'
    "<Message>{message}</Message></Error></Errors><RequestID>7a62c49f</RequestID></Response>"
)
Refusal = tuple[int, str, str]  # HTTP status, code, message
Rule = Callable[[Sequence[str]], Refusal | str | None]  # ids of a call -> what AWS says; None: moto


class Fleet:
    """Instances to make, the clients of their place, and the calls that went out."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.rules: dict[str, Rule] = {}

    @property
    def clients(self) -> Clients:
        """Hand out clients as `places` does, each counted."""
        return partial(self._client, places.clients(PLACE))

    def _client(self, inner: Clients, service: str, **options: Any) -> Any:
        client = inner(service, **options)
        client.meta.events.register_first("before-send", self._sent, unique_id="fleet")
        return client

    def _sent(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        self.calls.append(operation)
        ids = [value for name, value in _form(request) if name.startswith("InstanceId")]
        said = self.rules.get(operation, _nothing)(ids)
        return _answered(request.url, said) if said else None

    def say(self, operation: str, rule: Rule) -> None:
        """Let AWS answer an operation as the rule says: a refusal, or a whole body."""
        self.rules[operation] = rule

    def make(self, name: str, count: int = 1, kind: str = "t3.micro", **tags: str) -> list[str]:
        """Make running instances, all of one reservation."""
        every = {"Name": name} | tags
        specification: Any = {
            "ResourceType": "instance",
            "Tags": [{"Key": key, "Value": value} for key, value in every.items()],
        }
        made = boto3.client("ec2").run_instances(
            ImageId=IMAGE,
            InstanceType=kind,
            MinCount=count,
            MaxCount=count,
            TagSpecifications=[specification],
        )
        return [instance["InstanceId"] for instance in made["Instances"]]


def changed(ids: Sequence[str]) -> str:
    """Return the body of StopInstances or StartInstances that took all."""
    items = "".join(f"<item><instanceId>{each}</instanceId></item>" for each in ids)
    return f"<Response><instancesSet>{items}</instancesSet></Response>"


def _nothing(_: Sequence[str]) -> None:
    return None


def _form(request: Any) -> list[tuple[str, str]]:
    body = request.body or ""
    return parse_qsl(body if isinstance(body, str) else body.decode())


class _Body(BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _answered(url: str, said: Refusal | str) -> AWSResponse:
    status, body = (200, said) if isinstance(said, str) else (said[0], _refusal(*said[1:]))
    return AWSResponse(url, status, HTTPHeaders(), _Body(body.encode()))


def _refusal(code: str, message: str) -> str:
    return REFUSAL.format(code=code, message=message)

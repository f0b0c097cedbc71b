"""What a service outside answers, and what it took."""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest


@dataclass(frozen=True, slots=True)
class Reception:
    """The answer to one request; `message` is what the outbox keeps, None where it was refused."""

    answer: Answer
    message: dict[str, Any] | None = None
    reason: str = ""  # why it was refused, for the journal: no values, they may be secret


class RefusalError(Exception):
    """A request the service does not take; `body` is its answer, `reason` is for the journal."""

    def __init__(self, status: int, body: str, reason: str = "") -> None:
        super().__init__(body)
        self.status = status
        self.body = body
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Texts:
    """How a service says "slow down" and "I failed"."""

    throttled: str
    failed: str
    headers: dict[str, str] = field(default_factory=dict)


class Service(Protocol):
    """One service outside."""

    name: str  # its channel in the outbox and its name in faults and calls
    texts: Texts

    def place(self, http: HttpRequest) -> str:
        """Return whom a request is for, without secrets."""

    def receive(self, http: HttpRequest) -> Reception:
        """Take a request, and change what the service keeps."""


def answer(status: int, body: str, content_type: str = "text/plain; charset=utf-8") -> Answer:
    """Return an answer of text."""
    return Answer(status, {"Content-Type": content_type}, body.encode())


def answer_json(status: int, value: Any) -> Answer:
    """Return an answer of JSON."""
    return answer(status, json.dumps(value), "application/json")


def parsed(body: bytes) -> Any:
    """Return a body as JSON, else as text; None for nothing."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")

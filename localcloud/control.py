"""The control API, `/_localcloud/...`: for tests, the demo and curious people (contract.md)."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PREFIX = "/_localcloud/"


class Control:
    """Answer the control API of one cloud."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "health"): lambda _: {"status": "ok", "now": self._now()},
            ("GET", "clock"): lambda _: {"now": self._now()},
            ("POST", "clock"): self._move_clock,
            ("GET", "events"): lambda _: cloud.events.history(),
            ("GET", "calls"): self._calls,
            ("DELETE", "calls"): lambda _: cloud.journal.clear(),
            ("GET", "faults"): lambda _: cloud.faults.planned(),
            ("POST", "faults"): self._plan_fault,
            ("DELETE", "faults"): lambda _: cloud.faults.clear(),
            ("GET", "outbox"): lambda _: cloud.outbox.messages(),
        }

    def add(self, method: str, name: str, route: Callable[[dict[str, Any]], Any]) -> None:
        """Add a route, e.g. `POST break` with the issues that need it."""
        self._routes[(method, name)] = route

    def handle(self, http: HttpRequest) -> Answer:
        """Return the answer as JSON; 400 with `error` where the request does not fit."""
        parts = urlsplit(http.url)
        name = parts.path.removeprefix(PREFIX).strip("/")
        route = self._routes.get((http.method, name))
        if route is None:
            known = ", ".join(sorted(f"{m} {n}" for m, n in self._routes))
            return _json(404, {"error": f"no {http.method} {name} here; known: {known}"})
        try:
            return _json(200, route(_arguments(http, parts.query)))
        except (ValueError, TypeError, KeyError) as problem:
            return _json(400, {"error": str(problem)})

    def _now(self) -> str:
        return self._cloud.clock.now().isoformat()

    def _move_clock(self, arguments: dict[str, Any]) -> dict[str, str]:
        if "set" in arguments:
            target = datetime.fromisoformat(str(arguments["set"]))
            if target.tzinfo is None:
                raise ValueError(
                    f"set: {arguments['set']!r} has no offset; write e.g. 2026-01-15T09:00:00+09:00"
                )
            self._cloud.clock.advance_to(target)
        elif "advance_seconds" in arguments:
            self._cloud.clock.advance(float(arguments["advance_seconds"]))
        else:
            raise ValueError('clock: send {"set": "<ISO>"} or {"advance_seconds": n}')
        return {"now": self._now()}

    def _calls(self, arguments: dict[str, Any]) -> list[dict[str, str]]:
        return self._cloud.journal.find(
            arguments.get("role"), arguments.get("service"), arguments.get("action")
        )

    def _plan_fault(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        self._cloud.faults.add(arguments)
        return self._cloud.faults.planned()


def _arguments(http: HttpRequest, query: str) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(parse_qsl(query))
    if http.body:
        body = json.loads(http.body)
        if not isinstance(body, dict):
            raise ValueError("body: a JSON object is expected")
        arguments |= body
    return arguments


def _json(status: int, value: Any) -> Answer:
    body = json.dumps(value, ensure_ascii=False, default=str).encode()
    return Answer(status, {"Content-Type": "application/json; charset=utf-8"}, body)

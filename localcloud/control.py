"""The control API, `/_localcloud/...`: for tests, the demo and curious people (contract.md)."""

import json
import logging
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from localcloud import instants
from localcloud.answers import Answer
from localcloud.api_call import HttpRequest
from localcloud.journal import Filter

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

logger = logging.getLogger(__name__)
PREFIX = "/_localcloud/"
# Certificates, time zones and 32-bit seconds end soon after; a slip of the keyboard is no plan.
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class Control:
    """Answer the control API of one cloud."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "health"): lambda _: {"status": "ok", "now": self._now()},
            ("GET", "clock"): lambda _: {"now": self._now()},
            ("POST", "clock"): self._move_clock,
            ("GET", "events"): self._events,
            ("GET", "calls"): self._calls,
            ("DELETE", "calls"): lambda _: cloud.journal.clear(),
            ("GET", "faults"): lambda _: cloud.faults.planned(),
            ("POST", "faults"): self._plan_fault,
            ("DELETE", "faults"): lambda _: cloud.faults.clear(),
            ("GET", "outbox"): lambda wanted: cloud.outbox.messages(wanted.get("contains")),
            ("POST", "break"): _break_later,
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
        except NotImplementedError as problem:
            return _json(501, {"error": str(problem)})
        except Exception as problem:  # a defect of ours must not look like a lost connection
            logger.exception("%s %s failed", http.method, name)
            return _json(500, {"error": f"{type(problem).__name__}: {problem}"})

    def _now(self) -> str:
        return self._cloud.clock.now().isoformat()

    def _move_clock(self, arguments: dict[str, Any]) -> dict[str, str]:
        self._cloud.gateway.prepare()  # what there was before must not look younger
        if "set" in arguments:
            self._cloud.clock.advance_to(_instant(arguments["set"]))
        elif "advance_seconds" in arguments:
            self._cloud.clock.advance(
                _seconds(arguments["advance_seconds"], self._cloud.clock.now())
            )
        else:
            raise ValueError('clock: send {"set": "<ISO>"} or {"advance_seconds": n}')
        return {"now": self._now()}

    def _events(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        wanted = arguments.get("detail-type")
        found: list[dict[str, Any]] = self._cloud.events.history()
        return [each for each in found if wanted in (None, each["detail-type"])]

    def _calls(self, arguments: dict[str, Any]) -> list[dict[str, str]]:
        return self._cloud.journal.find(Filter(**arguments))

    def _plan_fault(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        self._cloud.faults.add(arguments)
        return self._cloud.faults.planned()


def _instant(given: Any) -> datetime:
    try:
        target = instants.read(str(given))
    except ValueError as problem:
        raise ValueError(f"set: {problem}") from problem
    if target > LATEST:
        raise ValueError(
            f"set: {given} is after {LATEST.isoformat()}, the end of this cloud's time"
        )
    return target


def _seconds(given: Any, now: datetime) -> float:
    try:
        seconds = float(str(given))  # a query's value is text; True and None are no numbers
    except ValueError as problem:
        raise ValueError(f"advance_seconds: {given!r} is not a number") from problem
    if not math.isfinite(seconds) or not 0 <= seconds <= (LATEST - now) / timedelta(seconds=1):
        raise ValueError(
            f"advance_seconds: {given} is not between 0 and the end of this cloud's time, "
            f"{LATEST.isoformat()}; time does not go back"
        )
    return seconds


def _break_later(_: dict[str, Any]) -> None:
    raise NotImplementedError(
        "break: not there yet; nat-instance, database, region and cache come later, "
        "each with the issue that repairs it"
    )


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

"""Read an execution's history as the visits of its states, with depth and attempts.

Step Functions numbers the events of an execution and links each to the one before it in its own
branch (`previousEventId`), so branches that ran at the same time are told apart by walking those
links.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from demo.record import Attempt, State

Event = dict[str, Any]
Outcome = Literal["succeeded", "failed", "timed out"]
OUTCOMES: dict[str, Outcome] = {
    "TaskSucceeded": "succeeded",
    "LambdaFunctionSucceeded": "succeeded",
    "TaskFailed": "failed",
    "TaskSubmitFailed": "failed",
    "TaskStartFailed": "failed",
    "LambdaFunctionFailed": "failed",
    "LambdaFunctionScheduleFailed": "failed",
    "TaskTimedOut": "timed out",
    "LambdaFunctionTimedOut": "timed out",
}
SCHEDULED = ("TaskScheduled", "LambdaFunctionScheduled")
CONTAINERS = ("Parallel", "Map")


def states(events: list[Event]) -> tuple[State, ...]:
    """Return one State per state entered, in the order they were entered."""
    history = _History({event["id"]: event for event in events})
    visits = {e["id"]: _visit(history, e) for e in events if e["type"].endswith("StateEntered")}
    for event in events:
        if event["type"].endswith("StateExited"):
            entered = history.entry(event, event["stateExitedEventDetails"]["name"])
            visits[entered] = replace(visits[entered], exited=event["timestamp"])
        elif event["type"] in OUTCOMES:
            owner = history.enclosing(event)
            attempts = (*visits[owner].attempts, _attempt(history, event))
            visits[owner] = replace(visits[owner], attempts=attempts)
    return tuple(visits[number] for number in sorted(visits))


@dataclass(frozen=True, slots=True)
class _History:
    """The events of one execution by number."""

    by_id: dict[int, Event]

    def before(self, event: Event) -> Iterator[Event]:
        """Yield the events before this one in its own branch, nearest first."""
        while (event := self.by_id.get(event.get("previousEventId", 0), {})) != {}:
            yield event

    def entry(self, exited: Event, name: str) -> int:
        """Return the number of the event that entered the state this event leaves."""
        for event in self.before(exited):
            details = event.get("stateEnteredEventDetails")
            if details is not None and details["name"] == name:
                return int(event["id"])
        raise ValueError(f"history: state {name!r} is left but was never entered")

    def enclosing(self, event: Event) -> int:
        """Return the number of the event that entered the state this event happened in."""
        for earlier in self.before(event):
            if earlier["type"].endswith("StateEntered"):
                return int(earlier["id"])
        raise ValueError(f"history: {event['type']} {event['id']} is in no state")

    def depth(self, entered: Event) -> int:
        """Return how many Parallel and Map states are around a state that is entered."""
        depth, closed = 0, 0
        for event in self.before(entered):
            kind = event["type"]
            if kind.startswith(CONTAINERS) and kind.endswith("StateExited"):
                closed += 1
            elif kind.startswith(CONTAINERS) and kind.endswith("StateEntered"):
                depth, closed = (depth, closed - 1) if closed else (depth + 1, 0)
        return depth


def _visit(history: _History, event: Event) -> State:
    return State(
        name=event["stateEnteredEventDetails"]["name"],
        kind=event["type"].removesuffix("StateEntered"),
        entered=event["timestamp"],
        exited=None,
        depth=history.depth(event),
    )


def _attempt(history: _History, event: Event) -> Attempt:
    scheduled = next((e for e in history.before(event) if e["type"] in SCHEDULED), event)
    return Attempt(
        started=scheduled["timestamp"],
        ended=event["timestamp"],
        outcome=OUTCOMES[event["type"]],
        function=_function(scheduled),
        error=next(
            (d["error"] for d in event.values() if isinstance(d, dict) and "error" in d), None
        ),
    )


def _function(scheduled: Event) -> str | None:
    task = scheduled.get("taskScheduledEventDetails", {})
    if task.get("resourceType") == "lambda":
        name = json.loads(task["parameters"])["FunctionName"]
    else:
        name = scheduled.get("lambdaFunctionScheduledEventDetails", {}).get("resource")
    return str(name).partition(":function:")[2].partition(":")[0] or name if name else None

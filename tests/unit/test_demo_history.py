import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo import gantt, history
from demo.record import Execution, State

START = datetime(2026, 1, 15, 8, 32, tzinfo=UTC)
INVOKE = {
    "resourceType": "lambda",
    "parameters": json.dumps(
        {"FunctionName": "arn:aws:lambda:ap-northeast-2:123456789012:function:nightshift-embed"}
    ),
}


class Recorder:
    """Writes a history the way Step Functions does: numbered, and linked within each branch."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def add(self, kind: str, before: int, **details: Any) -> int:
        number = len(self.events) + 1
        at = START + timedelta(milliseconds=10 * number)
        self.events.append(
            {"id": number, "previousEventId": before, "type": kind, "timestamp": at, **details}
        )
        return number

    def enter(self, kind: str, name: str, before: int) -> int:
        return self.add(f"{kind}StateEntered", before, stateEnteredEventDetails={"name": name})

    def leave(self, kind: str, name: str, before: int) -> int:
        return self.add(f"{kind}StateExited", before, stateExitedEventDetails={"name": name})

    def task(self, name: str, before: int) -> int:
        scheduled = self.add(
            "TaskScheduled", self.enter("Task", name, before), taskScheduledEventDetails=INVOKE
        )
        return self.leave("Task", name, self.add("TaskSucceeded", scheduled))


def a_parallel_with_a_retry() -> list[dict[str, Any]]:
    recorder = Recorder()
    claimed = recorder.task("Claim", recorder.add("ExecutionStarted", 0))
    entered = recorder.enter("Parallel", "Understand", claimed)
    started = recorder.add("ParallelStateStarted", entered)
    left = recorder.enter("Task", "Embed", started)  # the two branches run at the same time
    right = recorder.enter("Pass", "Skip", started)
    left = recorder.add("TaskScheduled", left, taskScheduledEventDetails=INVOKE)
    failed = recorder.add("TaskFailed", left, taskFailedEventDetails={"error": "TransientError"})
    right = recorder.leave("Pass", "Skip", right)
    left = recorder.add("TaskScheduled", failed, taskScheduledEventDetails=INVOKE)
    left = recorder.leave("Task", "Embed", recorder.add("TaskSucceeded", left))
    done = recorder.leave("Parallel", "Understand", recorder.add("ParallelStateSucceeded", left))
    recorder.task("Persist", done)
    return recorder.events


def test_branches_are_told_apart_and_stand_one_deeper() -> None:
    states = history.states(a_parallel_with_a_retry())

    assert [(s.name, s.kind, s.depth) for s in states] == [
        ("Claim", "Task", 0),
        ("Understand", "Parallel", 0),
        ("Embed", "Task", 1),
        ("Skip", "Pass", 1),
        ("Persist", "Task", 0),
    ]
    assert all(state.exited is not None and state.entered < state.exited for state in states)


def test_a_retry_is_a_second_attempt_of_the_same_state() -> None:
    embed = history.states(a_parallel_with_a_retry())[2]

    assert [(a.outcome, a.error, a.function) for a in embed.attempts] == [
        ("failed", "TransientError", "nightshift-embed"),
        ("succeeded", None, "nightshift-embed"),
    ]


def test_a_state_in_which_the_execution_ended_is_not_left() -> None:
    recorder = Recorder()
    entered = recorder.enter("Task", "Claim", recorder.add("ExecutionStarted", 0))
    scheduled = recorder.add("TaskScheduled", entered, taskScheduledEventDetails=INVOKE)
    recorder.add("TaskTimedOut", scheduled, taskTimedOutEventDetails={"error": "States.Timeout"})

    (state,) = history.states(recorder.events)

    failure = State("Failed", "Fail", state.entered, None, 0)
    run = Execution("m", "e", "FAILED", START, START, (state, failure))
    assert state.exited is None
    assert run.failed_in == "Claim"
    assert [(a.outcome, a.error) for a in state.attempts] == [("timed out", "States.Timeout")]


def test_an_exit_without_an_entry_is_an_error() -> None:
    recorder = Recorder()
    recorder.leave("Pass", "Ghost", recorder.add("ExecutionStarted", 0))

    with pytest.raises(ValueError, match="'Ghost' is left but was never entered"):
        history.states(recorder.events)


def test_bars_stay_inside_the_picture_and_a_failed_try_is_shown_as_one() -> None:
    events = a_parallel_with_a_retry()
    states = history.states(events)
    run = Execution("m", "e", "SUCCEEDED", START, events[-1]["timestamp"], states)

    rows = {row.name: row for row in gantt.rows(run)}

    assert [bar.look for bar in rows["Embed"].bars] == ["failed", "ok"]
    assert [bar.look for bar in rows["Understand"].bars] == ["frame"]
    assert all(b.left >= 0 and b.left + b.width <= 100 for r in rows.values() for b in r.bars)
    assert run.transitions == len(states) + 1

"""EventBridge Scheduler: one timer per schedule, for its next firing only.

moto keeps the schedules; this fires them. A flexible time window fires at its start, a one-time
schedule whose time is past when it is made never fires.
"""

import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.scheduler.models import Schedule, scheduler_backends

from localcloud.answers import Answer
from localcloud.api_call import ApiCall
from localcloud.clock import Timer
from localcloud.events import dead_letters, envelopes, schedule_targets
from localcloud.events.expressions import At, Expression, parsed
from localcloud.events.retries import Delivery, RetryPolicy
from localcloud.events.schedule_targets import Firing

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

CHANGES = frozenset({"CreateSchedule", "UpdateSchedule", "DeleteSchedule", "DeleteScheduleGroup"})


@dataclass(slots=True)
class Plan:
    """One schedule's times, and the timer of the next one."""

    schedule: Schedule
    expression: Expression
    anchor: datetime  # the first time a rate fires, and the earliest for cron
    end: datetime | None
    timer: Timer | None = None

    def next_after(self, instant: datetime) -> datetime | None:
        """Return the next firing; None when there is none before the end date."""
        due = self.expression.after(instant, self.anchor)
        return None if due is None or (self.end and due > self.end) else due


class Scheduler:
    """The plans of all schedules, by schedule ARN."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._plans: dict[str, Plan] = {}
        self._lock = threading.RLock()

    def after_call(self, call: ApiCall, answer: Answer) -> None:
        """Plan anew what a call changed."""
        if call.model != "scheduler" or call.operation not in CHANGES or answer.status >= 400:
            return
        group, name = call.params.get("GroupName") or "default", call.params["Name"]
        prefix = f"arn:aws:scheduler:{call.region}:{call.account}:schedule/"
        if call.operation == "DeleteScheduleGroup":
            self._forget_group(f"{prefix}{name}/")
        else:
            self._plan(f"{prefix}{group}/{name}", call)

    def _forget_group(self, prefix: str) -> None:
        with self._lock:
            for arn in [arn for arn in self._plans if arn.startswith(prefix)]:
                self._forget(arn)

    def _forget(self, arn: str) -> None:
        plan = self._plans.pop(arn, None)
        if plan is not None and plan.timer is not None:
            plan.timer.cancel()

    def _plan(self, arn: str, call: ApiCall) -> None:
        with self._lock:
            self._forget(arn)
            schedule = self._schedule(arn)
            if schedule is None:
                return
            schedule.state = schedule.state or "ENABLED"  # moto forgets the default on update
            schedule.action_after_completion = call.params.get("ActionAfterCompletion") or "NONE"
            if schedule.state == "DISABLED":
                return
            now = self._cloud.clock.now()
            plan = self._plans[arn] = _plan_of(schedule, now)
            last = now if isinstance(plan.expression, At) else _just_before(plan, now)
            self._set_timer(plan, last)

    def _schedule(self, arn: str) -> Schedule | None:
        group, name = arn.split("/")[1:]
        groups = self._groups(arn)
        return groups[group].schedules.get(name) if group in groups else None

    @staticmethod
    def _groups(arn: str) -> Any:
        region, account = arn.split(":")[3:5]
        return scheduler_backends[account][region].schedule_groups

    def _set_timer(self, plan: Plan, last: datetime) -> bool:
        due = plan.next_after(last)
        if due is None:
            return False
        arn = plan.schedule.arn

        def fire() -> None:
            with self._lock:
                if self._plans.get(arn) is not plan or plan.timer is not timer:
                    return  # changed while this firing was on its way
                is_last = not self._set_timer(plan, due)
            self._fire(plan.schedule, due, is_last=is_last)

        timer = plan.timer = self._cloud.clock.at(due, fire)
        return True

    def _fire(self, schedule: Schedule, due: datetime, *, is_last: bool) -> None:
        target: dict[str, Any] = dict(schedule.target)
        firing = Firing(schedule.arn, target, envelopes.stamp(due), str(uuid.uuid4()))
        Delivery(
            self._cloud.clock,
            RetryPolicy.of(target),
            attempt=lambda number: schedule_targets.send(self._cloud, firing, number),
            give_up=lambda given_up: dead_letters.of_schedule(
                self._cloud, firing, schedule_targets.payload(firing, 1), given_up
            ),
            done=lambda: self._complete(schedule, is_last=is_last),
        ).run()

    def _complete(self, schedule: Schedule, *, is_last: bool) -> None:
        if not is_last or schedule.action_after_completion != "DELETE":
            return
        with self._lock:
            current = self._schedule(schedule.arn)
            if current != schedule:
                return  # replaced meanwhile
            self._forget(schedule.arn)
            self._groups(schedule.arn)[schedule.group_name].delete_schedule(schedule.name)


def _plan_of(schedule: Schedule, now: datetime) -> Plan:
    expression = parsed(schedule.schedule_expression, schedule.schedule_expression_timezone)
    start = moment(schedule.start_date)
    anchor = start or now.replace(microsecond=0)
    end = None if isinstance(expression, At) else moment(schedule.end_date)
    return Plan(schedule, expression, anchor, end)


def _just_before(plan: Plan, now: datetime) -> datetime:
    """Return the instant after which to look: a rate made now fires now, not a period later."""
    this_second = now.replace(microsecond=0)
    return this_second - datetime.resolution if plan.anchor == this_second else now


def moment(value: Any) -> datetime | None:
    """Return a StartDate or EndDate as moto keeps it (seconds, text or datetime)."""
    if value is None:
        return None
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)

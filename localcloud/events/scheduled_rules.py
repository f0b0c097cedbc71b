"""Rules with a schedule: one timer each, for the next firing only.

EventBridge User Guide "Creating a scheduled rule": UTC, default bus; a rate starts with its first
period after the rule was made or enabled.
"""

import threading
from typing import TYPE_CHECKING

from moto.events.models import Rule, events_backends

from localcloud.answers import Answer
from localcloud.api_call import ApiCall, Home
from localcloud.clock import Timer
from localcloud.events import envelopes
from localcloud.events.expressions import Expression, Rate, parsed_for_rule

if TYPE_CHECKING:
    from datetime import datetime

    from localcloud.cloud import Cloud

CHANGES = frozenset({"PutRule", "EnableRule", "DisableRule", "DeleteRule"})


class ScheduledRules:
    """The timers of the scheduled rules, by rule ARN."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._timers: dict[str, Timer] = {}
        self._lock = threading.RLock()

    def after_call(self, call: ApiCall, answer: Answer) -> None:
        """Set a rule's timer anew when the rule changed."""
        if call.model == "events" and call.operation in CHANGES and answer.status < 400:
            self._plan(call.params["Name"], call.home)

    def _plan(self, name: str, home: Home) -> None:
        arn = f"arn:aws:events:{home.region}:{home.account}:rule/{name}"
        rule = events_backends[home.account][home.region].event_buses["default"].rules.get(name)
        with self._lock:
            timer = self._timers.pop(arn, None)
            if timer is not None:
                timer.cancel()
            if rule is None or rule.state == "DISABLED" or not rule.scheduled_expression:
                return
            expression = parsed_for_rule(rule.scheduled_expression)
            now = self._cloud.clock.now()
            anchor = now + expression.period if isinstance(expression, Rate) else now
            self._next(rule, expression, anchor.replace(microsecond=0), now)

    def _next(
        self, rule: Rule, expression: Expression, anchor: "datetime", last: "datetime"
    ) -> None:
        due = expression.after(last, anchor)
        if due is None:
            return

        def fire() -> None:
            with self._lock:
                if self._timers.get(rule.arn) is not timer:
                    return  # changed while this firing was on its way
                self._next(rule, expression, anchor, due)
            self._fire(rule, due)

        timer = self._cloud.clock.at(due, fire)
        self._timers[rule.arn] = timer

    def _fire(self, rule: Rule, due: "datetime") -> None:
        event = envelopes.envelope(
            "aws.events",
            "Scheduled Event",
            {},
            resources=[rule.arn],
            time=due,
            account=rule.account_id,
            region=rule.region_name,
        )
        self._cloud.events.record(event)
        self._cloud.events.deliver(rule, event)

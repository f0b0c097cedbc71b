"""The rule that brings a place's alarms to the stack's bus.

CloudWatch tells a change of state to the default bus of the alarm's own account and region, and
nobody listens there but at the stack's own place (CloudWatch User Guide, Alarm events and
EventBridge, read 2026-11-21).
"""

from collections.abc import Iterable, Iterator

from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.resources import EVERY, Hub, Kind, Place, Resource

TARGET = "hub"
DESCRIPTION = "Alarms of Nightshift go to its event bus, and from there to people."


def resources(place: Place, hub: Hub, others: Iterable[Resource]) -> Iterator[Resource]:
    """Yield the rule of a place that has alarms and is not the stack's own."""
    if place == hub.place or not any(one.kind is Kind.ALARM for one in others):
        return
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {
            "alarmName": [{"prefix": f"{hub.stack}-"}],
            "state": {"value": ["ALARM", "OK"]},  # as the rules of `notify` in template.yaml
        },
    }
    target = {"Id": TARGET, "Arn": hub.bus_arn, "RoleArn": hub.forwarder(place.account)}
    definition = {
        "Description": DESCRIPTION,
        "EventPattern": pattern,
        "State": "ENABLED",
        "Targets": [target],
    }
    yield Resource(Kind.EVENT_RULE, f"{hub.stack}-alarms", EVERY, normalised(definition))

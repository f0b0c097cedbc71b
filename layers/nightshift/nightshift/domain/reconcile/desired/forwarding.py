"""The rule that brings to the stack's bus what AWS tells in another place.

CloudWatch tells a change of an alarm's state, and RDS that it starts what was stopped for seven
days, to the default bus of their own account and region. Nobody listens there but at the stack's
own place (CloudWatch User Guide, Alarm events and EventBridge, read 2026-11-21; RDS User Guide,
Amazon RDS event notification, read 2026-11-28).
"""

from collections.abc import Iterable, Iterator

from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.resources import EVERY, Hub, Kind, Place, Resource

TARGET = "hub"
DESCRIPTION = "Nightshift hears of its alarms here, and of databases that RDS starts by itself."


def resources(
    place: Place, hub: Hub, others: Iterable[Resource], *, databases: bool
) -> Iterator[Resource]:
    """Yield the rule of a place that has alarms or databases and is not the stack's own."""
    alarms = any(one.kind is Kind.ALARM for one in others)
    if place == hub.place or not (alarms or databases):
        return
    # Both as the rules of template.yaml: of `notify`, and of environment-stop.
    alarm = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {
            "alarmName": [{"prefix": f"{hub.stack}-"}],
            "state": {"value": ["ALARM", "OK"]},
        },
    }
    started = {
        "source": ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        "detail": {"EventID": ["RDS-EVENT-0154"]},
    }
    target = {"Id": TARGET, "Arn": hub.bus_arn, "RoleArn": hub.forwarder(place.account)}
    definition = {
        "Description": DESCRIPTION,
        "EventPattern": {"$or": [alarm, started]},
        "State": "ENABLED",
        "Targets": [target],
    }
    yield Resource(Kind.EVENT_RULE, f"{hub.stack}-alarms", EVERY, normalised(definition))

"""CloudWatch alarms of an environment: those that reconcile keeps for the workload."""

from collections.abc import Iterator, Mapping, Sequence

from nightshift.adapters import manifests
from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset, is_of
from nightshift.domain.environment.seen import Seen

ACTIONS: Actions = {
    "observe": frozenset({"cloudwatch:DescribeAlarms"}),
    "do": frozenset({"cloudwatch:DisableAlarmActions", "cloudwatch:EnableAlarmActions"}),
}
NAMES_A_CALL = 100  # API_DisableAlarmActions, read 2026-11-28


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return which of their alarms act; an asset's name is what its alarms' names begin with."""
    found: dict[str, dict[str, bool]] = {}
    for asset in assets:
        with translated(f"alarms {asset.name}"):
            pages = (
                clients("cloudwatch")
                .get_paginator("describe_alarms")
                .paginate(AlarmNamePrefix=asset.name, AlarmTypes=["MetricAlarm"])
            )
            alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
        found[asset.name] = {
            alarm["AlarmName"]: alarm["ActionsEnabled"]
            for alarm in alarms
            if is_of(alarm["AlarmName"], asset, manifests.names())
        }
    return Seen(alarms=found)


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Mute or unmute alarms."""
    cloudwatch = clients("cloudwatch", attempts=1)
    muted = call.action is Action.MUTE
    change = cloudwatch.disable_alarm_actions if muted else cloudwatch.enable_alarm_actions
    for names in _chunks(call.values["names"]):
        with translated(f"alarms {call.name}"):
            change(AlarmNames=names)
    return {}


def _chunks(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + NAMES_A_CALL] for start in range(0, len(names), NAMES_A_CALL))

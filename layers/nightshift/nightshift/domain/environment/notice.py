"""The notice before a stop: what is about to sleep, until when, and how to put it off."""

import json
from datetime import datetime, timedelta
from typing import Any

from nightshift.domain.environment.claims import Status, Stored, by_wish
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.resources import Hub
from nightshift.domain.windows.of_manifest import of_environment

DETAIL_TYPE = "Stop Announced"
SNOOZE = timedelta(hours=2)


def notice(
    manifest: Manifest, stored: Stored, hub: Hub, *, at: datetime, minutes: int
) -> dict[str, Any] | None:
    """Return the event of a stop in so many minutes; None where nothing will be stopped then."""
    stops = at + timedelta(minutes=minutes)
    calendar = of_environment(manifest)
    kept = by_wish(Goal.ASLEEP, stored, manifest.zone, stops)
    if stored.status is not Status.AWAKE or kept is not None or calendar.value_at(stops):
        return None
    wakes = calendar.next_change(stops)
    until = f" until {_local(manifest, wakes)}" if wakes else ""
    summary = f"{manifest.name} stops at {_local(manifest, stops)}{until}, in {minutes} minutes"
    return {
        "workload": manifest.name,
        "at": at.isoformat(),
        "id": f"environment/{manifest.name}/announced/{stops.isoformat()}",
        "severity": "info",
        "summary": summary,
        "stops_at": stops.isoformat(),
        "snooze": _snooze(manifest, hub, stops + SNOOZE),
    }


def _local(manifest: Manifest, at: datetime) -> str:
    return f"{at.astimezone(manifest.zone):%a %H:%M %Z}"


def _snooze(manifest: Manifest, hub: Hub, until: datetime) -> str:
    """Return the command that keeps it awake for two hours more; its times can be changed."""
    machine = f"stateMachine:{hub.stack}-environment-start"
    arn = f"arn:{hub.partition}:states:{hub.region}:{hub.account}:{machine}"
    local = until.astimezone(manifest.zone).isoformat(timespec="minutes")
    wish = json.dumps({"workload": manifest.name, "until": local})
    return f"aws stepfunctions start-execution --state-machine-arn {arn} --input '{wish}'"

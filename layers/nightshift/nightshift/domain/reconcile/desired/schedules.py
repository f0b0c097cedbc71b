"""EventBridge Scheduler schedules: one per task and boundary, each puts one event on the bus.

A name carries the digest of its definition (docs/adr/0010), and is at most 64 characters.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from nightshift.domain.reconcile.desired.boundaries import Boundary, boundaries
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import LeftOut
from nightshift.domain.reconcile.resources import Hub, Kind, Resource

NAME_LIMIT = 64  # characters; API_CreateSchedule
DIGEST = 8  # characters; of one workload's few dozen schedules no two meet
SOURCE = "nightshift.schedule"
DETAIL_TYPE = "Schedule Due"
DUE = "<aws.scheduler.scheduled-time>"  # Scheduler writes the instant here
# An event that could not be put for an hour is too old to act on; the hourly sweep has been there.
EVENT_AGE_SECONDS = 3600
RETRIES = 60  # within that hour; Scheduler backs off


def resources(site: Site, now: datetime | None) -> Iterator[Resource]:
    """Yield the workload's schedules; boundaries that are due together share one."""
    due: dict[tuple[str, str, str, str], list[Boundary]] = defaultdict(list)
    for boundary in boundaries(site.manifest, now):
        more = json.dumps(boundary.more, sort_keys=True)
        due[boundary.task, boundary.expression, boundary.zone, more].append(boundary)
    for together in due.values():
        definition = normalised(_definition(site.hub, site.manifest.name, together))
        name = _name(site.manifest.name, together[0].purpose, definition)
        yield Resource(Kind.SCHEDULE, name, site.manifest.name, definition)


def left_out(site: Site) -> Iterator[LeftOut]:
    """Yield what cannot be scheduled."""
    snapshots = site.manifest.backups.snapshots
    if snapshots is not None and snapshots.days and snapshots.at is None:
        reason = "backups.snapshots has days and no time; give at"
        yield site.left_out(Kind.SCHEDULE, f"{site.manifest.name}.backup-weekly", reason)


def family(name: str) -> str:
    """Return the name without its digest: what a schedule has in common with its successor."""
    return name.rpartition(".")[0]


def _definition(hub: Hub, workload: str, together: list[Boundary]) -> dict[str, Any]:
    first = together[0]
    return {
        "ScheduleExpression": first.expression,
        "ScheduleExpressionTimezone": first.zone,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": "ENABLED",
        "Target": target(hub, _event(workload, together)),
    }


def target(hub: Hub, event: str) -> dict[str, Any]:
    """Return the target of a schedule that puts `event`, JSON, on the bus as `Schedule Due`."""
    return {
        "Arn": hub.bus_arn,
        "RoleArn": hub.scheduler_role_arn,
        "EventBridgeParameters": {"DetailType": DETAIL_TYPE, "Source": SOURCE},
        "Input": event,
        "RetryPolicy": {
            "MaximumRetryAttempts": RETRIES,
            "MaximumEventAgeInSeconds": EVENT_AGE_SECONDS,
        },
        "DeadLetterConfig": {"Arn": hub.dead_letters_arn},
    }


def _event(workload: str, together: Iterable[Boundary]) -> str:
    boundary, *others = together
    services = {one.service for one in (boundary, *others) if one.service is not None}
    detail: dict[str, Any] = {
        "workload": workload,
        "task": boundary.task,
        "at": DUE,
        **boundary.more,
    }
    if services:
        detail["services"] = sorted(services)
    return json.dumps(detail, sort_keys=True)


def _name(workload: str, purpose: str, definition: dict[str, Any]) -> str:
    text = json.dumps(definition, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
    room = NAME_LIMIT - len(workload) - DIGEST - len("..")
    return f"{workload}.{_fitting(purpose, room)}.{digest}"


def _fitting(purpose: str, room: int) -> str:
    """Return the purpose cut to `room`, its last word (start, end) kept."""
    if len(purpose) <= room:
        return purpose
    beginning, _, edge = purpose.rpartition("-")
    return f"{beginning[: room - len(edge) - 1]}-{edge}"

"""EventBridge Scheduler schedules of our group, all in the hub.

ListSchedules tells no definitions. A schedule's name holds the digest of its definition, so one
that was never changed since it was made is as its name says; only changed ones are read.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from nightshift.adapters.reconcile.scene import Scene, gone_is_fine, only
from nightshift.domain.reconcile.difference import UNMODIFIED
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"scheduler:ListSchedules", "scheduler:GetSchedule"})
PUTS = frozenset(
    {
        "scheduler:CreateSchedule",
        "scheduler:UpdateSchedule",
        "iam:PassRole",
        "scheduler:CreateScheduleGroup",
        "scheduler:TagResource",
    }
)
DELETES = frozenset({"scheduler:DeleteSchedule"})
PAGE = 100  # schedules; API_ListSchedules, read 2026-11-21
MEMBERS = (
    "ActionAfterCompletion",
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "KmsKeyArn",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the schedules of our group; those as their name says are `UNMODIFIED`.

    A group that somebody deleted has none: its schedules went with it.
    """
    scheduler = scene.clients("scheduler")
    with suppress(scheduler.exceptions.ResourceNotFoundException):
        yield from _listed(scene, scheduler)


def _listed(scene: Scene, scheduler: Any) -> Iterator[Observed]:
    pages = scheduler.get_paginator("list_schedules").paginate(
        GroupName=scene.hub.stack, PaginationConfig={"PageSize": PAGE}
    )
    for found in (found for page in pages for found in page["Schedules"]):
        name = found["Name"]
        kept = _is_as_made(scene, found)
        definition = UNMODIFIED if kept else _read(scheduler, scene.hub.stack, name)
        resource = Resource(Kind.SCHEDULE, name, name.split(".")[0], definition)
        yield Observed(resource, owned=True)


def _is_as_made(scene: Scene, found: Mapping[str, Any]) -> bool:
    """Tell whether a listed schedule was never changed; one made anew by hand may show it too."""
    return bool(
        found["LastModificationDate"] == found["CreationDate"]
        and found["State"] == "ENABLED"
        and found["Target"]["Arn"] == scene.hub.bus_arn
    )


def _read(scheduler: Any, group: str, name: str) -> dict[str, Any]:
    return normalised(only(scheduler.get_schedule(GroupName=group, Name=name), *MEMBERS))


def put(scene: Scene, change: Change) -> None:
    """Create a schedule, or set the one that is there."""
    scheduler, resource = scene.clients("scheduler"), change.resource
    asked = {"GroupName": scene.hub.stack, "Name": resource.name, **resource.definition}
    if change.action is Action.UPDATE:
        scheduler.update_schedule(**asked)
        return
    # Of a REPLACE that ended between its two calls the new one is there: its name says it is right.
    with suppress(scheduler.exceptions.ConflictException):
        try:
            scheduler.create_schedule(**asked)
        except scheduler.exceptions.ResourceNotFoundException:
            _make_group(scene, scheduler)
            scheduler.create_schedule(**asked)


def _make_group(scene: Scene, scheduler: Any) -> None:
    """Make our group again, as template.yaml has it."""
    tags = [{"Key": key, "Value": value} for key, value in scene.hub.tags.items()]
    with suppress(scheduler.exceptions.ConflictException):  # another load was faster
        scheduler.create_schedule_group(Name=scene.hub.stack, Tags=tags)


def delete(scene: Scene, change: Change) -> None:
    """Delete a schedule."""
    with gone_is_fine():
        scene.clients("scheduler").delete_schedule(
            GroupName=scene.hub.stack, Name=change.resource.name
        )

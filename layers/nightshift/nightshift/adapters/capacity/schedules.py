"""Schedules that fire once: set, moved, taken away."""

from collections.abc import Iterable
from contextlib import suppress

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.capacity.once import Once, definition, group
from nightshift.domain.reconcile.resources import Hub

ACTIONS: Actions = {
    "put": frozenset({"scheduler:CreateSchedule", "scheduler:UpdateSchedule", "iam:PassRole"}),
    "remove": frozenset({"scheduler:DeleteSchedule"}),
}


def put(hub: Hub, wanted: Iterable[Once]) -> None:
    """Create schedules; one of the same purpose is moved. Setting one twice is setting it once.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: their group is missing, or access is denied.
    """
    scheduler = client("scheduler")
    for once in wanted:
        asked = {"GroupName": group(hub), "Name": once.name, **definition(hub, once)}
        with translated(f"schedule {once.name}"):
            try:
                scheduler.create_schedule(**asked)
            except scheduler.exceptions.ConflictException:
                scheduler.update_schedule(**asked)


def remove(hub: Hub, unwanted: Iterable[Once]) -> None:
    """Delete schedules; those that have fired are gone already.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access is denied.
    """
    scheduler = client("scheduler")
    for once in unwanted:
        with (
            translated(f"schedule {once.name}"),
            suppress(scheduler.exceptions.ResourceNotFoundException),
        ):
            scheduler.delete_schedule(GroupName=group(hub), Name=once.name)

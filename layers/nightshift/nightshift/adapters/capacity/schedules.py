"""Schedules that fire once: set, moved, deleted."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.capacity.once import Once, definition, group
from nightshift.domain.reconcile.resources import Hub

ACTIONS: Actions = {
    "arrange": frozenset(
        {
            "scheduler:CreateSchedule",
            "scheduler:UpdateSchedule",
            "scheduler:DeleteSchedule",
            "iam:PassRole",
        }
    ),
}


def arrange(hub: Hub, wanted: Iterable[Once], unwanted: Iterable[Once]) -> None:
    """Set schedules, and delete others. Arranging them twice is arranging them once.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: their group is missing, or access is denied.
    """
    scheduler = client("scheduler")
    for once in wanted:
        with translated(f"schedule {once.name}"):
            _set(scheduler, hub, once)
    for once in unwanted:
        with (
            translated(f"schedule {once.name}"),
            suppress(scheduler.exceptions.ResourceNotFoundException),  # it has fired
        ):
            scheduler.delete_schedule(GroupName=group(hub), Name=once.name)


def _set(scheduler: Any, hub: Hub, once: Once) -> None:
    """Create a schedule, or move the one of the same purpose."""
    asked = {"GroupName": group(hub), "Name": once.name, **definition(hub, once)}
    try:
        scheduler.create_schedule(**asked)
    except scheduler.exceptions.ConflictException:
        scheduler.update_schedule(**asked)

"""Schedules that fire once: set, moved, deleted."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.capacity.once import Once, definition, group
from nightshift.domain.reconcile.resources import Hub

SETS = frozenset({"scheduler:CreateSchedule", "scheduler:UpdateSchedule", "iam:PassRole"})
ACTIONS: Actions = {"put": SETS, "arrange": SETS | {"scheduler:DeleteSchedule"}}


def put(hub: Hub, once: Once) -> None:
    """Set one schedule, or move the one of the same purpose.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: its group is missing, or access is denied.
    """
    with translated(f"schedule {once.name}"):
        _set(client("scheduler"), hub, once)


def arrange(hub: Hub, wanted: Iterable[Once], unwanted: Iterable[Once]) -> None:
    """Set schedules, and delete others. Arranging them twice is arranging them once.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: their group is missing, or access is denied.
    """
    scheduler = client("scheduler")
    for once in wanted:
        put(hub, once)
    for once in unwanted:
        with (
            translated(f"schedule {once.name}"),
            suppress(scheduler.exceptions.ResourceNotFoundException),  # it has fired
        ):
            scheduler.delete_schedule(GroupName=group(hub), Name=once.name)


def _set(scheduler: Any, hub: Hub, once: Once) -> None:
    asked = {"GroupName": group(hub), "Name": once.name, **definition(hub, once)}
    try:
        scheduler.create_schedule(**asked)
    except scheduler.exceptions.ConflictException:
        scheduler.update_schedule(**asked)

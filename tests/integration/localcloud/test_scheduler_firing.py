"""When schedules fire and what they call, as the EventBridge Scheduler documentation says."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.events_scene import (
    Inbox,
    inbox,
    unique,
)
from tests.integration.localcloud.schedule_scene import now, schedule, to, to_bus


@pytest.fixture
def box(cloud: CloudProcess) -> Inbox:
    return inbox(cloud)


def test_a_rate_without_a_start_date_fires_at_once_and_then_by_its_period(
    cloud: CloudProcess, box: Inbox
) -> None:
    """Schedule types: "If you do not provide a StartDate for a rate-based schedule, your schedule
    starts invoking the target immediately"."""
    made = now(cloud)
    wanted = schedule(cloud, "rate(1 hour)", to(box))

    cloud.advance(2 * 3600 + 60)
    cloud.client("scheduler").delete_schedule(Name=wanted["Name"])

    fired = [datetime.fromisoformat(body["at"]) for body in box.bodies()]
    assert len(fired) == 3
    assert fired[0] - made < timedelta(seconds=5)
    assert [b - a for a, b in pairwise(fired)] == [timedelta(hours=1)] * 2


def test_cron_is_evaluated_in_its_time_zone(cloud: CloudProcess, box: Inbox) -> None:
    """CreateSchedule, ScheduleExpressionTimezone: "The timezone in which the scheduling expression
    is evaluated."."""
    schedule(cloud, "cron(0 9 * * ? *)", to(box), ScheduleExpressionTimezone="Asia/Seoul")

    cloud.advance(86_400)

    assert [body["at"][10:] for body in box.bodies()] == ["T00:00:00Z"]


def test_a_month_of_an_hourly_schedule_fires_every_hour_exactly_once(cloud: CloudProcess) -> None:
    """Schedule types: a cron schedule runs "at a specific time"; context attribute
    "<aws.scheduler.scheduled-time>: The time you specified for the schedule to invoke its
    target"."""
    start, source = now(cloud), unique("hourly")
    wanted = schedule(cloud, "cron(0 * * * ? *)", to_bus(cloud, source))

    cloud.advance(31 * 86_400)
    cloud.client("scheduler").delete_schedule(Name=wanted["Name"])

    first = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    expected = [(first + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in range(744)]
    fired = [e["detail"]["at"] for e in cloud.get("events") if e["source"] == source]
    assert fired == expected


def test_at_fires_once_and_is_deleted_after_completion(cloud: CloudProcess, box: Inbox) -> None:
    """Deletion after completion: "EventBridge Scheduler deletes the schedule after its last
    invocation"."""
    when = (now(cloud) + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S")
    wanted = schedule(cloud, f"at({when})", to(box), ActionAfterCompletion="DELETE")

    cloud.advance(86_400)

    assert box.bodies() == [{"at": f"{when}Z"}]
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloud.client("scheduler").get_schedule(Name=wanted["Name"])


def test_start_and_end_date_limit_a_schedule(cloud: CloudProcess, box: Inbox) -> None:
    """CreateSchedule: StartDate "The date, in UTC, after which the schedule can begin invoking its
    target"; EndDate "before which the schedule can invoke its target"."""
    start = now(cloud).replace(microsecond=0) + timedelta(hours=2)
    schedule(
        cloud,
        "rate(30 minutes)",
        to(box),
        StartDate=start,
        EndDate=start + timedelta(minutes=61),
    )

    cloud.advance(86_400)

    fired = [datetime.fromisoformat(body["at"]) for body in box.bodies()]
    assert fired == [start + timedelta(minutes=m) for m in (0, 30, 60)]


def test_a_disabled_schedule_is_silent_until_enabled(cloud: CloudProcess, box: Inbox) -> None:
    """Changing the schedule state: "when you disable a schedule, it no longer invokes"."""
    wanted = schedule(cloud, "cron(0 * * * ? *)", to(box), State="DISABLED")
    cloud.advance(7200)
    silent = box.bodies()

    cloud.client("scheduler").update_schedule(**(wanted | {"State": "ENABLED"}))
    cloud.advance(3600)
    cloud.client("scheduler").delete_schedule(Name=wanted["Name"])

    assert silent == []
    assert len(box.bodies()) == 1


def test_an_update_replaces_the_next_firing(cloud: CloudProcess, box: Inbox) -> None:
    wanted = schedule(cloud, "cron(0 * * * ? *)", to(box))

    cloud.client("scheduler").update_schedule(
        **(wanted | {"ScheduleExpression": "cron(30 12 * * ? *)"})
    )
    cloud.advance(86_400)

    assert [body["at"][11:16] for body in box.bodies()] == ["12:30"]
    cloud.client("scheduler").delete_schedule(Name=wanted["Name"])


def test_deleting_a_group_ends_its_schedules(cloud: CloudProcess, box: Inbox) -> None:
    """DeleteScheduleGroup: "Deleting a schedule group results in ... deleting all schedules
    associated with the group"."""
    client, group = cloud.client("scheduler"), unique("group")
    client.create_schedule_group(Name=group)
    schedule(cloud, "cron(0 * * * ? *)", to(box), GroupName=group)

    client.delete_schedule_group(Name=group)
    cloud.advance(7200)

    assert box.bodies() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ScheduleExpression": "cron(0 9 * * * *)"}, "exactly one of day-of-month"),
        ({"ScheduleExpressionTimezone": "Mars/Olympus"}, "not a time zone"),
        ({"GroupName": "no-such-group"}, "does not exist"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "MaximumWindowInMinutes"),
        ({"StartDate": datetime(2025, 1, 1, tzinfo=UTC)}, "5 minutes"),
    ],
)
def test_a_schedule_that_aws_refuses_is_refused(
    cloud: CloudProcess, box: Inbox, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ClientError, match=reason):
        schedule(cloud, "cron(0 9 * * ? *)", to(box), **change)

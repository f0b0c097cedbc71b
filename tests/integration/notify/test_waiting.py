"""What waits for the end of its minute is told together, and none of it is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nightshift.adapters.notify import digests, held, notices
from nightshift.domain.errors import TransientError
from nightshift.domain.notifications.waiting import Batch
from tests.integration.notify.conftest import NOTIFICATIONS, Town
from tests.integration.notify.receiver import Receiver
from tests.integration.notify.test_delivering import notice, texts

MINUTE = datetime(2026, 1, 15, 10, 1, tzinfo=UTC)
BATCH = Batch("onno-prod", MINUTE)


def test_a_storm_is_one_message_at_once_and_one_at_the_minutes_end(
    town: Town, receiver: Receiver
) -> None:
    for number in range(30):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}", f"e{number}"))
    assert len(receiver.bodies) == 1
    assert town.schedules() == ["onno-prod.20260115T100100Z"]

    assert digests.flush(BATCH, town.desk("flush"), MINUTE) == 29
    assert digests.flush(BATCH, town.desk("again"), MINUTE) == 0
    assert len(receiver.bodies) == 2
    assert "29 × Cost Reported (warning)" in str(receiver.bodies[1]["blocks"])


def test_what_comes_after_the_flush_is_told_by_who_brings_it(
    town: Town, receiver: Receiver
) -> None:
    for number in range(2):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}"))
    digests.flush(BATCH, town.desk("flush"), MINUTE)

    assert notices.deliver(notice("late"), town.desk("late")) == {"slack": "held"}
    assert texts(receiver)[-1] == "🟠 Cost Reported: say late"
    assert len(receiver.bodies) == 3


def test_a_run_killed_before_its_flush_ended_leaves_the_rest_to_its_retry(
    town: Town, receiver: Receiver
) -> None:
    for number in range(3):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}"))
    held.begin(town.desk("flush").office, BATCH, MINUTE)

    assert digests.flush(BATCH, town.desk("another"), MINUTE) == 0
    assert digests.flush(BATCH, town.desk("flush"), MINUTE) == 2
    assert len(receiver.bodies) == 2


def test_an_overdue_batch_is_found(town: Town) -> None:
    for number in range(2):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}"))
    desk = town.desk("sweep").office

    assert held.overdue(desk, MINUTE - timedelta(seconds=1)) == []
    assert held.overdue(desk, MINUTE) == [BATCH]


def test_what_waited_goes_by_mail_when_slack_fails_at_the_minutes_end(
    town: Town, receiver: Receiver
) -> None:
    for number in range(3):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}"))
    receiver.fails(404)

    assert digests.flush(BATCH, town.desk("flush"), MINUTE) == 2

    (mail,) = town.mails()
    assert "2 warning came together" in str(mail.__dict__)
    assert "Slack did not take this message (slack: HTTP 404)" in str(mail.__dict__)


def test_what_waited_and_found_no_channel_is_told_by_the_retry(
    town: Town, receiver: Receiver
) -> None:
    silent = NOTIFICATIONS | {"routes": {"warning": {"to": ["slack"]}}}
    for number in range(3):
        notices.deliver(notice(f"n{number}"), town.desk(f"w{number}", notifications=silent))
    receiver.fails(404)
    desk = town.desk("flush", notifications=silent)
    with pytest.raises(TransientError, match="no channel took what waited: slack: HTTP 404"):
        digests.flush(BATCH, desk, MINUTE)
    receiver.planned = []

    assert digests.flush(BATCH, desk, MINUTE) == 2


def test_what_cloudwatch_told_a_topic_is_not_told_it_again_at_the_minutes_end(town: Town) -> None:
    declared = NOTIFICATIONS | {
        "routes": {"critical": {"to": ["sns"]}},
        "topics": [{"name": "nightshift-critical", "severity": "critical"}],
    }
    told: dict[str, Any] = {"severity": "critical", "title": "API"}
    for number in range(3):  # the first goes at once, the others wait
        alarm = notice(f"alarm {number}", **told, covered=("nightshift-critical",))
        notices.deliver(alarm, town.desk(f"w{number}", notifications=declared))
    notices.deliver(notice("fact", **told), town.desk("w9", notifications=declared))

    assert digests.flush(BATCH, town.desk("flush", notifications=declared), MINUTE) == 3

    assert town.published() == [("nightshift-critical", "[CRITICAL] onno-prod: API")]

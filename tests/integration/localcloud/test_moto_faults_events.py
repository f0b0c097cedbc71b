"""The faults of unpatched moto that `localcloud/events` corrects; a fixed one may go."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROBES = Path(__file__).with_name("unpatched_events.py")


@pytest.fixture(scope="module")
def moto() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PROBES)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["function_target", "machine_target", "topic_target"])
def test_put_events_cannot_reach(moto: dict[str, Any], name: str) -> None:
    assert moto[name] == "not implemented"


def test_a_constant_input_is_ignored(moto: dict[str, Any]) -> None:
    assert "fixed" not in moto["constant_input"]


def test_the_default_event_lacks_the_account(moto: dict[str, Any]) -> None:
    assert "account" not in moto["default_event"]


def test_an_unknown_operator_matches_everything(moto: dict[str, Any]) -> None:
    assert moto["unknown_operator"] is True


def test_a_pattern_does_not_look_into_arrays_of_objects(moto: dict[str, Any]) -> None:
    assert moto["objects_in_arrays"] is False


def test_true_matches_one(moto: dict[str, Any]) -> None:
    assert moto["true_is_one"] is True


def test_events_of_s3_go_to_every_bus_with_a_number_for_a_time(moto: dict[str, Any]) -> None:
    assert ["other", "float"] in moto["bucket_event"]


def test_one_object_is_several_events(moto: dict[str, Any]) -> None:
    assert len(moto["bucket_event"]) > 1


def test_any_schedule_expression_is_taken(moto: dict[str, Any]) -> None:
    assert moto["schedule_expression"] == "cron(nonsense)"


def test_a_schedules_update_loses_state_and_action(moto: dict[str, Any]) -> None:
    assert moto["schedule_update"] == [None, "NONE"]


def test_a_second_group_of_the_same_name_empties_the_first(moto: dict[str, Any]) -> None:
    assert moto["second_group"] == []


def test_a_new_alarm_is_ok(moto: dict[str, Any]) -> None:
    assert moto["new_alarm"] == "OK"


def test_an_update_of_an_alarm_loses_its_state(moto: dict[str, Any]) -> None:
    assert moto["updated_alarm"] == "OK"


def test_alarm_history_is_not_implemented(moto: dict[str, Any]) -> None:
    assert moto["alarm_history"] == "failed"


def test_a_notification_to_a_function_carries_placeholders(moto: dict[str, Any]) -> None:
    assert moto["notified_function"] == ["arn:aws:sns:EXAMPLE"]


def test_every_subscription_makes_a_key_of_its_own(moto: dict[str, Any]) -> None:
    assert moto["signing_keys"] == 2


def test_an_expired_message_hides_every_later_one(moto: dict[str, Any]) -> None:
    assert moto["expired_message"] is None

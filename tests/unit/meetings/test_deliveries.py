"""A person gets a mail once, whatever was lost on the way."""

import pytest

from nightshift.domain.meetings.deliveries import Delivery, State, Step, decide, identify


@pytest.mark.parametrize(
    ("delivery", "step"),
    [
        (None, Step.SEND),
        (Delivery(State.READY, 1), Step.SEND),
        (Delivery(State.SENDING, 1), Step.PAUSE),
        (Delivery(State.SENDING, 1, "id"), Step.CONFIRM),
        (Delivery(State.UNCONFIRMED, 1), Step.SEND),
        (Delivery(State.UNCONFIRMED, 1, "id"), Step.CONFIRM),
        (Delivery(State.SENT, 1, "id"), Step.ANSWER),
    ],
)
def test_the_next_step_follows_from_state_and_receipt(
    delivery: Delivery | None, step: Step
) -> None:
    assert decide(delivery).step is step


def test_a_delivery_is_one_of_workload_meeting_and_fingerprint() -> None:
    ids = {identify("a", "m", "f"), identify("b", "m", "f"), identify("a", "n", "f")}

    assert len(ids) == 3
    assert all(len(one) == 32 for one in ids)

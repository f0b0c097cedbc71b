"""Decide whether an e-mail may be sent (again), so that a person gets it once.

SES has no idempotency token: after a lost answer or a killed worker nobody knows whether the mail
went out. So every mail carries its delivery's id as a tag, SES reports what it accepted as an event
("Email Sent"), and that receipt is written beside the delivery. A retry first looks for the
receipt.

    (none) --claim--> SENDING --answer--> SENT
                         |  receipt ----> SENT
                         |  no receipt: UNCONFIRMED (one retry, after a pause) --> SENDING again
                         |  throttled or rejected: READY (surely not sent) --> SENDING again
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Longer than a meeting is remembered (`claims.REMEMBERED`): when an old one is processed again, its
# people are not mailed again.
REMEMBERED = timedelta(days=400)


class State(StrEnum):
    """How far a delivery got."""

    READY = "READY"
    SENDING = "SENDING"
    UNCONFIRMED = "UNCONFIRMED"
    SENT = "SENT"


class Step(StrEnum):
    """What to do next."""

    SEND = "send"
    CONFIRM = "confirm"  # note the receipt: it was sent
    PAUSE = "pause"  # give the receipt time to arrive
    ANSWER = "answer"  # sent before


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ledger's record of one e-mail."""

    state: State
    attempt: int  # counts the times it was handed to SES
    message_id: str | None = None  # SES's id, from the answer or the receipt


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step, with its reason for the log."""

    step: Step
    reason: str


def identify(workload: str, meeting_id: str, fingerprint: str) -> str:
    """Return the id of a meeting's summary mail: 32 hexadecimal digits, fit for an SES tag."""
    return hashlib.sha256(f"{workload}|{meeting_id}|{fingerprint}".encode()).hexdigest()[:32]


def expires_at(at: datetime) -> int:
    """Return when the ledger may forget a mail or receipt of the time `at`; epoch seconds."""
    return int((at + REMEMBERED).timestamp())


def decide(delivery: Delivery | None) -> NextStep:
    """Return what to do about a delivery in this state."""
    if delivery is None or delivery.state is State.READY:
        return NextStep(Step.SEND, "not sent yet")
    if delivery.state is State.SENT:
        return NextStep(Step.ANSWER, "sent before")
    if delivery.message_id is not None:
        return NextStep(Step.CONFIRM, "SES confirmed it")
    if delivery.state is State.SENDING:
        return NextStep(Step.PAUSE, "handed to SES, no answer and no receipt yet")
    return NextStep(Step.SEND, "no receipt after the pause")

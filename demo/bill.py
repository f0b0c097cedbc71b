"""What the night would have cost in an AWS account, at list prices and without any free tier."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from demo import prices
from demo.prices import Price
from demo.record import CallCount, Record

GIGABYTE = Decimal(10**9)
NOT_COUNTED = (
    "free tiers, taxes, data transfer",
    "storage in S3, DynamoDB and CloudWatch Logs",
    "the team's own database, which is there anyway",
    "functions that an event calls directly, not a state machine",
    "cold starts, which last longer on AWS than on this machine",
)
# IAM prefix and API operation -> the price of one call. One DynamoDB unit is taken per call: every
# item is under 1 KB.
CALL_PRICES: dict[tuple[str, str], Price] = {
    **{
        ("s3", a): prices.S3_WRITE
        for a in ("PutObject", "CopyObject", "ListObjectsV2", "ListObjects")
    },
    **{("s3", a): prices.S3_READ for a in ("GetObject", "HeadObject")},
    **{("dynamodb", a): prices.DYNAMODB_WRITE for a in ("PutItem", "UpdateItem", "DeleteItem")},
    **{("dynamodb", a): prices.DYNAMODB_READ for a in ("GetItem", "Query", "Scan")},
    ("secretsmanager", "GetSecretValue"): prices.SECRET_CALL,
    ("events", "PutEvents"): prices.CUSTOM_EVENT,
}


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the bill."""

    service: str
    quantity: Decimal
    price: Price

    @property
    def usd(self) -> Decimal:
        """The money."""
        return self.quantity * self.price.usd


def charges(record: Record) -> list[Charge]:
    """Return the lines of the bill, dearest first."""
    lines = [*_compute(record), *_calls(record.calls), *_messages(record)]
    return sorted((line for line in lines if line.quantity), key=lambda line: -line.usd)


def total(lines: list[Charge]) -> Decimal:
    """Return the sum."""
    return sum((line.usd for line in lines), Decimal(0))


def _compute(record: Record) -> list[Charge]:
    transitions = sum(execution.transitions for execution in record.executions)
    invocations = sum(use.invocations for use in record.functions)
    gb_seconds = sum(
        (Decimal(u.memory_mb) / 1024 * Decimal(u.milliseconds) / 1000 for u in record.functions),
        Decimal(0),
    )
    return [
        Charge("Step Functions", Decimal(transitions), prices.STATE_TRANSITION),
        Charge("Lambda", Decimal(invocations), prices.LAMBDA_REQUEST),
        Charge("Lambda", gb_seconds, prices.LAMBDA_GB_SECOND),
        Charge("CloudWatch Logs", record.log_bytes / GIGABYTE, prices.LOGS_GB),
    ]


SERVICES = {
    "s3": "S3",
    "dynamodb": "DynamoDB",
    "secretsmanager": "Secrets Manager",
    "events": "EventBridge",
}


def _calls(calls: tuple[CallCount, ...]) -> list[Charge]:
    quantities: dict[tuple[str, Price], int] = defaultdict(int)
    for call in calls:
        price = CALL_PRICES.get((call.service, call.action))
        if price is not None and call.outcome != "denied":
            quantities[SERVICES[call.service], price] += call.count
    return [Charge(service, Decimal(n), price) for (service, price), n in quantities.items()]


def _messages(record: Record) -> list[Charge]:
    recipients = sum(len(email.to) for meeting in record.meetings for email in meeting.emails)
    return [Charge("SES", Decimal(recipients), prices.SES_MESSAGE)]

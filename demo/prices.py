"""List prices in Seoul, as far as this demo needs them.

Every figure stands in AWS's own price list; it was read in public copies of that list, at the date
given. Prices change: the page says which date it counts with. Free tiers, taxes, data transfer and
storage are left out.
"""

from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs."""

    usd: Decimal  # per unit
    unit: str
    source: str
    as_of: str  # ISO date at which the figure was read from the price list


LAMBDA_REQUEST = Price(
    Decimal("0.20") / MILLION, "request", "https://aws.amazon.com/lambda/pricing/", "2025-10-28"
)
LAMBDA_GB_SECOND = Price(
    Decimal("0.0000133334"),
    "GB-second on arm64",
    "https://aws.amazon.com/lambda/pricing/",
    "2026-10-01",
)
STATE_TRANSITION = Price(
    Decimal("0.0000271"),
    "state transition (Standard)",
    "https://aws.amazon.com/step-functions/pricing/",
    "2025-07-01",
)
CUSTOM_EVENT = Price(
    Decimal(1) / MILLION,
    "custom event",
    "https://aws.amazon.com/eventbridge/pricing/",
    "2026-11-20",
)
S3_WRITE = Price(
    Decimal("0.0045") / 1000, "PUT or LIST", "https://aws.amazon.com/s3/pricing/", "2026-10-01"
)
S3_READ = Price(
    Decimal("0.0035") / 10_000, "GET", "https://aws.amazon.com/s3/pricing/", "2026-10-01"
)
DYNAMODB_WRITE = Price(
    Decimal("0.68") / MILLION,
    "write request unit",
    "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    "2026-06-12",
)
DYNAMODB_READ = Price(
    Decimal("0.1355") / MILLION,
    "read request unit",
    "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    "2026-06-12",
)
SES_MESSAGE = Price(
    Decimal("0.10") / 1000, "recipient", "https://aws.amazon.com/ses/pricing/", "2026-11-20"
)
SECRET_CALL = Price(
    Decimal("0.05") / 10_000,
    "API call",
    "https://aws.amazon.com/secrets-manager/pricing/",
    "2026-10-01",
)
LOGS_GB = Price(
    Decimal("0.76"), "GB ingested", "https://aws.amazon.com/cloudwatch/pricing/", "2026-10-01"
)

"""The default book: the price rows of the requirements (6.4), for what a manifest does not quote.

Where systems quote different prices, the hourly and dated one is taken; a range gives its lower
end, so that no saving is overstated. All are of Seoul.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

JANUARY_2025 = date(2025, 1, 1)  # CM-X29: "January 2025"
DECEMBER_2025 = date(2025, 12, 2)
REGION = "ap-northeast-2"


@dataclass(frozen=True, slots=True)
class Quote:
    """One price as it was read somewhere."""

    usd: Decimal  # of the key's unit
    source: str
    as_of: date | None  # None: the source has no date


def _codemate(usd: str, row: str) -> Quote:
    return Quote(Decimal(usd), f"price book, {row}", JANUARY_2025)


def _onno(usd: str, row: str) -> Quote:
    return Quote(Decimal(usd), f"price book, {row}", DECEMBER_2025)


def _ticketing(usd: str, row: str) -> Quote:
    return Quote(Decimal(usd), f"price book, {row}", None)


BOOK: Mapping[str, Quote] = {
    "fargate-0.5-1-hour": _codemate("0.0344", "CM-$01"),
    "fargate-1-2-hour": _codemate("0.0688", "CM-$02"),
    "rds-t4g.micro-hour": _codemate("0.020", "CM-$03"),
    "rds-t4g.small-multi-az-hour": _codemate("0.080", "CM-$03"),
    "cache-t4g.micro-hour": _codemate("0.016", "CM-$06"),
    "cache-t4g.small-hour": _codemate("0.034", "CM-$06"),  # two nodes are 0.068
    "nat-gateway-hour": _codemate("0.059", "CM-$12"),
    "nat-instance-month": _codemate("3", "CM-B37"),  # t4g.nano
    "alb-hour": _codemate("0.0252", "CM-$10"),
    "rds-t3.micro-multi-az-month": _onno("30", "ON-$08"),
    "cache-t3.micro-month": _onno("10", "ON-$09"),  # two nodes are 20
    "rds-t3.micro-hour": _ticketing("0.017", "TQ-$2"),
    "cache-t2.micro-hour": _ticketing("0.017", "TQ-$3"),
    "ec2-t2.micro-hour": _ticketing("0.0116", "TQ-$1"),
    "ec2-t3.small-month": _ticketing("15", "TQ-$8"),  # 15 to 20
}

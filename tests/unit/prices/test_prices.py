"""An hour's price: the workload's own, else in proportion to it, else the book's; never a guess."""

from datetime import date
from decimal import Decimal

import pytest

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.prices import Price, hourly, keys
from nightshift.domain.prices.book import BOOK
from tests.unit.manifest import base

FREE_TIER = "  free_tier: {alarms: 10, metrics: 10, dashboards: 3}\n"


def _quoting(*prices: str, region: str = "ap-northeast-2") -> Manifest:
    quoted = f"  prices: {{as_of: 2026-01-31, usd: {{{', '.join(prices)}}}}}\n{FREE_TIER}"
    return base.manifest(FREE_TIER, quoted).model_copy(update={"region": region})


def _found(manifest: Manifest, thing: str) -> Price:
    found = hourly(manifest, thing)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("prices", "thing", "usd", "assumed"),
    [
        (["fargate-0.5-1-hour: 0.03"], "fargate-0.5-1", "0.03", False),
        (["fargate-0.5-1-hour: 0.03", "fargate-0.5-1-month: 7.3"], "fargate-0.5-1", "0.03", False),
        (["fargate-0.5-1-month: 7.3"], "fargate-0.5-1", "0.01", False),
        (["fargate-0.5-1-hour: 0.03"], "fargate-2-4", "0.12", True),
        (["fargate-1-2-month: 7.3"], "fargate-0.25-0.5", "0.0025", True),
        (["rds-t3.micro-multi-az-hour: 0.04"], "rds-t3.micro", "0.02", True),
        (["rds-m5.large-hour: 0.2"], "rds-m5.large-multi-az", "0.4", True),
        (["ec2-t2.micro-month: 7.3"], "ec2-t2.micro", "0.01", False),
    ],
)
def test_the_workloads_own_price_counts(
    prices: list[str], thing: str, usd: str, assumed: bool
) -> None:
    found = _found(_quoting(*prices), thing)

    assert (found.usd_per_hour, found.assumed) == (Decimal(usd), assumed)
    assert (found.source, found.as_of) == ("costs.prices of base-prod", date(2026, 1, 31))


def test_the_book_helps_out_and_says_so() -> None:
    found = _found(_quoting("fargate-0.5-1-hour: 0.03"), "cache-t3.micro")

    assert found == Price(
        Decimal(10) / 730, "cache-t3.micro-month", "price book, ON-$09", date(2025, 12, 2), True
    )


def test_the_books_price_says_where_it_holds() -> None:
    found = _found(_quoting(region="ap-northeast-1"), "cache-t3.micro")

    assert found.source == "price book, ON-$09, of ap-northeast-2"


@pytest.mark.parametrize("thing", ["fargate-0.5-3", "rds-r6g.large", "ec2-t3.nano", "nlb"])
def test_nothing_is_guessed(thing: str) -> None:
    assert hourly(_quoting("fargate-0.5-1-hour: 0.03"), thing) is None


def test_two_sources_keep_their_own_price_of_the_same_task() -> None:
    monthly = {
        name: _found(manifests.get(name), "fargate-0.5-1").usd_per_hour * 730
        for name in ("codemate-dev", "onno-prod")
    }

    assert {name: round(usd, 2) for name, usd in monthly.items()} == {
        "codemate-dev": Decimal("25.11"),
        "onno-prod": Decimal("15.00"),
    }


def test_the_book_speaks_the_vocabulary() -> None:
    assert [key for key in BOOK if not keys.is_known(key)] == []
    assert all(quote.usd > 0 for quote in BOOK.values())


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("fargate-0.5-1-hours", "write fargate-0.5-1-hour"),
        ("fargate-task-month", "write fargate-0.5-1-month"),
        ("rds-db.t3.micro-hour", "write rds-t3.micro-hour"),
        ("cache.t3.micro-hour", "write cache-t3.micro-hour"),
        ("nat-gw-month", "write nat-gateway-month"),
        ("logs-gb", "write log-gb"),
        ("xyz", f"write one of {keys.FORMS}"),
    ],
)
def test_a_price_of_an_unknown_name_is_refused(key: str, fix: str) -> None:
    quoted = f"  prices: {{usd: {{{key}: 1}}}}\n{FREE_TIER}"

    (found,) = base.examined(base.variant(FREE_TIER, quoted)).errors

    assert str(found) == (
        f"XS-X11 costs.prices.usd.{key}: {key!r} is the name of no price. Fix: {fix}"
    )


def test_a_price_is_not_below_nothing() -> None:
    quoted = f"  prices: {{usd: {{log-gb: -1}}}}\n{FREE_TIER}"

    (found,) = base.examined(base.variant(FREE_TIER, quoted)).errors

    assert found.finding.rule == "M-05"

"""Find the price of an hour: the workload's own, else what follows from it, else the book's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from nightshift.domain.prices.book import BOOK, REGION, Quote
from nightshift.domain.prices.keys import HOUR, MONTH, MULTI_AZ, is_known

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest

HOURS_A_MONTH = 730  # 365 x 24 / 12, as AWS's calculator and the sources have it
STANDBY = 2  # RDS bills Multi-AZ as two instances
Quotes = Mapping[str, Quote]


@dataclass(frozen=True, slots=True)
class Price:
    """What one thing costs for one hour, and how we know."""

    usd_per_hour: Decimal
    key: str  # fargate-0.5-1-hour
    source: str  # whose quote it is: a manifest, or a row of the book
    as_of: date | None  # None: the source has no date
    assumed: bool  # not quoted for this very thing by the workload's own source


def hourly(manifest: "Manifest", thing: str) -> Price | None:
    """Return the price of an hour of `thing` (prices.keys); None where nobody quotes one."""
    prices, source = manifest.costs.prices, f"costs.prices of {manifest.name}"
    own = {key: Quote(usd, source, prices.as_of) for key, usd in prices.usd.items()}
    if found := _quoted(own, thing, assumed=False) or _derived(own, thing):
        return found
    found = _quoted(BOOK, thing, assumed=True) or _derived(BOOK, thing)
    if found is None or manifest.region == REGION:
        return found
    return replace(found, source=f"{found.source}, of {REGION}")


def _quoted(quotes: Quotes, thing: str, *, assumed: bool) -> Price | None:
    """Return a price by the hour, else one by the month over its hours."""
    for key, hours in ((thing + HOUR, 1), (thing + MONTH, HOURS_A_MONTH)):
        if quote := quotes.get(key):
            return Price(quote.usd / hours, key, quote.source, quote.as_of, assumed)
    return None


def _derived(quotes: Quotes, thing: str) -> Price | None:
    """Return a price in proportion to another size's; None where none is in proportion."""
    kind, _, size = thing.partition("-")
    if kind == "fargate":
        return _of_task(quotes, size)
    if kind == "rds":
        return _of_twin(quotes, thing)
    return None


def _of_twin(quotes: Quotes, thing: str) -> Price | None:
    """Return a database's price from the one with, or without, a standby."""
    alone = thing.removesuffix(MULTI_AZ)
    if alone != thing:
        return _times(_quoted(quotes, alone, assumed=True), Decimal(STANDBY))
    return _times(_quoted(quotes, thing + MULTI_AZ, assumed=True), 1 / Decimal(STANDBY))


def _of_task(quotes: Quotes, size: str) -> Price | None:
    """Return a task's price from one with as much more, or less, of both vCPU and memory."""
    vcpu, memory = map(Decimal, size.split("-"))
    for key in filter(is_known, quotes):
        kind, *other = key.removesuffix(HOUR).removesuffix(MONTH).split("-")
        if kind == "fargate" and vcpu * Decimal(other[1]) == memory * Decimal(other[0]):
            found = _quoted(quotes, f"fargate-{'-'.join(other)}", assumed=True)
            return _times(found, vcpu / Decimal(other[0]))
    return None


def _times(price: Price | None, factor: Decimal) -> Price | None:
    return replace(price, usd_per_hour=price.usd_per_hour * factor) if price else None

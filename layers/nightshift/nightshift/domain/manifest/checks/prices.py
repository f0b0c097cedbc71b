"""Prices have the names that reports look for (prices.keys); nobody would find another."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, near
from nightshift.domain.prices import keys

RULE = "XS-X11"
USD: Path = ("costs", "prices", "usd")


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield prices that nobody would look for."""
    for key in manifest.costs.prices.usd:
        if not keys.is_known(key):
            meant = near(key, keys.named(manifest))
            fix = f"write {meant}" if meant else f"write one of {keys.FORMS}"
            yield error(RULE, (*USD, key), f"{key!r} is the name of no price", fix)

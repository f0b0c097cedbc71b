"""The places of the deployment before, so that the last workload of one takes its things along.

A place that no manifest names any more would not be looked at. The stack keeps them as an output.
"""

from collections import defaultdict
from collections.abc import Iterable

from nightshift.domain.reconcile.resources import Place

OUTPUT = "ReconciledPlaces"  # of template.yaml: region=account,account;region=account
LIMIT = 3000  # characters; an answer to CloudFormation has 4096 bytes: 220 accounts of a region


def written(places: Iterable[Place]) -> str:
    """Return the places as text; those beyond the limit are not remembered."""
    regions: dict[str, list[str]] = defaultdict(list)
    for place in sorted(places, key=str):
        regions[place.region].append(place.account)
        if len(_joined(regions)) > LIMIT:
            regions[place.region].pop()
    return _joined(regions)


def left(text: str, now: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places in `text` that are not among those of `now`, entered as these are.

    An account in which no place is left cannot be entered: nobody says any more how.
    """
    known = tuple(now)
    there = {(place.account, place.region) for place in known}
    entries = {place.account: place for place in known}
    return tuple(
        Place(account, region, entries[account].role_arn, entries[account].external_id)
        for account, region in _read(text)
        if (account, region) not in there and account in entries
    )


def _joined(regions: dict[str, list[str]]) -> str:
    return ";".join(f"{region}={','.join(found)}" for region, found in regions.items() if found)


def _read(text: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in text.split(";") if part]
    return [(account, region) for region, _, found in parts for account in found.split(",")]

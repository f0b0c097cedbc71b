"""What is still to do until a wave is asleep or awake, and what it waits for."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.assets import Asset, Wave
from nightshift.domain.environment.kinds import RULES
from nightshift.domain.environment.seen import Seen


class Goal(StrEnum):
    """What an environment is to become."""

    ASLEEP = "asleep"
    AWAKE = "awake"


def in_order(waves: Sequence[Wave], goal: Goal) -> tuple[Wave, ...]:
    """Return the waves in the order of the goal: falling asleep is waking backwards."""
    return tuple(waves) if goal is Goal.AWAKE else tuple(reversed(waves))


def acts(assets: Iterable[Asset], goal: Goal, seen: Seen, prior: Seen) -> list[Act]:
    """Return the calls that are still to make; [] where every asset was told."""
    return [
        call
        for asset in assets
        for rules in [RULES[asset.kind]]
        for decide in [rules.to_wake if goal is Goal.AWAKE else rules.to_sleep]
        for call in decide(asset, seen.of(asset), prior.of(asset))
    ]


def waiting(assets: Iterable[Asset], goal: Goal, seen: Seen, prior: Seen) -> list[str]:
    """Return what each asset that is not settled waits for, a sentence each."""
    found = (
        (rules.not_awake if goal is Goal.AWAKE else rules.not_asleep)(
            asset, seen.of(asset), prior.of(asset)
        )
        for asset in assets
        for rules in [RULES[asset.kind]]
    )
    return [text for text in found if text is not None]

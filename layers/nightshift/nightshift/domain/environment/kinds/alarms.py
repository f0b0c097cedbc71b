"""Alarms of an environment are mute while it sleeps; who was mute before stays mute."""

from collections.abc import Mapping

from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset

Acting = Mapping[str, bool]  # alarm's name -> its actions are enabled


def to_sleep(asset: Asset, seen: Acting | None, prior: Acting | None) -> list[Act]:
    """Return the call that mutes what can be heard."""
    del prior
    names = [name for name, acts in sorted((seen or {}).items()) if acts]
    return [act(asset, Action.MUTE, f"mute {len(names)}", names=names)] if names else []


def to_wake(asset: Asset, seen: Acting | None, prior: Acting | None) -> list[Act]:
    """Return the call that unmutes what could be heard before, and what was made meanwhile."""
    heard, there = prior or {}, seen or {}
    names = [name for name in sorted(there) if not there[name] and heard.get(name, True)]
    return [act(asset, Action.UNMUTE, f"unmute {len(names)}", names=names)] if names else []


def not_asleep(asset: Asset, seen: Acting | None, prior: Acting | None) -> str | None:
    """Nothing is waited for: the call takes effect at once."""
    del asset, seen, prior
    return None


def not_awake(asset: Asset, seen: Acting | None, prior: Acting | None) -> str | None:
    """Nothing is waited for: the call takes effect at once."""
    del asset, seen, prior
    return None

"""How each kind of asset falls asleep and wakes: pure, from what is there and what was there.

A module has four functions of (asset, what is there, what was there before):
`to_sleep` and `to_wake` return the calls that are still to make, [] where none is;
`not_asleep` and `not_awake` say why it is not settled yet, None where it is.
What was stopped before the sleep is left as it was found. Twice equals once.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.assets import Asset, Kind
from nightshift.domain.environment.kinds import (
    alarms,
    caches,
    databases,
    groups,
    instances,
    services,
)

Decide = Callable[[Asset, Any, Any], list[Act]]
Settle = Callable[[Asset, Any, Any], str | None]


class Rules(NamedTuple):
    """The four functions of a kind."""

    to_sleep: Decide
    to_wake: Decide
    not_asleep: Settle
    not_awake: Settle


RULES: Mapping[Kind, Rules] = {
    kind: Rules(module.to_sleep, module.to_wake, module.not_asleep, module.not_awake)
    for kind, module in {
        Kind.SERVICE: services,
        Kind.GROUP: groups,
        Kind.INSTANCES: instances,
        Kind.DATABASE: databases,
        Kind.CACHE: caches,
        Kind.REPLICATION_GROUP: caches,
        Kind.ALARMS: alarms,
    }.items()
}

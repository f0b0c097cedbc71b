"""What is done to one asset: a call that sets a state, with the reason a person will read."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from nightshift.domain.environment.assets import Asset, Kind
from nightshift.domain.inputs import Input


class Action(StrEnum):
    """One kind of call."""

    SET_TARGET = "set-target"  # minimum, maximum, suspended scaling of an ECS service
    SET_DESIRED = "set-desired"
    SET_SIZES = "set-sizes"  # of an Auto Scaling group
    SUSPEND = "suspend"  # processes of an Auto Scaling group
    RESUME = "resume"
    STOP = "stop"
    START = "start"
    DELETE = "delete"  # a cache, with a final snapshot
    RESTORE = "restore"  # a cache, from its snapshot
    FORGET = "forget"  # the snapshot of a cache that is back
    MUTE = "mute"
    UNMUTE = "unmute"


class Act(Input):
    """One call to make. It travels from state to state, so it is a model."""

    action: Action
    kind: Kind
    name: str
    label: str
    values: dict[str, Any] = Field(default_factory=dict)
    reason: str  # api: 2 tasks to 0

    @property
    def asset(self) -> Asset:
        """What it is done to."""
        return Asset(self.kind, self.name, self.label)


def act(asset: Asset, action: Action, reason: str, **values: Any) -> Act:
    """Return a call on an asset."""
    return Act(
        action=action,
        kind=asset.kind,
        name=asset.name,
        label=asset.label,
        values=values,
        reason=f"{asset.label}: {reason}",
    )

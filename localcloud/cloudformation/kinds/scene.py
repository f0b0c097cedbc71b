"""Where a resource stands: its stack, its name there, and the door to the services."""

import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.api import Api

Properties = dict[str, Any]
RANDOM = string.ascii_uppercase + string.digits


@dataclass
class Scene:
    """Where a resource stands: its stack, its name there, and the door to the services."""

    api: Api
    stack_name: str
    stack_id: str
    region: str
    account: str
    logical_id: str
    tags: dict[str, str]  # the stack's own, and aws:cloudformation:*

    def name(self, limit: int = 64, suffix: str = "") -> str:
        """Return a new physical name: stack, logical id and 12 random characters."""
        random = "".join(secrets.choice(RANDOM) for _ in range(12))
        room = limit - len(random) - len(suffix) - 1
        return f"{f'{self.stack_name}-{self.logical_id}'[:room].strip('-')}-{random}{suffix}"


# (scene, facts, old value, new value): make one property so; a value is None where it is absent.
Extra = Callable[[Scene, Mapping[str, Any], Any, Any], Mapping[str, Any] | None]

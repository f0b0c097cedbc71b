"""Where a channel's address or key is kept: its value, remembered for minutes within the process.

Values are never logged, never part of an error, and leave this process only to where they belong.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nightshift.adapters import secrets
from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import RefusedError

if TYPE_CHECKING:
    from nightshift.domain.manifest.notifications import Held

ACTIONS: Actions = {
    "value": secrets.ACTIONS["value"] | frozenset({"ssm:GetParameter"}),
    "forget": frozenset(),
}
STAGE = "<stage>"
REMEMBERED = timedelta(minutes=5)  # after a rotation the old address is used no longer


@dataclass(frozen=True, slots=True)
class _Known:
    value: str
    at: datetime


_known: dict[tuple[str | None, str | None], _Known] = {}


def value(held: "Held", stage: str, at: datetime) -> str:
    """Return the value, read anew where the last reading is minutes away from `at`.

    `<stage>` in a parameter's name stands for the stack's.

    Raises:
        RefusedError: no such secret or parameter, or access denied.
        TransientError: throttled, or no answer.
    """
    name = (held.secret, held.parameter)
    known = _known.get(name)
    if known is None or abs(at - known.at) > REMEMBERED:
        known = _known[name] = _Known(_read(held, stage).strip(), at)
    return known.value


def forget(held: "Held") -> None:
    """Read the value anew the next time: the channel refused it."""
    _known.pop((held.secret, held.parameter), None)


def _read(held: "Held", stage: str) -> str:
    name = held.secret or str(held.parameter).replace(STAGE, stage)
    try:
        return secrets.value(name) if held.secret else _parameter(name)
    except KeyError as problem:  # of the answer: its names, no value
        raise RefusedError(f"secret {name} is kept as binary, not as text") from problem
    except RefusedError as problem:
        where = f"secret {name}" if held.secret else f"parameter {name}"
        raise RefusedError(f"{where} cannot be read: {_why(problem)}") from problem


def _why(problem: RefusedError) -> str:
    """Return AWS's word for it; a whole sentence of IAM is too long for a message."""
    response = getattr(problem.__cause__, "response", None)
    return str(response["Error"]["Code"]) if response else str(problem)


def _parameter(name: str) -> str:
    with translated(f"parameter {name}"):
        found = client("ssm").get_parameter(Name=name, WithDecryption=True)
        return str(found["Parameter"]["Value"])

"""Faults that `make test` tries: each call has one kind in turn; `make long` tries all."""

from collections.abc import Sequence
from typing import Any

import pytest


def in_turn(
    calls: Sequence[tuple[Any, ...]], kinds: Sequence[str], *, always: Sequence[str] = ()
) -> list[Any]:
    """Return all pairs of call and kind as parameters; those that are left out are `long`."""
    return [
        pytest.param(
            *call,
            kind,
            marks=() if kind in always or turn % len(kinds) == place else pytest.mark.long,
        )
        for turn, call in enumerate(calls)
        for place, kind in enumerate(kinds)
    ]

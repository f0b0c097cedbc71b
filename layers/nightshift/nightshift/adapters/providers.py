"""Whoever reads a meeting, by the name a manifest gives it."""

from functools import cache

from nightshift.adapters.aws import Actions
from nightshift.domain.meetings.results import Provider

ACTIONS: Actions = {"get": frozenset()}  # the embedded provider calls nobody


@cache
def get(name: str) -> Provider:
    """Return the provider of that name.

    Raises:
        ValueError: there is none; manifests name only those there are.
    """
    if name != "embedded":
        raise ValueError(f"provider {name!r} is not known; known: embedded")
    from nightshift.domain.meetings.embedded.provider import EmbeddedProvider

    return EmbeddedProvider()

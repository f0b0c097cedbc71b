"""Decide who gets the summary."""

from nightshift.domain.meetings.request import Attendee


def addresses(attendees: tuple[Attendee, ...], fallback: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses, each once in the order given; the workload's own where nobody is named.

    The fallback is the manifest's `meetings.email_fallback`: a meeting without attendees still
    reaches somebody.
    """
    named = tuple(dict.fromkeys(attendee.email for attendee in attendees))
    return named or fallback

"""Decide who gets the summary."""

from nightshift.domain.meetings.request import Attendee


def addresses(attendees: tuple[Attendee, ...], fallback: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses, each once in the order given; the workload's own where nobody is named.

    Two spellings that differ in upper and lower case only are one mailbox: no provider in use
    tells them apart, whatever RFC 5321 allows.
    The fallback is the manifest's `meetings.email_fallback`: a meeting without attendees still
    reaches somebody.
    """
    named: dict[str, str] = {}
    for attendee in attendees:
        named.setdefault(attendee.email.lower(), attendee.email)
    return tuple(named.values()) or fallback

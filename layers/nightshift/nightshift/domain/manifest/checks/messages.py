"""Notifications: routes use channels that are there, texts have braces that can be filled."""

from collections.abc import Iterator
from string import Formatter

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error
from nightshift.domain.manifest.notifications import ChannelName, Notifications


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield routes into nothing and texts that could not be written."""
    notifications = manifest.notifications
    absent: dict[ChannelName, list[Path]] = {}
    for severity, route in notifications.routes.items():
        for field, channels in (("to", route.to), ("otherwise", route.otherwise)):
            for number, name in enumerate(channels):
                if not _there(notifications, name):
                    path = ("notifications", "routes", severity, field, number)
                    absent.setdefault(name, []).append(path)
    for channel, (first, *more) in absent.items():
        also = f"; {len(more)} more field(s) name it" if more else ""
        fix = f"add notifications.channels.{channel}, or remove it here"
        yield error("M-18", first, f"there is no channel {channel}{also}", fix)
    for fact, text in notifications.texts.items():
        if (fault := _brace_fault(text)) is not None:
            fix = "write a field of the event as {sha}, and a brace itself as {{ or }}"
            yield error("M-17", ("notifications", "texts", fact), fault, fix)


def _there(notifications: Notifications, name: ChannelName) -> bool:
    """Say whether a channel can be used; `sns` always, without own topics it is the stack's."""
    return name == "sns" or getattr(notifications.channels, name) is not None


def _brace_fault(text: str) -> str | None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as problem:
        return f"has a brace too many or too few: {problem}"
    for _, field, style, conversion in parts:
        if field is not None and (style or conversion or not field.isidentifier()):
            return f"{{{field}}} is no plain field"
    return None

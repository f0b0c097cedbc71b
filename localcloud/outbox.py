"""What would have left the account: e-mails, chat, paging and text messages, webhooks."""

import threading
from typing import Any


class Outbox:
    """Messages in the order they were sent: `{"channel", "at", "to", "subject"?, "body", ...}`."""

    def __init__(self) -> None:
        self._messages: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def add(self, message: dict[str, Any]) -> None:
        """Add one message."""
        with self._lock:
            self._messages.append(message)

    def messages(self, contained: str | None = None) -> list[dict[str, Any]]:
        """Return every message so far; those in which a text stands, where one is given."""
        with self._lock:
            found = list(self._messages)
        if contained is None:
            return found
        return [one for one in found if any(contained in str(part) for part in one.values())]

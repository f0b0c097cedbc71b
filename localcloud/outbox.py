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

    def messages(self) -> list[dict[str, Any]]:
        """Return every message so far."""
        with self._lock:
            return list(self._messages)

"""What a worker writes, cut into log events: lines of its output, and frames of the runtime client.

The runtime client frames what goes through `logging` (so a traceback of many lines is one event);
everything else on stdout and stderr is one event per line. Both share one pipe, so order is kept.
"""

from dataclasses import dataclass

# awslambdaric's telemetry frame: type (4 bytes, the last says format and level), length (4),
# microseconds since the epoch (8), text. No UTF-8 text starts with byte 0xA5.
MAGIC = b"\xa5\x5a\x00"
HEADER = 16
MAX_EVENT = 256 * 1024 - 26  # bytes; PutLogEvents counts 26 bytes for each event


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One log event; `at` in milliseconds since the epoch, virtual time."""

    at: int
    message: str


class LogReader:
    """Collects bytes, gives events; a later event never has an earlier time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._last = 0

    def feed(self, data: bytes, now: int) -> list[LogEvent]:
        """Return the events that `data` completes; lines get the time `now` (ms)."""
        self._buffer += data
        events = []
        while (event := self._next(now)) is not None:
            events.append(event)
        return events

    def rest(self, now: int) -> list[LogEvent]:
        """Return what was written without an end of line, and forget it."""
        text = bytes(self._buffer)
        self._buffer.clear()
        return [self._line(text, now)] if text.strip() else []

    def _next(self, now: int) -> LogEvent | None:
        if self._buffer.startswith(MAGIC):
            return self._frame()
        end = self._buffer.find(b"\n")
        frame = self._buffer.find(MAGIC)
        if frame > 0 and (end < 0 or frame < end):  # an unfinished line before a frame
            end, skip = frame, 0
        elif end < 0:
            return None
        else:
            skip = 1
        text = bytes(self._buffer[:end])
        del self._buffer[: end + skip]
        return self._line(text, now)

    def _frame(self) -> LogEvent | None:
        if len(self._buffer) < HEADER:
            return None
        size = HEADER + int.from_bytes(self._buffer[4:8], "big")
        if len(self._buffer) < size:
            return None
        at = int.from_bytes(self._buffer[8:16], "big") // 1000
        text = bytes(self._buffer[HEADER:size])
        del self._buffer[:size]
        return self._line(text, at)

    def _line(self, text: bytes, at: int) -> LogEvent:
        self._last = max(self._last, at)
        return LogEvent(self._last, text[:MAX_EVENT].decode(errors="replace") + "\n")

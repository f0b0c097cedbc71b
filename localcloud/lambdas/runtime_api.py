"""The Lambda Runtime API of one worker, spoken on its own port by the thread that invokes.

AWS_LAMBDA_RUNTIME_API is a host and a port, it cannot carry a path; so each worker has a port. The
runtime client asks one thing at a time and keeps its connection. No thread waits here: the thread
that runs an invocation reads and writes the worker's socket itself.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "/2018-06-01/runtime/"
PHRASES = {200: "OK", 202: "Accepted"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the runtime client; `path` without the API's prefix."""

    method: str
    path: str
    body: bytes

    @property
    def is_next(self) -> bool:
        """Tell whether it asks for the next invocation."""
        return self.path == "invocation/next"

    @property
    def is_error(self) -> bool:
        """Tell whether it reports an error, of an invocation or of the initialisation."""
        return self.path.endswith("/error")


class RuntimeApi:
    """One port, one worker."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connection: socket.socket | None = None
        self._buffer = bytearray()
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def descriptors(self) -> list[int]:
        """Return the descriptors to wait on; they change when the worker connects."""
        found = [self._listener.fileno()]
        if self._connection is not None:
            found.append(self._connection.fileno())
        return found

    def read(self, descriptor: int) -> Request | None:
        """Read what is there on a readable descriptor; return a request once it is complete."""
        if descriptor == self._listener.fileno():
            self._accept()
            return None
        assert self._connection is not None
        data = self._receive(self._connection)
        if not data:
            self._hang_up()
            return None
        self._buffer += data
        return self._parse()

    def respond(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Answer the last request.

        Raises:
            OSError: the worker is gone.
        """
        if self._connection is None:
            raise ConnectionError("the worker is not connected")
        lines = [f"HTTP/1.1 {status} {PHRASES[status]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        self._connection.sendall(head.encode() + body)

    def close(self) -> None:
        """Free the port."""
        self._hang_up()
        self._listener.close()

    def _accept(self) -> None:
        self._hang_up()
        self._connection, _ = self._listener.accept()
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._buffer.clear()

    @staticmethod
    def _receive(connection: socket.socket) -> bytes:
        try:
            return connection.recv(1 << 18)
        except ConnectionError:
            return b""

    def _parse(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(":", 1) for line in lines)
        start = end + 4
        size = int(headers.get("content-length", "0"))
        if len(self._buffer) < start + size:
            return None
        body = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        method, path, _ = first.split(" ")
        return Request(method, path.removeprefix(PREFIX), body)

"""Where the connections of the sandboxes end: HTTP and HTTPS on one port of this machine.

The first line of a connection is the border's: whose it is, and the address it was made to. Its
next byte tells TLS from plain HTTP.
"""

import socket
import socketserver
import ssl
import threading
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest
from localcloud.outside.certificates import Authority
from localcloud.outside.visits import Visits
from localcloud.server import Connection

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

TLS_HANDSHAKE = b"\x16"  # the first byte of a TLS connection: RFC 8446, ContentType
LINE_LIMIT = 1024  # bytes


class Door(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listen on a free port of 127.0.0.1."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, cloud: "Cloud") -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.visits = Visits(cloud)
        self.authority = Authority(cloud.folder / "outside")
        self.port = int(self.server_address[1])
        threading.Thread(
            target=self.serve_forever, args=(0.1,), name="outside", daemon=True
        ).start()

    def variables(self) -> dict[str, str]:
        """Return the variables that make a sandbox trust the certificates here."""
        authority = str(self.authority.file)
        return {"SSL_CERT_FILE": authority, "REQUESTS_CA_BUNDLE": authority}

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that went away is no news."""


class Visitor(Connection):
    """One connection of a sandbox."""

    server: Any  # Door
    access_key = ""

    def setup(self) -> None:
        """Read the border's line, and begin TLS where the client does."""
        self.access_key, host, port = _first_line(self.request).split()
        self.default_host = host if port in ("80", "443") else f"{host}:{port}"
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            context = self.server.authority.context(host)
            self.request = context.wrap_socket(self.request, server_side=True)
            self.scheme = "https"
        super().setup()

    def finish(self) -> None:
        """Close the TLS connection: the server knows the bare socket only."""
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()

    def respond(self, http: HttpRequest) -> Answer:
        """Return the answer of whoever the request is for."""
        found: Answer = self.server.visits.answer(http, self.access_key)
        return found


def _first_line(connection: socket.socket) -> str:
    line = b""
    while not line.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte or len(line) > LINE_LIMIT:
            raise ConnectionError("no line of a sandbox")
        line += byte
    return line.decode()

"""The gateway's port: HTTP/1.1 with kept connections, one thread each.

A thread per connection, because a connection may wait long (a synchronous invoke, a long poll,
`POST clock`) and must not starve another; the standard library's server, because closing a socket
without an answer (a lost answer) must be possible.
"""

import http.client
import socket
import socketserver
import threading
import time
from email.utils import formatdate
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest
from localcloud.control import PREFIX, Control
from localcloud.request_head import Head

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listen on 127.0.0.1; port 0 takes a free one."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, cloud: "Cloud") -> None:
        self.cloud = cloud
        self.control = cloud.control = Control(cloud)
        try:
            super().__init__(("127.0.0.1", cloud.settings.port), Connection)
        except OSError as problem:
            raise OSError(
                f"port {cloud.settings.port}: {problem.strerror}; "
                "choose another one, or 0 for a free one"
            ) from problem
        cloud.endpoint = f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Serve on a thread of its own."""
        threading.Thread(
            target=self.serve_forever, args=(0.1,), name="gateway", daemon=True
        ).start()

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that went away is no news."""


class Connection(BaseHTTPRequestHandler):
    """One client's connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True
    scheme, default_host = "http", "127.0.0.1"
    raw_requestline: bytes  # what the standard library has read

    def parse_request(self) -> bool:
        """Read the head of a request; say whether there is one that can be answered."""
        words = self.raw_requestline.decode("iso-8859-1").split()
        if len(words) != 3 or words[2] != self.protocol_version:
            return super().parse_request()
        self.requestline = " ".join(words)
        self.command, self.path, self.request_version = words
        self.close_connection = True
        try:
            lines: list[bytes] = http.client._read_headers(self.rfile)  # type: ignore[attr-defined]
        except http.client.HTTPException as problem:
            self.send_error(431, str(problem))
            return False
        head = Head(lines)
        self.headers = head  # type: ignore[assignment]
        self.close_connection = head.get("Connection").lower() == "close"
        return head.get("Expect").lower() != "100-continue" or self.handle_expect_100()

    def answer(self) -> None:
        """Read one request, answer it."""
        url = (
            self.path
            if "://" in self.path
            else f"{self.scheme}://{self.headers.get('Host', self.default_host)}{self.path}"
        )
        http = HttpRequest(self.command, url, dict(self.headers.items()), self._body())
        answer = self.respond(http)
        if answer.drop:
            self._hang_up()
        else:
            self._send(answer)

    def respond(self, http: HttpRequest) -> Answer:
        """Return the answer of the control API or of AWS."""
        if self.path.startswith(PREFIX):
            return self.server.control.handle(http)
        return self.server.cloud.gateway.handle(http)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = answer  # noqa: N815

    def handle_expect_100(self) -> bool:
        """Tell the client to go on, at once: it waits a second otherwise."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def log_message(self, *_: Any) -> None:
        """Write no access log: the journal has every call."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer) -> None:
        lines = [f"{self.protocol_version} {answer.status} {_phrase(answer.status)}"]
        given = {name.lower() for name in answer.headers}
        for name, value in answer.headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "status", "content-length"):
                lines.append(f"{name}: {value}")
        length = answer.headers.get("content-length") or answer.headers.get("Content-Length")
        lines.append(
            f"Content-Length: {length if self.command == 'HEAD' and length else len(answer.body)}"
        )
        if "date" not in given:
            lines.append(f"Date: {_date(int(time.time()))}")
        head = "\r\n".join(lines).encode("iso-8859-1", "strict")
        self.wfile.write(head + b"\r\n\r\n" + (b"" if self.command == "HEAD" else answer.body))
        self.wfile.flush()


def _phrase(status: int) -> str:
    return http.client.responses.get(status, "")


@lru_cache(maxsize=64)
def _date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)

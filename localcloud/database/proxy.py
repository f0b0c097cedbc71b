"""The endpoint's port: TLS in front of the server's Unix socket.

The wheel's PostgreSQL is built without OpenSSL, and the databases this stands for are only reached
over TLS (RDS for PostgreSQL 15 and later has `rds.force_ssl` = 1). So TLS ends here, and a client
that does not ask for it gets the refusal RDS gives.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

LENGTH, PROTOCOL = struct.Struct("!I"), struct.Struct("!II")
# Request codes in place of a protocol version; PostgreSQL, "Message Formats".
SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102
STARTUP_LIMIT_BYTES = 10_000  # MAX_STARTUP_PACKET_LENGTH of PostgreSQL
BLOCK_BYTES = 256 * 1024


class Proxy:
    """Accept connections and pass them on once the server is ready."""

    def __init__(
        self, server: Path, certificate: Path, ready: Callable[[], Awaitable[None]]
    ) -> None:
        self._socket = str(server)
        self._ready = ready
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def listen(self, listener: socket.socket) -> None:
        """Accept who connects to `listener`, also those who knocked before."""
        self._server = await asyncio.start_server(self._connected, sock=listener)

    def close(self) -> None:
        """Accept nobody any more, and hang up."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of ours: asyncio's own complains about every connection that is open at the end.
        task = asyncio.create_task(self._accept(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, ssl.SSLError, ValueError):
            pass  # a client that went away, or that speaks something else
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted = False
        while True:
            first = await _first_message(reader)
            code = PROTOCOL.unpack_from(first)[1]
            if code == SSL_REQUEST and not encrypted:
                writer.write(b"S")
                await writer.start_tls(self._tls)
                encrypted = True
            elif code == GSS_REQUEST:
                writer.write(b"N")
            else:
                break
        if not encrypted and code != CANCEL_REQUEST:
            await _refuse(writer, "28000", _no_encryption(first))
            return
        try:
            await self._ready()
        except RuntimeError as problem:
            await _refuse(writer, "57P03", str(problem))
            return
        await self._pass_on(first, reader, writer)

    async def _pass_on(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answers, server = await asyncio.open_unix_connection(self._socket)
        try:
            server.write(first)
            up = asyncio.create_task(_copy(reader, server))
            down = asyncio.create_task(_copy(answers, writer))
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            for direction in (up, down):
                direction.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        finally:
            server.close()


async def _first_message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(LENGTH.size)
    length = LENGTH.unpack(head)[0]
    if not PROTOCOL.size <= length <= STARTUP_LIMIT_BYTES:
        raise ValueError(f"{length} bytes are no startup message")
    return head + await reader.readexactly(length - LENGTH.size)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while block := await source.read(BLOCK_BYTES):
        target.write(block)
        await target.drain()


def _no_encryption(startup: bytes) -> str:
    words = startup[PROTOCOL.size :].decode(errors="replace").split("\0")
    given = dict(zip(words[::2], words[1::2], strict=False))
    user = given.get("user", "")
    return (
        f'no pg_hba.conf entry for host "127.0.0.1", user "{user}", '
        f'database "{given.get("database", user)}", no encryption'
    )


async def _refuse(writer: asyncio.StreamWriter, code: str, message: str) -> None:
    fields = {"S": "FATAL", "V": "FATAL", "C": code, "M": message}
    body = b"".join(f"{key}{value}".encode() + b"\0" for key, value in fields.items()) + b"\0"
    writer.write(b"E" + LENGTH.pack(len(body) + LENGTH.size) + body)
    await writer.drain()

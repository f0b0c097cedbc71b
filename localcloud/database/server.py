"""A running PostgreSQL as the rest of the program sees it: an address and a way to end it."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from localcloud.database import binaries, certificate
from localcloud.database.doorbell import HOST, Doorbell, reserved_port
from localcloud.database.orders import CLOSE, OPEN
from localcloud.database.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
MAX_CONNECTIONS = 100  # requirements.md ON-I33
STOP_SECONDS = 15
ORDER_SECONDS = 15  # it may wait for an interpreter that has just been started


class Server:
    """One PostgreSQL, its keeper process and its folder.

    The port is there at once. The server itself is made when somebody connects for the first time,
    or by `wake`; who connects waits until it is ready, about a second.
    """

    def __init__(
        self,
        *,
        database: str | None,
        user: str,
        password: str,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self.database, self.user, self._password = database, user, password
        self._max_connections = max_connections
        self._admin_password = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._keeper: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None  # to the keeper; its end is the keeper's
        self._reserved = reserved_port()
        self.port = int(self._reserved.getsockname()[1])
        self._doorbell = Doorbell(self.wake, self.port)
        self.folder: Path | None = None  # there while the server is

    def url(self, database: str | None = None) -> str:
        """Return the master user's address, as ON-I44 writes one: `postgresql://...?ssl=true`."""
        return self._address(self.user, self._password, database or self.database or "postgres")

    def administrator_url(self) -> str:
        """Return the address of the superuser that RDS keeps to itself."""
        return self._address("rdsadmin", self._admin_password, "postgres")

    def set_password(self, password: str) -> None:
        """Give the master user another password."""
        with self._lock:  # one that sleeps starts with the new one
            if self._keeper is not None:
                self._alter_password(password)
            self._password = password

    def wake(self) -> None:
        """Start the server, unless it is started."""
        with self._lock:
            listener = self._doorbell.answered()
            if listener is not None:
                with listener:
                    self._start(listener)

    def open(self, *, opened: bool) -> None:
        """Take connections, or refuse them and hang up; returns when that is so.

        A server that nobody has connected to yet is still not made.
        """
        with self._lock:
            if self._orders is not None:
                self._orders.sendall(OPEN if opened else CLOSE)
                self._orders.recv(1)  # done
                return
            listener = self._doorbell.answered()
            if listener is not None:
                listener.close()
            if opened:
                self._doorbell = Doorbell(self.wake, self.port)

    def stop(self) -> None:
        """End the server and remove its data; returns when both are gone."""
        with self._lock:
            listener = self._doorbell.answered()
            if listener is not None:
                listener.close()
            self._reserved.close()
        if self._keeper is None or self._orders is None or self.folder is None:
            return
        self._orders.close()
        try:
            self._keeper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, listener: socket.socket) -> None:
        plan = self._plan(listener)
        pem = Path(plan.folder) / "server.pem"
        pem.touch(mode=0o600)
        pem.write_bytes(certificate.pem())
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._orders, theirs = socket.socketpair()
        self._orders.settimeout(ORDER_SECONDS)
        with theirs:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "localcloud.database.keeper"],
                stdin=theirs.fileno(),
                pass_fds=(plan.listener,),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                start_new_session=True,  # Ctrl-C in the terminal is the cloud's to answer
            )
        self._orders.sendall(plan.line().encode())

    def _plan(self, listener: socket.socket) -> Plan:
        who = binaries.owner()
        self.folder = folder = Path(
            tempfile.mkdtemp(prefix="nightshift-postgres-", dir=binaries.temporary_root(who))
        )
        return Plan(
            folder=str(folder),
            programs=str(binaries.programs(folder, who)),
            uid=who.uid if who else None,
            gid=who.gid if who else None,
            admin_password=self._admin_password,
            user=self.user,
            password=self._password,
            database=self.database,
            max_connections=self._max_connections,
            listener=listener.fileno(),
        )

    def _alter_password(self, password: str) -> None:
        import psycopg
        from psycopg import sql

        statement = sql.SQL("alter role {} password {}").format(
            sql.Identifier(self.user), sql.Literal(password)
        )
        with psycopg.connect(self.administrator_url()) as connection:
            connection.execute(statement)

    def _address(self, user: str, password: str, database: str) -> str:
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{who}@{HOST}:{self.port}/{quote(database, safe='')}?ssl=true"


@contextmanager
def postgres(*, database: str = "onno", user: str = "postgres") -> Iterator[Server]:
    """Yield a server of its own, with a random password, without a cloud; gone at the end."""
    server = Server(database=database, user=user, password=secrets.token_urlsafe(24))
    server.wake()
    try:
        yield server
    finally:
        server.stop()

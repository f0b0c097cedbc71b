"""A running PostgreSQL as the rest of the program sees it: an address and a way to end it."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from localcloud.database import binaries, certificate
from localcloud.database.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
MAX_CONNECTIONS = 100  # requirements.md ON-I33
STOP_SECONDS = 15


class Server:
    """One PostgreSQL, its keeper process and its folder.

    The port is there at once; who connects waits until the server behind it is ready (about a
    second after the start).
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
        self._admin_password = secrets.token_urlsafe(24)
        who = binaries.owner()
        self.folder = Path(
            tempfile.mkdtemp(prefix="nightshift-postgres-", dir=binaries.temporary_root(who))
        )
        plan = Plan(
            folder=str(self.folder),
            programs=str(binaries.programs(self.folder, who)),
            uid=who.uid if who else None,
            gid=who.gid if who else None,
            admin_password=self._admin_password,
            user=user,
            password=password,
            database=database,
            max_connections=max_connections,
        )
        self.port = self._start(plan)

    def url(self, database: str | None = None) -> str:
        """Return the master user's address, as ON-I44 writes one: `postgresql://...?ssl=true`."""
        return self._address(self.user, self._password, database or self.database or "postgres")

    def administrator_url(self) -> str:
        """Return the address of the superuser that RDS keeps to itself."""
        return self._address("rdsadmin", self._admin_password, "postgres")

    def set_password(self, password: str) -> None:
        """Give the master user another password."""
        import psycopg
        from psycopg import sql

        statement = sql.SQL("alter role {} password {}").format(
            sql.Identifier(self.user), sql.Literal(password)
        )
        with psycopg.connect(self.administrator_url()) as connection:
            connection.execute(statement)
        self._password = password

    def stop(self) -> None:
        """End the server and remove its data; returns when both are gone."""
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.close()
        try:
            self._keeper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        self._keeper.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, plan: Plan) -> int:
        pem = self.folder / "server.pem"
        pem.touch(mode=0o600)
        pem.write_bytes(certificate.pem())
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "localcloud.database.keeper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,  # Ctrl-C in the terminal is the cloud's to answer
        )
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.write(plan.line())
        self._keeper.stdin.flush()
        line = self._keeper.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError("the database's keeper ended before it listened; see its messages")
        return int(line)

    def _address(self, user: str, password: str, database: str) -> str:
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{who}@{HOST}:{self.port}/{quote(database, safe='')}?ssl=true"


@contextmanager
def postgres(*, database: str = "onno", user: str = "postgres") -> Iterator[Server]:
    """Yield a server of its own, with a random password, without a cloud; gone at the end."""
    server = Server(database=database, user=user, password=secrets.token_urlsafe(24))
    try:
        yield server
    finally:
        server.stop()

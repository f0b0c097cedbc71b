"""Make a PostgreSQL cluster and run it; in the keeper process."""

import asyncio
import ctypes
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localcloud.database.plan import Plan

ADMINISTRATOR = "rdsadmin"  # RDS's own superuser; the master user is none
READY = b"database system is ready to accept connections"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOG_LINES = 30
# The data is thrown away at the end, so nothing is worth waiting for the disk.
SETTINGS = {
    "autovacuum_naptime": "5min",
    "dynamic_shared_memory_type": "mmap",  # in the folder, not in /dev/shm where it could stay
    "fsync": "off",
    "full_page_writes": "off",
    "io_method": "sync",  # no worker processes
    "listen_addresses": "",  # the proxy alone listens, on TLS
    "max_wal_senders": "0",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "wal_level": "minimal",
}
INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C",
    "--no-data-checksums",
    "--no-instructions",
    "--no-sync",
    "--wal-segsize=1",
    f"--username={ADMINISTRATOR}",
)


class Cluster:
    """One server and its data folder."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._folder = Path(plan.folder)
        self._data = self._folder / "data"
        self._log: list[bytes] = []
        self._server: Process | None = None
        self.socket = self._folder / ".s.PGSQL.5432"

    async def start(self) -> None:
        """Return when the master user can connect.

        Raises:
            RuntimeError: a program of PostgreSQL failed; its output is in the message.
        """
        await self._initialize()
        self._server = await self._spawn(
            "postgres",
            f"-D{self._data}",
            f"-k{self._folder}",
            stderr=PIPE,
            preexec_fn=_die_with_us(),
        )
        await self._ready(self._server)
        await self._psql(_roles(self._plan))

    def stop(self) -> None:
        """End the server at once."""
        if self._server is not None and self._server.returncode is None:
            self._server.send_signal(signal.SIGQUIT)  # immediate shutdown: the data goes anyway

    async def ended(self) -> None:
        """Return when the server is gone."""
        if self._server is not None:
            await self._server.wait()

    async def _initialize(self) -> None:
        password = self._folder / "password"
        password.touch(mode=0o600)
        password.write_text(self._plan.admin_password)
        control = self._trust_vector()
        if self._plan.uid is not None and self._plan.gid is not None:
            for place in (self._folder, password):
                os.chown(place, self._plan.uid, self._plan.gid)
        settings = {
            **SETTINGS,
            "max_connections": str(self._plan.max_connections),
            "extension_control_path": f"{control}:$system",
        }
        flags = [f"--set={name}={value}" for name, value in settings.items()]
        await self._run("initdb", f"-D{self._data}", f"--pwfile={password}", *INITDB, *flags)
        password.unlink()

    def _trust_vector(self) -> Path:
        """Let the master user create the extension `vector`, as RDS does.

        Plain PostgreSQL asks for a superuser, RDS has a list of extensions that need none
        (rds_superuser). A copy of the control file marked `trusted` does the same.
        """
        bin_folder = Path(self._plan.programs)
        original = bin_folder.parent / "share/postgresql/extension"
        copy = self._folder / "share/extension"
        copy.mkdir(parents=True)
        text = (original / "vector.control").read_text()
        (copy / "vector.control").write_text(f"{text}\ntrusted = true\ndirectory = '{original}'\n")
        for place in (copy.parent, copy):
            place.chmod(0o755)
        return self._folder / "share"

    async def _ready(self, server: Process) -> None:
        assert server.stderr is not None
        async for line in server.stderr:
            self._note(line)
            if READY in line:
                self._reading = asyncio.create_task(self._read_log(server.stderr))
                return
        raise RuntimeError(f"postgres did not start:\n{self._tail()}")

    async def _read_log(self, stderr: asyncio.StreamReader) -> None:
        async for line in stderr:
            self._note(line)

    def _note(self, line: bytes) -> None:
        self._log = [*self._log[1 - LOG_LINES :], line]

    def _tail(self) -> str:
        return b"".join(self._log).decode(errors="replace")

    async def _psql(self, script: str) -> None:
        await self._run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            f"--host={self._folder}",
            f"--username={ADMINISTRATOR}",
            "--dbname=postgres",
            given=script,
            PGPASSWORD=self._plan.admin_password,
        )

    async def _run(self, program: str, *arguments: str, given: str = "", **more: str) -> None:
        process = await self._spawn(
            program,
            *arguments,
            stdin=PIPE,
            stderr=asyncio.subprocess.STDOUT,
            stdout=PIPE,
            more=more,
        )
        try:
            output, _ = await process.communicate(given.encode())
        finally:
            if process.returncode is None:  # cancelled: the cloud ends before its server is made
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise RuntimeError(f"{program} ended with {process.returncode}:\n{output.decode()}")

    async def _spawn(
        self, program: str, *arguments: str, more: dict[str, str] | None = None, **options: Any
    ) -> Process:
        if self._plan.uid is not None:
            options |= {"user": self._plan.uid, "group": self._plan.gid, "extra_groups": []}
        # TZ: initdb otherwise compares every time zone file of the machine, half a second.
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        return await asyncio.create_subprocess_exec(
            str(Path(self._plan.programs) / program),
            *arguments,
            cwd=self._folder,
            env=environment | (more or {}),
            **{"stdin": DEVNULL, "stdout": DEVNULL} | options,
        )


def remove(folder: str) -> None:
    """Remove the cluster's folder."""
    shutil.rmtree(folder, ignore_errors=True)


def _roles(plan: Plan) -> str:
    """Return the SQL that makes the master user and its database, as RDS leaves them."""
    user, password = _identifier(plan.user), _literal(plan.password)
    lines = [
        "create role rds_superuser nologin;",
        "grant pg_monitor, pg_signal_backend to rds_superuser with admin option;",
        f"create role {user} login createdb createrole password {password} in role rds_superuser;",
        f"alter database postgres owner to {user};",
    ]
    if plan.database and plan.database != "postgres":
        lines.append(f"create database {_identifier(plan.database)} owner {user};")
    return "\n".join(lines)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _die_with_us() -> Callable[[], None] | None:
    """Return what makes the server end when this process is killed, where the system can."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)

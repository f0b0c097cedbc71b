"""Bring the schema `nightshift` of a database up to date, inside the caller's transaction.

A migration is a file `NNNN_name.sql` in a folder of this package. It is applied once and never
changed afterwards. Nothing here touches what lies outside the schema `nightshift`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nightshift.adapters.aws import Actions

if TYPE_CHECKING:
    from psycopg import Connection

ACTIONS: Actions = {"apply": frozenset(), "shipped": frozenset()}
LOCK = 7_209_317_446_018_552_001  # of everybody who migrates this schema; any constant does
SCHEMA = """
    create schema if not exists nightshift;
    create table if not exists nightshift.migration (
        version integer primary key,
        name text not null,
        applied_at timestamptz not null default now()
    )
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a schema."""

    version: int
    name: str
    sql: str


def apply(connection: "Connection[Any]", migrations: tuple[Migration, ...]) -> None:
    """Apply what the database does not have yet.

    Only whoever finds something pending takes the lock: usually nobody waits for anybody.
    """
    if not _pending(connection, migrations):
        return
    connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    connection.execute(SCHEMA)
    for migration in _pending(connection, migrations):
        connection.execute(migration.sql.encode())
        connection.execute(
            "insert into nightshift.migration (version, name) values (%s, %s)",
            (migration.version, migration.name),
        )


@cache
def shipped(folder: str) -> tuple[Migration, ...]:
    """Return the migrations of a folder beside this module, by version."""
    found = files("nightshift.adapters").joinpath(folder).iterdir()
    sources = sorted((f for f in found if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(_migration(source.name, source.read_text(encoding="utf-8")) for source in sources)


def _migration(file_name: str, sql: str) -> Migration:
    version, _, name = file_name.removesuffix(".sql").partition("_")
    return Migration(int(version), name, sql)


def _pending(
    connection: "Connection[Any]", migrations: tuple[Migration, ...]
) -> tuple[Migration, ...]:
    row = connection.execute("select to_regclass('nightshift.migration') is null").fetchone()
    if row is None or row[0]:
        return migrations
    applied = {v for (v,) in connection.execute("select version from nightshift.migration")}
    return tuple(migration for migration in migrations if migration.version not in applied)

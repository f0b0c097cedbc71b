"""Connect to a workload's PostgreSQL by the URL its application uses, and translate its errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError, TransientError

if TYPE_CHECKING:
    from psycopg import Connection

ACTIONS: Actions = {"transaction": frozenset(), "address": frozenset()}
SCHEMES = ("postgresql", "postgres")
SOURCE = "database secret"  # where a URL comes from, unless the caller says it better
CONNECT_TIMEOUT_SECONDS = 10
STATEMENT_TIMEOUT_MS = 20_000
LOCK_TIMEOUT_MS = 10_000
# Query parameters that are Prisma's own and that libpq refuses; prisma.io/docs, "PostgreSQL
# connection URL", read 2026-11-20. The source document uses the first two (ON-I34).
PRISMA_PARAMETERS = frozenset(
    {
        "connection_limit",
        "pool_timeout",
        "pgbouncer",
        "schema",
        "socket_timeout",
        "sslaccept",
        "sslidentity",
        "statement_cache_size",
    }
)


@contextmanager
def transaction(url: str, application: str, source: str = SOURCE) -> "Iterator[Connection[Any]]":
    """Yield a connection in one transaction: committed at the end, rolled back on any error.

    Raises:
        TransientError: not reachable, too many connections, a deadlock, a timeout.
        RefusedError: not a PostgreSQL URL, a missing right or extension, a value that does not fit.
    """
    import psycopg

    target = address(url, source)
    try:
        with psycopg.connect(
            target,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            application_name=application,
            prepare_threshold=None,  # works behind a pooler too
        ) as connection:
            _limit(connection)
            yield connection
    except (psycopg.OperationalError, psycopg.InterfaceError) as problem:
        raise TransientError(f"database: {problem}") from problem
    except psycopg.Error as problem:
        raise RefusedError(f"database: {problem}") from problem


def address(url: str, source: str = SOURCE) -> str:
    """Return the URL as libpq takes it: without what only Prisma knows.

    `source` is where the URL came from, for the error.

    `?ssl=true` (ON-I44) is libpq's `sslmode=require`.

    Raises:
        RefusedError: not a PostgreSQL URL. The message does not show it: it holds a password.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = urlsplit(url.strip())
        query = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(name, value) for name, value in query if name not in PRISMA_PARAMETERS]
        found = urlunsplit(parts._replace(query=urlencode(kept)))
        fits = _fits(parts) and bool(conninfo_to_dict(found).get("host"))
    except (psycopg.ProgrammingError, ValueError):
        fits = False  # not chained: the cause quotes the URL
    if not fits:
        raise RefusedError(
            f"{source}: its value is not a PostgreSQL URL; "
            "write postgresql://user:password@host:5432/name?ssl=true, the password percent-encoded"
        )
    return found


def _fits(parts: SplitResult) -> bool:
    """Tell whether it can be a database's URL; a raw `@` or `/` of a password moves the rest.

    Raises:
        ValueError: the port is no number.
    """
    one_at = parts.netloc.count("@") <= 1
    return parts.scheme in SCHEMES and one_at and (parts.port is None or parts.port > 0)


def _limit(connection: "Connection[Any]") -> None:
    """Bound every statement of this transaction, whatever the server's own limits are."""
    connection.execute(
        "select set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)",
        (str(STATEMENT_TIMEOUT_MS), str(LOCK_TIMEOUT_MS)),
    )

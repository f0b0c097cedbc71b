"""The URL in the application's secret becomes what libpq takes, or is refused unseen."""

import pytest

from nightshift.adapters.postgres import address
from nightshift.domain.errors import RefusedError

BASE = "postgresql://postgres:s3cret%40word@db.example.com:5432/onno"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (f"{BASE}?ssl=true", f"{BASE}?ssl=true"),
        (f"{BASE}?sslmode=verify-full", f"{BASE}?sslmode=verify-full"),
        (f"{BASE}?connection_limit=20&pool_timeout=10", BASE),
        (f"{BASE}?schema=public&ssl=true&pgbouncer=true", f"{BASE}?ssl=true"),
        (f" {BASE}\n", BASE),
        (BASE.replace("postgresql", "postgres"), BASE.replace("postgresql", "postgres")),
    ],
)
def test_only_what_prisma_alone_knows_is_taken_away(given: str, expected: str) -> None:
    assert address(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "",
        "s3cret@word",
        "mysql://root:s3cret@word@db/onno",
        "postgresql://postgres:s3cret@word@db:5432/onno",
        "postgresql://postgres:s3cret@[word/onno",
        "postgresql://postgres:s3cret%@db/onno",
        "postgresql://postgres:s3cret/word@db/onno",
        "postgresql:///onno",
        '{"username": "postgres", "password": "s3cret"}',
        f"{BASE}?tls=on",
    ],
)
def test_anything_else_is_refused_without_showing_the_password(given: str) -> None:
    with pytest.raises(RefusedError, match="database secret") as refused:
        address(given)

    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None

"""Count the rows in the team's own PostgreSQL, through the secret the application uses."""

from typing import Any

import psycopg
from psycopg import sql

from demo.cloud import Cloud
from nightshift.adapters import postgres

SECRET = "onno/db-url"  # the secret's name, as in the workload's manifest
TABLES = """
    select table_schema, table_name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1, 2
"""


def rows(cloud: Cloud) -> dict[str, int] | None:
    """Return table -> rows; None where the account has no such secret."""
    client = cloud.client("secretsmanager")
    if SECRET not in _names(client):
        return None
    address = postgres.address(client.get_secret_value(SecretId=SECRET)["SecretString"])
    with psycopg.connect(address, connect_timeout=10) as connection:
        tables = connection.execute(TABLES).fetchall()
        return {name: _count(connection, schema, name) for schema, name in tables}


def _names(client: Any) -> set[str]:
    pages = client.get_paginator("list_secrets").paginate()
    return {secret["Name"] for page in pages for secret in page["SecretList"]}


def _count(connection: psycopg.Connection[Any], schema: str, name: str) -> int:
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, name))
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])

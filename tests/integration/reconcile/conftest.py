"""An empty account per test, in one embedded cloud for all of them."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from nightshift.adapters import aws, places, sessions
from nightshift.runtime import settings
from tests.cloud_process import REGION, CloudProcess, running
from tests.integration.reconcile.account import Account

HOME = "123456789012"
numbers = itertools.count(210_000_000_000)


@pytest.fixture(scope="session")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty") as process:  # real time: sessions of roles end, and ours would have
        yield process


@pytest.fixture
def account(cloud: CloudProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Give a new account with what template.yaml brings along, and a function's environment."""
    with _entered(Account(cloud, str(next(numbers))), monkeypatch) as found:
        yield found


@pytest.fixture
def home(cloud: CloudProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Give the account of the shipped manifests, emptied."""
    found = Account(cloud, HOME)
    with _entered(found, monkeypatch):
        found.remove()
        cloud.delete("calls")
        yield found


@contextmanager
def _entered(account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": account.number,  # as an access key: that account's administrator
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": account.cloud.url,
        "NIGHTSHIFT_STACK": "nightshift",
        "NIGHTSHIFT_LAYER": "layer:2",
        "NIGHTSHIFT_SCHEDULER_ROLE": account.hub.scheduler_role_arn,
        "NIGHTSHIFT_SCHEDULE_DEAD_LETTERS": account.hub.dead_letters_arn,
        "NIGHTSHIFT_FORWARDING_ROLE": account.hub.forwarding_role_arn,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # so does boto3's
    _forget()
    yield account
    _forget()


def _forget() -> None:
    aws.client.cache_clear()
    sessions.own.cache_clear()  # it keeps the first credentials it sees
    places._session.cache_clear()
    settings.hub.cache_clear()
    settings.layer.cache_clear()

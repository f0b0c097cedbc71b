"""An empty fleet per test."""

import pytest

from tests.integration.fleet.fleet import Fleet


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Fleet:
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")  # hundreds, anew for each test
    request.getfixturevalue("account")
    return Fleet()

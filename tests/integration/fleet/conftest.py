"""An empty fleet per test."""

import pytest

from tests.integration.fleet.fleet import Fleet


@pytest.fixture
def fleet(account: None) -> Fleet:
    return Fleet()

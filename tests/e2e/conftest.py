"""The whole cloud with the stack deployed, one per test process."""

from collections.abc import Iterator

import pytest

from tests.cloud_process import running
from tests.e2e.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    with running("--start", "2026-01-15T00:00:00+00:00") as cloud:
        yield Pipeline(cloud)

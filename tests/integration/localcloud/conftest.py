"""One empty cloud for all conformance tests, in a process of its own: it changes the clock."""

from collections.abc import Iterator

import pytest

from tests.cloud_process import CloudProcess, running


@pytest.fixture(scope="session")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        yield process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what plain moto does: it changes with uv.lock, and `make long` is for that."""
    for item in items:
        if item.path.name.startswith("test_moto_faults"):
            item.add_marker(pytest.mark.long)

"""The whole cloud with the stack deployed, one per test process."""

from collections.abc import Iterator

import pytest

from tests.cloud_process import running
from tests.e2e.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    with running("--start", "2026-01-15T00:00:00+00:00") as cloud:
        yield Pipeline(cloud)


@pytest.fixture(autouse=True)
def denials_are_named(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a role was denied something, with the action's name.

    `removes_grants` marks the tests that deny on purpose.
    """
    if "pipeline" not in request.fixturenames or request.node.get_closest_marker("removes_grants"):
        yield
        return
    pipeline: Pipeline = request.getfixturevalue("pipeline")
    before = len(pipeline.denials())
    yield
    denied = pipeline.denials()[before:]
    if denied:
        pytest.fail("denied: " + "; ".join(sorted(set(denied))), pytrace=False)

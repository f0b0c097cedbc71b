"""The whole cloud with the stack deployed, one per test process."""

from collections.abc import Iterator

import pytest

from tests.cloud_process import running
from tests.e2e import canaries
from tests.e2e.environment_faults import QUICK
from tests.e2e.environment_scene import Environment, heronry
from tests.e2e.notify_scene import People, project
from tests.e2e.pipeline import Pipeline


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker what runs on one cloud: it is started once."""
    for item in items:
        if "pipeline" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("pipeline"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to run where groups are torn apart: some tests begin where the one before ended."""
    if not hasattr(session.config, "workerinput"):
        return
    grouped = [item for item in session.items if item.get_closest_marker("xdist_group")]
    if not all("@" in item.nodeid for item in grouped):
        raise pytest.UsageError("pytest-xdist does not keep groups together with this pytest")


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    """Give it; at the end, no secret's value may stand anywhere, whatever the tests did."""
    with running("--start", "2026-01-15T00:00:00+00:00") as cloud:
        at_first = canaries.values(cloud)
        yield Pipeline(cloud)
        assert canaries.seen(cloud, at_first | canaries.values(cloud)) == []


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Give a cloud of workloads whose people are told; it begins at noon in Seoul."""
    with (
        project(tmp_path_factory.mktemp("town")) as folder,
        running("--start", "2026-01-15T03:00:00+00:00", folder=folder) as cloud,
    ):
        yield People(cloud)
        assert canaries.seen(cloud, canaries.values(cloud)) == []


@pytest.fixture
def people(town: People) -> People:
    """Give it in a minute in which nothing was told yet."""
    town.listen()
    return town


@pytest.fixture(scope="session")
def heron(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """Give a cloud with one environment in which there is everything that can sleep."""
    with heronry(tmp_path_factory.mktemp("heron"), "2026-01-15T03:00:00+00:00") as env:
        env.cloud.advance(60)
        yield env
        assert env.cloud.get("calls?outcome=denied") == []


@pytest.fixture
def env(heron: Environment) -> Iterator[Environment]:
    """Give it awake, and leave it so."""
    heron.cloud.post("durations", QUICK)
    heron.cloud.delete("faults")
    yield heron
    if heron.item().get("phase", {"S": "awake"})["S"] != "awake":
        heron.run("start")


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

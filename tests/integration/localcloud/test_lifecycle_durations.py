"""How long things take is one table, which the environment or a call may change."""

import urllib.error
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.lifecycles.durations import DEFAULTS, Durations
from nightshift.domain.errors import RefusedError
from tests.cloud_process import ROOT, CloudProcess, running
from tests.integration.localcloud.events_scene import unique


@pytest.fixture
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        yield process


def test_a_variable_changes_one_row() -> None:
    durations = Durations({"LOCALCLOUD_SECONDS_RDS_STOP": "5", "OTHER": "x"})

    assert durations.all() == {**DEFAULTS, "rds-stop": 5}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LOCALCLOUD_SECONDS_RDS_NAP", "5"),
        ("LOCALCLOUD_SECONDS_RDS_STOP", "soon"),
        ("LOCALCLOUD_SECONDS_RDS_STOP", "-1"),
        ("LOCALCLOUD_SECONDS_RDS_STOP", "nan"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(variable: str, value: str) -> None:
    with pytest.raises(RefusedError, match=variable):
        Durations({variable: value})


@pytest.mark.parametrize("wanted", [{"rds-nap": 5}, {"rds-stop": None}, {"rds-stop": True}])
def test_one_wrong_row_changes_none(wanted: dict[str, Any]) -> None:
    durations = Durations({})

    with pytest.raises(ValueError, match="rds-"):
        durations.change({"ec2-stop": 1, **wanted})

    assert durations.all() == DEFAULTS


def test_the_readme_has_every_row() -> None:
    text = (ROOT / "localcloud/README.md").read_text()

    missing = [name for name in DEFAULTS if f"`{name}`" not in text]
    assert missing == []


def test_a_call_changes_what_begins_afterwards(cloud: CloudProcess) -> None:
    """Of the control API, not of AWS; what is under way keeps its time."""
    rds, names = cloud.client("rds"), [unique("duration") for _ in range(2)]
    for name in names:
        rds.create_db_instance(
            DBInstanceIdentifier=name, Engine="mysql", DBInstanceClass="db.t3.micro",
            AllocatedStorage=20, MasterUsername="u", MasterUserPassword="password",
        )  # fmt: skip
    rds.stop_db_instance(DBInstanceIdentifier=names[0])

    assert cloud.post("durations", {"rds-stop": 10})["rds-stop"] == 10
    assert cloud.get("durations")["rds-stop"] == 10
    rds.stop_db_instance(DBInstanceIdentifier=names[1])
    cloud.advance(10)

    found = rds.describe_db_instances()["DBInstances"]
    status = {each["DBInstanceIdentifier"]: each["DBInstanceStatus"] for each in found}
    assert [status[name] for name in names] == ["stopping", "stopped"]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        cloud.post("durations", {"rds-nap": 1})

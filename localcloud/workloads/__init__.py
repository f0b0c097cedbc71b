"""Create what a workload's own team has in its account, as its manifest declares it.

Nightshift never owns these (Terraform or CloudFormation does), so no template of ours has them.
They are made through the API, as the administrator of the workload's account.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.workloads import (
    balancers,
    caches,
    capacity,
    databases,
    images,
    machines,
    secrets,
    storage,
)
from localcloud.workloads.team import TAG, Account, Team, WorkloadError
from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

__all__ = ["TAG", "Account", "WorkloadError", "create", "create_later", "read"]

STAGE = "dev"  # of the stack: template.yaml's default
Maker = Callable[[Team], None]
# What there is from the start: other things are told of it, or its age counts.
FIRST: tuple[Maker, ...] = (
    storage.log_groups,
    storage.buckets,
    databases.instance,
    secrets.secrets,
    secrets.parameters,
)
# What is made at the first call of its service, because reading that service's models costs more
# than the rest together: botocore's service -> who makes what.
LATER: dict[str, tuple[Maker, ...]] = {
    "ec2": (machines.network, machines.instances),
    "elbv2": (balancers.load_balancers, balancers.target_groups),
    "autoscaling": (machines.groups,),
    "ecs": (capacity.services,),
    "application-autoscaling": (capacity.targets,),
    "elasticache": (caches.cache,),
    "ecr": (images.repositories,),
    "sesv2": (images.senders,),
}
SAME = {"ses": "sesv2"}  # other names of these services


def create(cloud: Account, folder: Path, stage: str = STAGE) -> None:
    """Create the resources of every manifest in the folder; a second time is an error.

    Raises:
        RefusedError: a manifest is not valid.
        WorkloadError: AWS refused something, or a secret is to hold the address of a database
            that the manifest does not have.
    """
    teams = _teams(cloud, folder, stage)
    for makers in (FIRST, *LATER.values()):
        _make(makers, teams)


def create_later(cloud: "Cloud", folder: Path) -> list[Manifest]:
    """Create what there must be from the start, the rest when it is looked at; see `create`.

    The rest is made at the first call of its service, or before the clock is moved.
    """
    teams = _teams(cloud, folder, STAGE)
    _make(FIRST, teams)
    cloud.gateway.before("elbv2", partial(_make, (balancers.near,), teams))
    # Their services must be there, and moto looks for them without a call that would make them.
    cloud.gateway.before("application-autoscaling", partial(cloud.gateway.prepare, "ecs"))
    for service, makers in LATER.items():
        cloud.gateway.before(service, partial(_make, makers, teams))
    for name, service in SAME.items():
        cloud.gateway.before(name, partial(cloud.gateway.prepare, service))
    return [team.manifest for team in teams]


def read(folder: Path) -> list[Manifest]:
    """Return the manifests of a folder, by file name.

    Raises:
        RefusedError: one is not valid.
    """
    paths = sorted(folder.glob("*.yaml"))
    return [manifests.read(path.read_text(encoding="utf-8"), path.name) for path in paths]


def _teams(cloud: Account, folder: Path, stage: str) -> list[Team]:
    made: set[tuple[str, ...]] = set()
    return [Team(cloud, manifest, stage, made) for manifest in read(folder)]


def _make(makers: tuple[Maker, ...], teams: list[Team]) -> None:
    for team in teams:
        for make in makers:
            try:
                make(team)
            except (ValueError, ClientError) as problem:
                raise WorkloadError(f"{team.manifest.name}.yaml: {problem}") from problem

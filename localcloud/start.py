"""Start a cloud in this process, complete or empty, and end it completely."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# Before moto is imported: its settings are read once.
os.environ.setdefault("MOTO_DISABLE_GLOBAL_CORS", "true")
# 1,300 images for each region that has an instance; one that is not listed can be started, too.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

import localcloud.moto_data  # noqa: F401, before anything loads moto's models
from localcloud import moto_speed
from localcloud.cloud import Cloud, Settings
from localcloud.deploy import DeployError
from localcloud.deploy import deploy as deploy_stack
from localcloud.server import Server
from localcloud.workloads.team import WorkloadError
from nightshift.domain.errors import RefusedError

if TYPE_CHECKING:
    from types import ModuleType

    from nightshift.domain.manifest import Manifest

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "template.yaml"
WORKLOADS = ROOT / "workloads"
# What a person can put right; the text says what.
CANNOT_START = (DeployError, RefusedError, WorkloadError, OSError)


def parts() -> "tuple[ModuleType, ...]":
    """Return what makes up the cloud, in the order in which it is put together; it loads moto."""
    from localcloud import (
        cloudformation,
        corrections,
        database,
        events,
        iam,
        lambdas,
        lifecycles,
        mail,
        stepfunctions,
    )

    aws = (iam, events, lambdas, stepfunctions, cloudformation, database, mail, corrections)
    return (*aws, lifecycles)


@contextmanager
def started(settings: Settings, *, deploy: bool = True) -> Iterator[Cloud]:
    """Yield a running cloud; with `deploy`, template.yaml is deployed and the workloads exist."""
    from localcloud import workloads

    moto_speed.install()
    cloud = Cloud(settings)
    try:
        server = Server(cloud)
        cloud.on_close(server.close)
        for part in parts():
            part.install(cloud)
        server.start()
        if deploy:
            # First the workloads: the stack finds what it is to watch when it is deployed.
            _wake_databases(cloud, workloads.create_later(cloud, WORKLOADS))
            deploy_stack(cloud, TEMPLATE)
        yield cloud
    finally:
        cloud.close()


def _wake_databases(cloud: Cloud, manifests: "list[Manifest]") -> None:
    """Start the servers that the pipeline connects to, beside everything else."""
    for manifest in manifests:
        if manifest.meetings and manifest.database and manifest.account == cloud.account:
            cloud.database.wake(manifest.database.identifier, manifest.region)

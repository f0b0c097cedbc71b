"""Start a cloud in this process, complete or empty, and end it completely."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Before moto is imported: its settings are read once.
os.environ.setdefault("MOTO_DISABLE_GLOBAL_CORS", "true")

import localcloud.moto_data  # noqa: F401 - before anything loads moto's models
from localcloud.cloud import Cloud, Settings
from localcloud.deploy import DeployError
from localcloud.deploy import deploy as deploy_stack
from localcloud.server import Server
from localcloud.workloads import WorkloadError
from nightshift.domain.errors import RefusedError

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "template.yaml"
WORKLOADS = ROOT / "workloads"
# What a person can put right; the text says what.
CANNOT_START = (DeployError, RefusedError, WorkloadError, OSError)


@contextmanager
def started(settings: Settings, *, deploy: bool = True) -> Iterator[Cloud]:
    """Yield a running cloud; with `deploy`, template.yaml is deployed and the workloads exist."""
    from localcloud import (
        cloudformation,
        database,
        events,
        iam,
        lambdas,
        mail,
        stepfunctions,
        workloads,
    )

    cloud = Cloud(settings)
    try:
        server = Server(cloud)
        cloud.on_close(server.close)
        for part in (iam, events, lambdas, stepfunctions, cloudformation, database, mail):
            part.install(cloud)
        server.start()
        if deploy:
            deploy_stack(cloud, TEMPLATE)
            workloads.create(cloud, WORKLOADS)
        yield cloud
    finally:
        cloud.close()

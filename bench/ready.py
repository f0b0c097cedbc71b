"""From nothing to a deployed stack, against the first answer of moto's own server."""

import subprocess
import sys
import time
from pathlib import Path

import boto3
from botocore.exceptions import EndpointConnectionError

from bench.figures import line, median
from tests.cloud_process import running

RUNS = 3
FLOOR_PORT = 45_671


def main() -> None:
    """Print seconds until ready."""
    ours = median([_cloud() for _ in range(RUNS)])
    floor = median([_moto() for _ in range(RUNS)])
    line(
        "cloud ready, stack deployed",
        ours,
        "s",
        floor=floor,
        of="moto_server's first answer",
        goal="<= 5",
    )


def _cloud() -> float:
    started = time.perf_counter()
    with running():
        return time.perf_counter() - started


def _moto() -> float:
    command = [str(Path(sys.executable).parent / "moto_server"), "-p", str(FLOOR_PORT)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers():
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def _answers() -> bool:
    sqs = boto3.client(
        "sqs", endpoint_url=f"http://127.0.0.1:{FLOOR_PORT}", region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y",
    )  # fmt: skip
    try:
        sqs.list_queues()
    except EndpointConnectionError:
        return False
    return True


if __name__ == "__main__":
    main()

"""`python -m tests.cloud_nursery FD`: load the embedded cloud once, and fork each cloud from it.

Loading moto and botocore's models takes half the time of a cloud's start, and a test process starts
some ten of them. A cloud is `python -m localcloud` in all but that. FD is a socket; when its other
end closes, the clouds end, and this does.
"""

import localcloud.garbage  # noqa: F401, first: nothing is collected while the rest is loaded

# isort: split
import contextlib
import gc
import json
import os
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from moto.backends import get_backend
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

from localcloud import __main__, start, workloads  # noqa: F401, workloads: for the clouds

# What the deployed stack and the workloads call; the others are loaded where they are wanted.
MODELS = (
    "application-autoscaling",
    "autoscaling",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticache",
    "elbv2",
    "events",
    "iam",
    "lambda",
    "logs",
    "rds",
    "s3",
    "scheduler",
    "secretsmanager",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
)
PATIENCE = 30  # s, for clouds whose test process has ended


def main() -> None:
    """Serve until the socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    start.parts()
    for name in MODELS:
        get_backend(name)
        get_service_router(name)
        get_service_model(name)
    gc.collect()
    gc.freeze()  # the clouds share these pages
    clouds: set[int] = set()
    while True:
        asked, descriptors = _read(control)
        if not asked:
            _end(clouds)
        elif "wait" in asked:
            control.sendall(_line(_waited(asked["wait"], asked["seconds"])))
            clouds.discard(asked["wait"])
        else:
            clouds.add(_fork(control, asked, descriptors[0]))


def _read(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
    return json.loads(data or b"{}"), list(descriptors)


def _line(answer: int | None) -> bytes:
    return f"{json.dumps(answer)}\n".encode()


def _fork(control: socket.socket, asked: dict[str, Any], out: int) -> int:
    child = os.fork()
    if child == 0:
        control.close()
        _run(asked, out)
    os.close(out)
    control.sendall(_line(child))
    return child


def _run(asked: dict[str, Any], out: int) -> NoReturn:
    """Be a cloud: what it prints goes to `out`."""
    code = 1
    try:
        os.dup2(out, 1)
        os.close(out)
        os.chdir(asked["folder"])
        start.TEMPLATE = Path(asked["folder"], "template.yaml")
        start.WORKLOADS = Path(asked["folder"], "workloads")
        sys.argv[:] = ["localcloud", *asked["arguments"]]
        __main__.main()
        code = 0
    except SystemExit as end:
        print(end, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _waited(cloud: int, seconds: float) -> int | None:
    """Return how a cloud ended; None of one that did not, and was killed."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        pid, status = os.waitpid(cloud, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(cloud, signal.SIGKILL)
    os.waitpid(cloud, 0)
    return None


def _end(clouds: set[int]) -> NoReturn:
    for cloud in clouds:
        with contextlib.suppress(ProcessLookupError):
            os.kill(cloud, signal.SIGTERM)
    for cloud in clouds:
        with contextlib.suppress(ChildProcessError):
            _waited(cloud, PATIENCE)
    os._exit(0)


if __name__ == "__main__":
    main()

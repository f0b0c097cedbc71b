"""`python -m localcloud`: the embedded cloud in the foreground, with the stack deployed."""

import localcloud.garbage  # first: nothing is collected while the rest is loaded

# isort: split
import argparse
import logging
import signal
import sys
import threading
from contextlib import ExitStack
from datetime import datetime

import boto3

from localcloud import instants
from localcloud.cloud import REGION, Settings
from localcloud.hints import hint
from localcloud.start import CANNOT_START, started

LAST_PORT = 65_535


def main() -> None:
    """Run until Ctrl-C or SIGTERM, then end everything that was started."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    settings = Settings(port=arguments.port, start=arguments.start, region=arguments.region)
    with ExitStack() as running:
        try:
            cloud = running.enter_context(started(settings, deploy=not arguments.empty))
        except CANNOT_START as problem:
            sys.exit(f"the cloud cannot start: {problem}")
        localcloud.garbage.settle()
        print(f"ready {cloud.endpoint}", flush=True)
        if not arguments.empty:
            print(hint(cloud.endpoint, cloud.region, cloud.account), flush=True)
        stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m localcloud", description=__doc__)
    parser.add_argument(
        "--port", type=_port, default=4566, help="0 takes a free port (default 4566)"
    )
    parser.add_argument(
        "--start", type=_instant, help="virtual time at the start, ISO 8601 with offset"
    )
    parser.add_argument("--region", type=_region, default=REGION, help=f"default {REGION}")
    parser.add_argument(
        "--empty", action="store_true", help="do not deploy template.yaml nor the workloads"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to {LAST_PORT})")
    return int(text)


def _region(text: str) -> str:
    if text not in boto3.Session().get_available_regions("lambda"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a region of AWS")
    return text


def _instant(text: str) -> datetime:
    try:
        return instants.read(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


if __name__ == "__main__":
    main()

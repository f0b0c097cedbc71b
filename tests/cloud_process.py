"""Start the embedded cloud in a process of its own, and talk to it."""

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[1]
REGION = "ap-northeast-2"


class CloudProcess:
    """A running cloud: its address, boto3 clients, and the control API."""

    def __init__(self, url: str, process: "Forked") -> None:
        self.url = url
        self.process = process
        self._clients: dict[tuple[str, str, str], Any] = {}

    def client(
        self,
        service: str,
        region: str = REGION,
        key: tuple[str, ...] = ("test", "test"),
        *,
        account: str | None = None,
    ) -> Any:
        """Return a boto3 client; `key` is (access key, secret[, token]), else the administrator.

        With `account`, it is the administrator of that account.
        """
        key = (account, "test") if account else key
        name = (service, region, key[0])
        if name not in self._clients:
            self._clients[name] = boto3.client(
                service,  # type: ignore[call-overload]
                endpoint_url=self.url,
                region_name=region,
                aws_access_key_id=key[0],
                aws_secret_access_key=key[1],
                aws_session_token=key[2] if len(key) > 2 else None,
                config=Config(retries={"total_max_attempts": 1}, read_timeout=120),
            )
        return self._clients[name]

    def assume(self, role_arn: str, service: str) -> Any:
        """Return a client that acts under a role."""
        found = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="test")[
            "Credentials"
        ]
        return self.client(
            service, key=(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        )

    def get(self, name: str) -> Any:
        """Return the control API's answer to GET."""
        return self._control("GET", name, None)

    def events(self, detail_type: str) -> list[dict[str, Any]]:
        """Return the envelopes of this type on all buses, oldest first."""
        found: list[dict[str, Any]] = self.get(f"events?detail-type={quote(detail_type)}")
        return found

    def post(self, name: str, body: dict[str, Any]) -> Any:
        """Return the control API's answer to POST."""
        return self._control("POST", name, body)

    def delete(self, name: str) -> Any:
        """Return the control API's answer to DELETE."""
        return self._control("DELETE", name, None)

    def advance(self, seconds: float) -> None:
        """Move the virtual clock; returns when everything due has fired and finished."""
        self.post("clock", {"advance_seconds": seconds})

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.advance(0)

    def _control(self, method: str, name: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_localcloud/{name}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)


class Forked:
    """A cloud's process, forked from the nursery: what of `subprocess.Popen` is wanted of it."""

    def __init__(self, control: socket.socket, arguments: tuple[str, ...], folder: Path) -> None:
        self._control = control
        reading, writing = os.pipe()
        asked = json.dumps({"arguments": ["--port", "0", *arguments], "folder": str(folder)})
        socket.send_fds(control, [asked.encode()], [writing])
        os.close(writing)
        self.stdout = os.fdopen(reading)
        self.pid: int = _told(control)
        self._code: int | None = None

    def send_signal(self, number: int) -> None:
        """Send a signal, where it has not ended yet."""
        if self._code is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float = 30) -> int:
        """Return how it ended, once it has.

        Raises:
            TimeoutError: it did not within so many seconds, and was killed.
        """
        if self._code is None:
            self._control.sendall(json.dumps({"wait": self.pid, "seconds": timeout}).encode())
            told = _told(self._control)
            self._code = -signal.SIGKILL if told is None else told
            if told is None:
                raise TimeoutError(f"the cloud did not end within {timeout} s")
        return self._code


def _told(control: socket.socket) -> Any:
    line = b""
    while not line.endswith(b"\n"):
        part = control.recv(1)
        if not part:
            raise RuntimeError("the process that forks the clouds has ended")
        line += part
    return json.loads(line)


@cache
def _nursery() -> socket.socket:
    """Start it, once in a test process; it ends with this one."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "tests.cloud_nursery", str(theirs.fileno())]
    # Ctrl-C in a terminal is for the tests, which then let it end.
    process = subprocess.Popen(
        command, cwd=ROOT, pass_fds=[theirs.fileno()], start_new_session=True
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


@contextmanager
def running(*arguments: str, folder: Path = ROOT) -> Iterator[CloudProcess]:
    """Yield a cloud started with these arguments on a free port; end it with SIGTERM.

    `folder` is the project it deploys.
    """
    process = Forked(_nursery(), arguments, folder)
    try:
        yield CloudProcess(_ready(process), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        process.stdout.close()


def _ready(process: Forked) -> str:
    for line in process.stdout:
        found = re.match(r"ready (http://\S+)", line)
        if found:
            return found.group(1)
    raise RuntimeError(f"the cloud ended with {process.wait()} before it was ready")

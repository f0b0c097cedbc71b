"""Start the embedded cloud as a process of its own, talk to it, and end it whatever happens."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import urllib3

READY_SECONDS = 90  # until the stack is deployed, also on a busy machine
FAREWELL_SECONDS = 15  # after SIGTERM, before SIGKILL
REGION = "ap-northeast-2"
QUIET = urllib3.Retry(total=0)


class CloudError(Exception):
    """The embedded cloud did not start, or refused a control call."""


@dataclass(frozen=True)
class Cloud:
    """A running embedded cloud, seen through its one port."""

    endpoint: str

    @cached_property
    def _http(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(retries=QUIET, timeout=urllib3.Timeout(connect=5, read=120))

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a plain boto3 client; its key is the account's administrator."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id="demo",
            aws_secret_access_key="demo",
        )

    def get(self, name: str) -> Any:
        """Return what `GET /_localcloud/<name>` answers."""
        return self._control("GET", name)

    def now(self) -> datetime:
        """Return the virtual time."""
        return datetime.fromisoformat(self.get("clock")["now"])

    def move_to(self, instant: datetime) -> None:
        """Move the virtual clock ahead; return when everything that was due has finished."""
        self._control("POST", "clock", {"set": instant.isoformat()})

    def _control(self, method: str, name: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, f"{self.endpoint}/_localcloud/{name}", json=body)
        if answer.status != 200:
            raise CloudError(f"{method} {name}: HTTP {answer.status}: {answer.data.decode()[:500]}")
        return answer.json()


@contextmanager
def running(start: datetime, log: Path) -> Iterator[Cloud]:
    """Yield a cloud whose virtual clock begins at `start`; its log goes to the file `log`.

    Raises:
        CloudError: it ended, or was silent for too long, before it was ready.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "localcloud", "--port", "0", "--start", start.isoformat()]
    with log.open("wb") as errors:
        # A session of its own: Ctrl-C reaches the demo only, which then ends the cloud in order.
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
        try:
            yield Cloud(_endpoint(process, log))
        finally:
            _end(process)


def _endpoint(process: subprocess.Popen[str], log: Path) -> str:
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    try:
        while (line := lines.get(timeout=READY_SECONDS)) is not None:
            if line.startswith("ready "):
                return line.split()[1]
    except queue.Empty:
        raise CloudError(f"not ready after {READY_SECONDS} s; its log is {log}") from None
    raise CloudError(f"it ended before it was ready; the end of {log}:\n{_tail(log)}")


def _read(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:  # read on for ever: a full pipe would stop the cloud
        lines.put(line)
    lines.put(None)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the session we started, and nothing else
        process.wait()
    if process.stdout is not None:
        process.stdout.close()

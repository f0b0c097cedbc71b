"""The zygote from outside: start it, let it fork workers, learn how they ended."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("sandbox") / "zygote.py"
INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class ForkServer:
    """One zygote, started at the first need; `folder` is where its workers live, gone with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False

    def start(self) -> None:
        """Start it ahead of need: loading its libraries takes about a second."""
        with self._lock:
            self._started()

    def fork(self, spec: dict[str, Any], log: int, life: int) -> int:
        """Return the pid of a new worker that writes to these two descriptors.

        Raises:
            OSError: the zygote is gone.
        """
        return int(self._ask({"fork": spec}, [log, life])["pid"])

    def reap(self, pid: int) -> int:
        """Return how a worker ended: its exit code, or minus the signal that killed it."""
        return int(self._ask({"reap": pid}, [])["code"])

    def close(self) -> None:
        """End the zygote and every worker of it."""
        with self._lock:
            self._closed = True
            self._stop()

    def _stop(self) -> None:
        # It ends when its control socket closes.
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None

    def _ask(self, request: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        with self._lock:
            control = self._started()
            try:
                return _exchange(control, json.dumps(request).encode(), descriptors)
            except OSError:
                self._stop()  # it crashed, and its workers with it; the next one starts another
                raise

    def _started(self) -> socket.socket:
        if self._closed:
            raise ConnectionError("the cloud is closed")
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", str(SCRIPT), *self._arguments(theirs)],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    cwd=self._folder,
                    env=essentials(self._folder / "home"),
                    start_new_session=True,  # Ctrl-C is for the cloud, which then ends this
                )
        return self._control

    def _arguments(self, theirs: socket.socket) -> list[str]:
        return [str(theirs.fileno()), str(self._folder), *_packages()]


def essentials(home: Path) -> dict[str, str]:
    """Return what a sandbox takes from this process: where programs are, and the language."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {"LANG": "C.UTF-8", **inherited, "HOME": str(home)}


def kill(pid: int) -> None:
    """Kill a worker and what it started; its pid stays its own until it is reaped."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _packages() -> list[str]:
    paths = sysconfig.get_paths()
    return list(dict.fromkeys([paths["purelib"], paths["platlib"]]))


def _exchange(control: socket.socket, body: bytes, descriptors: list[int]) -> dict[str, Any]:
    socket.send_fds(control, [len(body).to_bytes(4, "big")], descriptors)
    control.sendall(body)
    size = int.from_bytes(_exactly(control, 4), "big")
    answer: dict[str, Any] = json.loads(_exactly(control, size))
    return answer


def _exactly(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = control.recv(size - len(data))
        if not part:
            raise ConnectionError("the process that forks function workers is gone")
        data += part
    return data

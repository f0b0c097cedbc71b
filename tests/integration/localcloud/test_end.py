"""When the cloud ends, everything it started is gone, however it ended."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cloud_process import ROOT

PATIENCE_SECONDS = 20


def entries(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return [path.name for path in folder.iterdir()]


def processes_of(session: int) -> list[str]:
    """Return the command lines of the processes that know the cloud's id in their environment."""
    marker = f"NIGHTSHIFT_TEST={session}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if marker in (path / "environ").read_bytes().split(b"\0"):
                found.append((path / "cmdline").read_bytes().decode())
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return found


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_and_no_folder_is_left(how: signal.Signals, tmp_path: Path) -> None:
    session = time.time_ns()
    process = subprocess.Popen(
        [sys.executable, "-m", "localcloud", "--port", "0", "--empty"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "NIGHTSHIFT_TEST": str(session)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready ")
    assert entries(tmp_path)

    process.send_signal(how)
    process.wait(timeout=PATIENCE_SECONDS)
    process.stdout.close()

    deadline = time.monotonic() + PATIENCE_SECONDS
    while (processes_of(session) or entries(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_of(session) == []
    assert entries(tmp_path) == []

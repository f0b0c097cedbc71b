"""Remove the cloud's folder even when the cloud is killed: a process that waits for its end.

It holds the reading end of a pipe. Whatever ends the cloud closes the other end, SIGKILL included.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

# In a session of its own: Ctrl-C in the terminal must not end it first.
WAIT_AND_REMOVE = (
    "import shutil, sys; sys.stdin.buffer.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"
)
END_SECONDS = 10


class Janitor:
    """A temporary folder that does not outlive this process."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nightshift-cloud-"))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", WAIT_AND_REMOVE, str(self.folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def close(self) -> None:
        """Remove the folder now, and wait until it is gone."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=END_SECONDS)

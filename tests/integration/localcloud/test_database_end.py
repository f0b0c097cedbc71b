"""A PostgreSQL of the embedded cloud ends with whoever started it, however that one ends."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from localcloud.database.doorbell import Doorbell
from localcloud.database.server import postgres

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 10.0
OWNER = """
from localcloud.database.server import postgres
import psycopg, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with postgres() as server:
    psycopg.connect(server.url()).close()
    print(server.folder, flush=True)
    signal.pause()
"""


def processes(folder: Path) -> list[psutil.Process]:
    """The processes that work in the folder: PostgreSQL's, whatever they call themselves."""
    everybody = psutil.process_iter(["cwd"])
    return [process for process in everybody if (process.info["cwd"] or "").startswith(str(folder))]


def is_gone(folder: Path) -> bool:
    return not folder.exists() and not processes(folder)


def wait_until_gone(folder: Path) -> bool:
    """Nobody tells us when somebody else's processes are gone: ask until they are."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and not is_gone(folder):
        time.sleep(0.02)
    return is_gone(folder)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_when_the_owner_ends(how: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    folder = Path(owner.stdout.readline().strip())
    assert processes(folder)

    owner.send_signal(how)
    owner.wait(SECONDS)
    owner.stdout.close()

    assert wait_until_gone(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_the_server_ends_when_its_keeper_is_killed() -> None:
    with postgres() as server:
        psycopg.connect(server.url()).close()
        assert server._keeper is not None
        assert server.folder is not None

        server._keeper.kill()
        server._keeper.wait(SECONDS)

        _, alive = psutil.wait_procs(processes(server.folder), SECONDS)
        assert not alive
    assert is_gone(server.folder)


def test_two_servers_run_side_by_side() -> None:
    with postgres() as first, postgres() as second:
        assert first.port != second.port
        for server in (first, second):
            psycopg.connect(server.url()).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(first.url().replace(str(first.port), str(second.port)))


EARLY = """
from localcloud.database.server import postgres
import time
with postgres() as server:
    time.sleep(0.2)
    print(server.folder, flush=True)
"""


def test_an_end_before_the_server_is_made_leaves_nothing_and_says_nothing() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", EARLY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )

    assert ended.stderr == ""
    assert wait_until_gone(Path(ended.stdout.strip()))


def test_a_doorbell_that_is_answered_and_closed_at_once_rings_nobody() -> None:
    rung: list[str] = []

    for _ in range(200):
        listener = Doorbell(lambda: rung.append("rung"), 0).answered()
        assert listener is not None
        listener.close()

    for thread in threading.enumerate():
        if thread.name.startswith("port-"):
            thread.join(SECONDS)
    assert rung == []

"""The process that keeps one PostgreSQL: it makes it, stands in front of it, and buries it.

It lives as long as its standard input is open. Whoever started it may be killed in any way: the
pipe closes, the server ends, the folder goes. If this process is killed, the kernel ends the
server. It is a process of its own also so that TLS costs the cloud's interpreter nothing.
"""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from localcloud.database.cluster import Cluster, remove
from localcloud.database.plan import Plan
from localcloud.database.proxy import Proxy


async def keep(plan: Plan) -> None:
    """Serve the plan's listener; return when standard input closes or SIGTERM comes."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    loop.add_reader(sys.stdin.fileno(), _at_end_of_input, over)
    cluster = Cluster(plan)
    starting = asyncio.create_task(cluster.start())
    starting.add_done_callback(_report)
    proxy = Proxy(
        cluster.socket, Path(plan.folder) / "server.pem", lambda: asyncio.shield(starting)
    )
    await proxy.listen(socket.socket(fileno=plan.listener))
    await over.wait()
    proxy.close()
    starting.cancel()
    await asyncio.wait((starting,))
    cluster.stop()
    await cluster.ended()


def _at_end_of_input(over: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1):
        over.set()


def _report(starting: "asyncio.Task[None]") -> None:
    problem = None if starting.cancelled() else starting.exception()
    if problem is not None:
        print(f"the database did not start: {problem}", file=sys.stderr, flush=True)


def main() -> None:
    """Keep the server of the plan on standard input."""
    plan = Plan.of(sys.stdin.readline())
    try:
        asyncio.run(keep(plan))
    finally:
        remove(plan.folder)


if __name__ == "__main__":
    main()

"""The process that keeps one PostgreSQL: it makes it, stands in front of it, and buries it.

It lives as long as its standard input, a socket, is open. Whoever started it may be killed in any
way: the socket closes, the server ends, the folder goes. If this process is killed, the kernel ends
the server. An order on the socket closes or opens the door in front of it; the server and its data
stay. It is a process of its own also so that TLS costs the cloud's interpreter nothing.
"""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from localcloud.database.cluster import Cluster, remove
from localcloud.database.doorbell import listener
from localcloud.database.orders import OPEN
from localcloud.database.plan import Plan
from localcloud.database.proxy import Proxy


async def keep(plan: Plan) -> None:
    """Serve the plan's listener; return when standard input closes or SIGTERM comes."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    cluster = Cluster(plan)
    starting = asyncio.create_task(cluster.start())
    starting.add_done_callback(_report)
    proxy = Proxy(
        cluster.socket, Path(plan.folder) / "server.pem", lambda: asyncio.shield(starting)
    )
    listening = socket.socket(fileno=plan.listener)
    port = int(listening.getsockname()[1])
    await proxy.listen(listening)
    obeying = asyncio.create_task(_obey(proxy, port, over))
    await over.wait()
    obeying.cancel()
    proxy.close()
    starting.cancel()
    await asyncio.wait((starting,))
    cluster.stop()
    await cluster.ended()


async def _obey(proxy: Proxy, port: int, over: asyncio.Event) -> None:
    """Follow orders until there can be none any more."""
    loop = asyncio.get_running_loop()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as orders:
        orders.setblocking(False)
        while order := await _received(orders):
            proxy.close()
            if order == OPEN:
                await proxy.listen(listener(port))
            await loop.sock_sendall(orders, order)
    over.set()


async def _received(orders: socket.socket) -> bytes:
    try:
        return await asyncio.get_running_loop().sock_recv(orders, 1)
    except ConnectionError:
        return b""  # whoever gave orders is gone


def _first_line() -> str:
    """Read the plan and nothing behind it: that is for `_obey`."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            break
        line += byte
    return line.decode()


def _report(starting: "asyncio.Task[None]") -> None:
    problem = None if starting.cancelled() else starting.exception()
    if problem is not None:
        print(f"the database did not start: {problem}", file=sys.stderr, flush=True)


def main() -> None:
    """Keep the server of the plan on standard input."""
    plan = Plan.of(_first_line())
    try:
        asyncio.run(keep(plan))
    finally:
        remove(plan.folder)


if __name__ == "__main__":
    main()

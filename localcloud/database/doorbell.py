"""A port that is there before anything serves it, and that tells of the first one who connects.

Who connects waits in the socket's queue; whoever then takes the socket over finds them there.
"""

import logging
import selectors
import socket
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"
QUEUE = 128  # connections that may wait


def reserved_port() -> socket.socket:
    """Return a socket that keeps a free port for us, and does not listen.

    Beside it others of ours may listen there, now or later: all of them may reuse the address.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind((HOST, 0))
    return keeper


def listener(port: int) -> socket.socket:
    """Return a socket that listens on a port."""
    return socket.create_server((HOST, port), backlog=QUEUE)


class Doorbell:
    """A listening socket, watched until somebody takes it."""

    def __init__(self, ring: Callable[[], None], port: int) -> None:
        self._ring = ring
        self.port = port
        self._listener: socket.socket | None = listener(port)
        self._watched, self._nudge = socket.socketpair()
        # Here, not on the thread: until that runs, the socket may have been taken and closed.
        selector = selectors.DefaultSelector()
        knock = selector.register(self._listener, selectors.EVENT_READ)
        selector.register(self._watched, selectors.EVENT_READ)
        threading.Thread(
            target=self._watch, args=(selector, knock), name=f"port-{self.port}", daemon=True
        ).start()

    def answered(self) -> socket.socket | None:
        """Hand the socket over and watch no more; None the second time."""
        listener, self._listener = self._listener, None
        if listener is not None:
            self._nudge.close()
        return listener

    def _watch(self, selector: selectors.BaseSelector, knock: selectors.SelectorKey) -> None:
        with selector, self._watched:
            found = [key for key, _ in selector.select()]
        if found == [knock]:
            try:
                self._ring()
            except (OSError, RuntimeError):
                logger.exception("the server behind port %s did not start", self.port)

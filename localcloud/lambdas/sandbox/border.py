"""The border of a sandbox: no connection of a function leaves this machine.

A name that is not this machine's resolves to a reserved address. A connection to any address but a
loopback one goes to the cloud's outside instead (localcloud/outside), and its first line says who
calls and where to. Only Python's sockets are led there; a C library that opens its own is not.
"""

import _socket
import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from typing import Any

NOWHERE = "192.0.2.1"  # RFC 5737, TEST-NET-1: an address that is nobody's
FAMILIES = (socket.AF_INET, socket.AF_INET6)


def close(port: int, name: str) -> None:
    """Lead this process's connections to the outside on `port`; `name` says whose they are."""
    socket.getaddrinfo = _resolver(socket.getaddrinfo)
    socket.gethostbyname = _resolver(socket.gethostbyname)
    socket.gethostbyname_ex = _resolver(socket.gethostbyname_ex)
    for method in (*_connecting(port, name), _sending()):
        setattr(socket.socket, method.__name__, method)


def _connecting(port: int, name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def connect(self: socket.socket, address: Any) -> None:
        if _leaves(self, address):
            _lead_out(self, port, f"{name} {address[0]} {address[1]}\n")
        else:
            _socket.socket.connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not _leaves(self, address):
            return _socket.socket.connect_ex(self, address)
        try:
            connect(self, address)
        except OSError as problem:
            return problem.errno or errno.ECONNREFUSED
        return 0

    return connect, connect_ex


def _sending() -> Callable[..., Any]:
    def sendto(self: socket.socket, *arguments: Any) -> int:
        if _leaves(self, arguments[-1]):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        return _socket.socket.sendto(self, *arguments)

    return sendto


def _leaves(self: socket.socket, address: Any) -> bool:
    return self.family in FAMILIES and not _is_near(address[0])


def _lead_out(self: socket.socket, port: int, line: str) -> None:
    if self.type != socket.SOCK_STREAM:
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
    near = "127.0.0.1" if self.family == socket.AF_INET else "::ffff:127.0.0.1"
    patience = self.gettimeout()
    self.settimeout(None)  # on one machine it is done at once, so a waiting caller need not be told
    try:
        _socket.socket.connect(self, (near, port))
        _socket.socket.sendall(self, line.encode())  # in clear, also where TLS follows
    finally:
        self.settimeout(patience)


def _resolver(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(host: Any, *arguments: Any, **named: Any) -> Any:
        known = _is_near(host) or _address(host) is not None
        return original(host if known else NOWHERE, *arguments, **named)

    return resolve


def _is_near(host: Any) -> bool:
    name = _text(host)
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(_text(host).partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _text(host: Any) -> str:
    return (host.decode() if isinstance(host, bytes | bytearray) else host or "").lower()

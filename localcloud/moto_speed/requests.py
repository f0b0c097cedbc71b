"""Make moto's requests without werkzeug's builder, which is made for tests of web sites."""

import io
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY, Request

PORTS = {"http": "80", "https": "443"}
# What stands in a request as it stands in its address; anything else is left to werkzeug.
PLAIN = re.compile(r"[\w\-./~]*", re.ASCII)
LEFT_OUT = ("content-length", "transfer-encoding")  # the body's length is told above


class Addressed(Request):  # type: ignore[misc]
    """A request whose address is put together once; moto asks for it several times."""

    @cached_property
    def raw_url(self) -> str:
        """The full URL as it arrived."""
        return str(super().raw_url)


def request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Request:
    """Return what `Request.from_primitives` returns."""
    parts = urlsplit(url)
    if not PLAIN.fullmatch(parts.path) or not parts.query.isascii():
        return Request.from_primitives(method, url, headers, body)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "REQUEST_URI": parts.path,
        "RAW_URI": parts.path,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or PORTS[parts.scheme]),
        "HTTP_HOST": parts.netloc,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
        PRESERVED_HEADER_NAMES_ENVIRON_KEY: {},
    }
    for name, value in headers.items():
        small = name.lower()
        if small == "content-type":
            environ["CONTENT_TYPE"] = value
        elif small.startswith("x-amz-meta-"):
            return Request.from_primitives(method, url, headers, body)
        elif small not in LEFT_OUT:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return Addressed(environ)

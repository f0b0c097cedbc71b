"""Post JSON to a webhook. Its address is a secret: no error, no log and no exception names it.

`urllib3` comes with botocore. It may be 1.26 or 2: only what both know is used.
"""

import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError, TransientError

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse

ACTIONS: Actions = {"post": frozenset()}
CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 4
TRIES_AGAIN = 2
LONGEST_WAIT_SECONDS = 2  # of a Retry-After; whoever asks for more has failed, and the next is told
THROTTLED = 429
TRANSIENT = frozenset({THROTTLED, 500, 502, 503, 504})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def post(url: str, body: Mapping[str, Any], *, what: str, again_after_silence: bool) -> str:
    """Return the answer's first characters; about 10 s are spent at most.

    A request that got no answer may have been taken: it is only repeated where that does no harm.

    Raises:
        TransientError: no connection, no answer, throttled, or a failure there.
        RefusedError: the address is none, or it said no for good.
    """
    fault = _fault_of(url)
    if fault:
        raise RefusedError(f"{what}: {fault}")
    answer = _answer(url, body, again_after_silence=again_after_silence)
    # Raised outside of any `except`: urllib3's errors name the path, and a log shows contexts.
    if isinstance(answer, str):
        raise TransientError(f"{what}: {answer}")
    if answer.status in TRANSIENT:
        raise TransientError(f"{what}: HTTP {answer.status}")
    said = _said(answer)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own
        raise RefusedError(f"{what}: HTTP {answer.status} {said}".rstrip())
    return said


def _fault_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "the address that is kept is not a URL"
    if not host or parts.scheme not in ("http", "https"):
        return "the address that is kept is not a URL"
    if parts.scheme == "http" and host not in LOOPBACK:
        return "the address that is kept must begin with https://"
    return None


def _answer(
    url: str, body: Mapping[str, Any], *, again_after_silence: bool
) -> "BaseHTTPResponse | str":
    from urllib3.exceptions import HTTPError, MaxRetryError, ReadTimeoutError

    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    try:
        return _pool().request(
            "POST",
            url,
            body=content,
            headers={"Content-Type": "application/json; charset=utf-8"},
            retries=_retries(again_after_silence=again_after_silence),
        )
    except MaxRetryError as problem:
        return "no answer" if isinstance(problem.reason, ReadTimeoutError) else "no connection"
    except HTTPError as problem:
        return "no answer" if isinstance(problem, ReadTimeoutError) else "no connection"


def _retries(*, again_after_silence: bool) -> Any:
    return _bounded()(
        total=TRIES_AGAIN,
        read=TRIES_AGAIN if again_after_silence else 0,
        redirect=0,
        backoff_factor=0.3,
        status_forcelist=TRANSIENT,
        allowed_methods=None,  # POST, too
        raise_on_status=False,
        raise_on_redirect=False,
        remove_headers_on_redirect=(),
    )


@cache
def _bounded() -> Any:
    from urllib3.util import Retry

    class Bounded(Retry):
        """A retry that does not wait for long: there is a next channel."""

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
            # Without has_retry_after only the list counts: 413 is no reason to send it again.
            return super().is_retry(method, status_code) or (
                has_retry_after and status_code == THROTTLED
            )

        def get_retry_after(self, response: Any) -> float | None:
            seconds = super().get_retry_after(response)
            return None if seconds is None else min(seconds, LONGEST_WAIT_SECONDS)

    return Bounded


@cache
def _pool() -> "PoolManager":
    import urllib3

    # Its warnings about retries name the path, which is the secret.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_SECONDS, read=READ_TIMEOUT_SECONDS)
    return urllib3.PoolManager(num_pools=4, timeout=timeout)


def _said(answer: "BaseHTTPResponse") -> str:
    """Return the answer where it is one of Slack's error names, e.g. `invalid_blocks`."""
    text = answer.data[:60].decode("ascii", "ignore")
    return text if text.replace("_", "").isalpha() and text.islower() else ""

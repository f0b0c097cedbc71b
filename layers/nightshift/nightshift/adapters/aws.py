"""The one place where boto3 is met: clients with timeouts, and AWS's errors as ours."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from nightshift.domain.errors import RefusedError, TransientError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

# Every adapter declares, per public function, the IAM actions its calls need; tests hold
# template.yaml to exactly these (docs/adr/0005).
Actions = Mapping[str, frozenset[str]]
CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 15
SERVER_ERROR_FROM = 500  # HTTP status
# Made before Python looks for garbage among them; by default 700. What botocore reads of a service
# is half a million objects that stay: to walk over them again and again is a fifth of our CPU.
YOUNG_OBJECTS = 50_000
ATTEMPTS = 4  # of one call, with botocore's backoff; the state machine retries after that

# Codes that mean "not now", whatever the HTTP status (botocore's own list has no SES, RDS and Auto
# Scaling ones).
TRANSIENT_CODES = frozenset(
    {
        "ConcurrentUpdateException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServiceError",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "ResourceContention",
        "ScalingActivityInProgress",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)


@cache
def client(
    service: str, attempts: int = ATTEMPTS, *, session: Any = None, region: str | None = None
) -> Any:
    """Return the boto3 client of a service, made at first use (import and start stay cheap).

    Without a `session` it acts as this function does, without a `region` where it does.
    """
    gc.set_threshold(YOUNG_OBJECTS)
    from nightshift.adapters import sessions

    make: Any = (session or sessions.own()).client
    return make(service, region_name=region, config=config(attempts))


def config(attempts: int = ATTEMPTS) -> Any:
    """Return botocore's settings of a client: timeouts, and how often a call is tried."""
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )


@contextmanager
def hooked(client: Any, event: str, hook: Callable[..., None]) -> Iterator[None]:
    """Have botocore call `hook` at an event of this client, inside the `with` only."""
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn an AWS error inside the `with` into ours, naming `what` it was about.

    Raises:
        TransientError: throttled, failed inside AWS, no answer, or half an answer.
        RefusedError: AWS said no for good, or the SDK would not even ask.
    """
    from botocore.exceptions import (
        ClientError,
        ConnectionError,  # noqa: A004
        HTTPClientError,
        IncompleteReadError,
        ParamValidationError,
    )
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as problem:
        kind = TransientError if is_transient(problem) else RefusedError
        raise kind(f"{what}: {problem}") from problem
    except (HTTPClientError, ConnectionError, IncompleteReadError, ResponseParserError) as problem:
        raise TransientError(f"{what}: {problem}") from problem
    except ParamValidationError as problem:
        raise RefusedError(f"{what}: {problem}") from problem


def is_transient(problem: "ClientError") -> bool:
    """Tell whether AWS may answer the same call differently in a moment."""
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code(problem) in TRANSIENT_CODES or status >= SERVER_ERROR_FROM


def code(problem: "ClientError") -> str:
    """Return the error code AWS gave."""
    return str(problem.response.get("Error", {}).get("Code", ""))

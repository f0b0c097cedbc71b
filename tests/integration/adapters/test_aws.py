"""AWS's errors become ours, by what another try would give."""

import gc

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    IncompleteReadError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from nightshift.adapters.aws import YOUNG_OBJECTS, client, translated
from nightshift.domain.errors import RefusedError, TransientError


def client_error(code: str, status: int = 400) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}
    }  # fmt: skip
    return ClientError(response, "Operation")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (client_error("ThrottlingException"), TransientError),
        (client_error("SlowDown", 503), TransientError),
        (client_error("SomethingNew", 500), TransientError),
        (client_error("AccessDenied", 403), RefusedError),
        (client_error("ResourceNotFoundException"), RefusedError),
        (ReadTimeoutError(endpoint_url="x"), TransientError),
        (EndpointConnectionError(endpoint_url="x"), TransientError),
        (ConnectionClosedError(endpoint_url="x"), TransientError),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), TransientError),
        (ResponseParserError("x"), TransientError),
        (ParamValidationError(report="x"), RefusedError),
    ],
)
def test_an_error_is_ours_and_names_what_it_was_about(
    problem: Exception, expected: type[Exception]
) -> None:
    with (
        pytest.raises(expected, match=r"^the thing: ") as translated_error,
        translated("the thing"),
    ):
        raise problem

    assert translated_error.value.__cause__ is problem


def test_what_is_not_awss_passes_as_it_is() -> None:
    with pytest.raises(KeyError), translated("the thing"):
        raise KeyError("ours")


def test_what_botocore_reads_is_not_searched_for_garbage_again_and_again(account: None) -> None:
    gc.set_threshold(700)

    client("sts")

    assert gc.get_threshold()[0] == YOUNG_OBJECTS

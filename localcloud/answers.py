"""Answer a call the way AWS would: status, headers and body in the protocol of the service."""

import json
import uuid
import warnings
from dataclasses import dataclass, field
from typing import Any

from moto.core.model import OperationModel
from moto.core.request import determine_request_protocol
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from localcloud.api_call import ApiCall


@dataclass(slots=True)
class Answer:
    """One HTTP answer; `drop` closes the connection instead of sending it."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    drop: bool = False


class AwsError(Exception):
    """An error as a service would answer it.

    `code` is the wire code (`ThrottlingException`); raise it from a hook to refuse a call.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class _ModelledError(Exception):  # what moto's serializers read an error from
    def __init__(self, error: AwsError) -> None:
        super().__init__(error.message)
        self.code = error.code
        self.message = error.message
        self.status_code = error.status


def error(call: ApiCall, problem: AwsError) -> Answer:
    """Return the answer of `call`'s service for `problem`, readable by any AWS client."""
    service = get_service_model(call.model)
    protocol = determine_request_protocol(service, call.request.content_type)
    operation = OperationModel({}, service)
    if call.operation in service.operation_names:
        operation = service.operation_model(call.operation)
    serializer = get_serializer_class(call.model, protocol)(operation_model=operation)
    with warnings.catch_warnings():  # moto warns about codes that the model does not list
        warnings.simplefilter("ignore")
        answer = serializer.serialize(_ModelledError(problem))
    headers = {
        str(k): str(v) for k, v in answer["headers"].items() if k.lower() != "x-amzn-errortype"
    }
    headers.setdefault("x-amzn-RequestId", str(uuid.uuid4()))
    if "json" in protocol:
        headers["x-amzn-ErrorType"] = problem.code
    return Answer(problem.status, headers, _as_bytes(answer["body"]))


def defect(call: ApiCall, problem: Exception) -> Answer:
    """Return the answer to a call that the cloud itself failed at; any client shows the text."""
    failure = AwsError("InternalFailure", f"{type(problem).__name__}: {problem}", 500)
    return error(call, failure)


def unknown(call: ApiCall) -> Answer:
    """Return the answer to a call of a service that botocore does not know by its signing name."""
    text = f"{call.service} is not in the embedded cloud"
    body = json.dumps({"__type": "NotImplemented", "message": text}).encode()
    return Answer(
        501, {"Content-Type": "application/json", "x-amzn-ErrorType": "NotImplemented"}, body
    )


def result(call: ApiCall, value: dict[str, Any]) -> Answer:
    """Return the answer that carries `value`, in the shape of the operation's output."""
    service = get_service_model(call.model)
    protocol = determine_request_protocol(service, call.request.content_type)
    serializer = get_serializer_class(call.model, protocol)(
        operation_model=service.operation_model(call.operation)
    )
    answer = serializer.serialize(value)
    headers = {str(k): str(v) for k, v in answer["headers"].items()}
    headers.setdefault("x-amzn-RequestId", str(uuid.uuid4()))
    return Answer(200, headers, _as_bytes(answer["body"]))


def of_moto(answer: Any) -> Answer:
    """Return moto's `(status, headers, body)` (or a bare body) as an `Answer`."""
    status, headers, body = (
        answer if isinstance(answer, tuple) and len(answer) == 3 else (200, {}, answer)
    )
    return Answer(int(status), {str(k): str(v) for k, v in dict(headers).items()}, _as_bytes(body))


def _as_bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return b"".join(part.encode() if isinstance(part, str) else part for part in body or ())

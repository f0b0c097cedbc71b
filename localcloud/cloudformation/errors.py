"""What can go wrong in a stack, as CloudFormation reports it."""

import uuid

from botocore.exceptions import ClientError

from localcloud.answers import AwsError

# Error code of a service -> HandlerErrorCode in the event's reason.
HANDLER_CODES = (
    ("AlreadyExist", "AlreadyExists"),
    ("Conflict", "AlreadyExists"),
    ("Exists", "AlreadyExists"),
    ("NotFound", "NotFound"),
    ("NoSuch", "NotFound"),
    ("AccessDenied", "AccessDenied"),
    ("Throttl", "Throttling"),
    ("Limit", "ServiceLimitExceeded"),
)


class ValidationError(AwsError):
    """A request or a template that CloudFormation refuses before it changes anything."""

    def __init__(self, message: str) -> None:
        super().__init__("ValidationError", message, 400)


class ResourceFailedError(Exception):
    """One resource could not be created, updated or deleted; the text is the event's reason."""


def from_service(problem: ClientError) -> ResourceFailedError:
    """Return the failure with the reason text that CloudFormation puts into the stack's events."""
    error = problem.response["Error"]
    metadata = problem.response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 400)
    code = error.get("Code", "")
    handler = next((name for part, name in HANDLER_CODES if part in code), "InvalidRequest")
    message = (
        f"{error.get('Message', '')} (Service: {problem.operation_name}, Status Code: {status}, "
        f"Error Code: {code}, Request ID: {metadata.get('RequestId', '')})"
    )
    return handler_failure(message, handler)


def handler_failure(message: str, code: str = "InvalidRequest") -> ResourceFailedError:
    """Return a failure in the words of a resource handler."""
    return ResourceFailedError(
        f'Resource handler returned message: "{message}" '
        f"(RequestToken: {uuid.uuid4()}, HandlerErrorCode: {code})"
    )

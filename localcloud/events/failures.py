"""Why a delivery failed, and whether another try may help.

User Guide "Using dead-letter queues": missing permissions and missing resources are not retried.
"""

from botocore.exceptions import ClientError, HTTPClientError

THROTTLED = ("throttl", "toomanyrequests", "slowdown", "requestlimitexceeded")
FORBIDDEN = ("AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation")
ABSENT = ("NotFound", "NonExistentQueue", "DoesNotExist", "NoSuch")


class DeliveryError(Exception):
    """One try to deliver failed.

    `code` is EventBridge's ERROR_CODE (`NO_PERMISSIONS`), `service_code` the target's own.
    """

    def __init__(
        self, code: str, message: str, *, retriable: bool, service_code: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retriable = retriable
        self.service_code = service_code or code


def of_client(problem: ClientError | HTTPClientError) -> DeliveryError:
    """Return what an AWS client's error means for a delivery."""
    if not isinstance(problem, ClientError):
        return DeliveryError("TIMEOUT", str(problem), retriable=True)
    error = problem.response["Error"]
    status = int(problem.response["ResponseMetadata"]["HTTPStatusCode"])
    return of_code(str(error.get("Code", "")), str(error.get("Message", "")), status)


def of_code(code: str, message: str, status: int) -> DeliveryError:
    """Return what an error code and HTTP status mean for a delivery."""
    kind, retriable = "ERROR_FROM_TARGET", status >= 500
    if any(text in code.lower() for text in THROTTLED) or status == 429:
        kind, retriable = "THROTTLING", True
    elif any(text in code for text in FORBIDDEN) or status == 403:
        kind = "NO_PERMISSIONS"
    elif any(text in code for text in ABSENT) or status == 404:
        kind = "NO_RESOURCE"
    return DeliveryError(kind, message, retriable=retriable, service_code=code)

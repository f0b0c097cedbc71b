"""Name a failed task's error and cause the way Step Functions does.

Optimised integrations keep the style of the SDK for Java 1 (`DynamoDB.AmazonDynamoDBException`),
`aws-sdk:` ones that of version 2 (`DynamoDb.DynamoDbException`). An error that the service's model
does not list gets the service's own exception (a denied call, for most services).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import ClientError
from moto.core.utils import get_service_model

from localcloud.stepfunctions.naming import error_prefix, exception_name


@dataclass(frozen=True, slots=True)
class Optimised:
    """How the errors of one optimised integration are spelled."""

    prefix: str
    base: str  # the exception of an error that is not modelled
    service: str  # as the cause names it


# "Developer Guide: Error names" and the pages of the integrations; SDK for Java 1 class names.
OPTIMISED = {
    "lambda": Optimised("Lambda", "AWSLambdaException", "AWSLambda"),
    "dynamodb": Optimised("DynamoDB", "AmazonDynamoDBException", "AmazonDynamoDBv2"),
    "events": Optimised("EventBridge", "AmazonEventBridgeException", "AmazonEventBridge"),
    "sns": Optimised("SNS", "AmazonSNSException", "AmazonSNS"),
    "sqs": Optimised("SQS", "AmazonSQSException", "AmazonSQS"),
    "states": Optimised("StepFunctions", "AWSStepFunctionsException", "AWSStepFunctions"),
    "ecs": Optimised("ECS", "AmazonECSException", "AmazonECS"),
    "batch": Optimised("Batch", "AWSBatchException", "AWSBatch"),
    "glue": Optimised("Glue", "AWSGlueException", "AWSGlue"),
}


@cache
def modelled(service: str) -> frozenset[str]:
    """Return every error code and error shape name in the service's model."""
    found = set()
    for shape in get_service_model(service).error_shapes:
        found |= {shape.name, str(shape.metadata.get("error", {}).get("code", shape.name))}
    return frozenset(found)


@cache
def _shape_of_code(service: str) -> dict[str, str]:
    shapes = get_service_model(service).error_shapes
    return {str(s.metadata.get("error", {}).get("code", s.name)): s.name for s in shapes}


def of_sdk(name: str, service: str, problem: ClientError) -> tuple[str, str]:
    """Return (error, cause) of an `aws-sdk:` task; `name` is the service in the Resource ARN."""
    prefix = error_prefix(name)
    code, message, status, request_id = _parts(problem)
    shape = _shape_of_code(service).get(code, code)
    error = exception_name(shape) if code in modelled(service) else f"{prefix}Exception"
    cause = f"{message} (Service: {prefix}, Status Code: {status}, Request ID: {request_id})"
    return f"{prefix}.{error}", cause


def of_optimised(name: str, service: str, problem: ClientError) -> tuple[str, str]:
    """Return (error, cause) of an optimised integration such as `lambda:invoke`."""
    style = OPTIMISED.get(name)
    if style is None:
        return of_sdk(name, service, problem)
    code, message, status, request_id = _parts(problem)
    error = style.base
    if code in modelled(service):
        shape = _shape_of_code(service).get(code, code)
        error = shape if shape.endswith("Exception") else f"{shape}Exception"
    cause = (
        f"{message} (Service: {style.service}; Status Code: {status}; Error Code: {code}; "
        f"Request ID: {request_id}; Proxy: null)"
    )
    return f"{style.prefix}.{error}", cause


def of_lost_connection(name: str, *, optimised: bool) -> str:
    """Return the error of a call that got no answer."""
    style = OPTIMISED.get(name) if optimised else None
    return f"{style.prefix if style else error_prefix(name)}.SdkClientException"


def _parts(problem: ClientError) -> tuple[str, str, Any, Any]:
    meta = problem.response.get("ResponseMetadata", {})
    found = problem.response.get("Error", {})
    return (
        str(found.get("Code", "Unknown")),
        str(found.get("Message", "")),
        meta.get("HTTPStatusCode"),
        meta.get("RequestId"),
    )

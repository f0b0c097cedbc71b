"""Refusals as each service words them."""

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.iam.principals import Principal

# Services of the query and REST-XML protocols answer AccessDenied with 403, the others
# AccessDeniedException (the services' API references, "Common errors", read 2026-11-20).
ACCESS_DENIED = {
    "autoscaling", "cloudformation", "cloudwatch", "elasticache", "elbv2", "iam", "rds",
    "route53", "s3", "ses", "sqs", "sts",
}  # fmt: skip
REST_JSON = {"lambda", "scheduler", "sesv2", "xray"}  # 403; AWS JSON services answer 400
OWN_CODES = {"ec2": ("UnauthorizedOperation", 403), "sns": ("AuthorizationError", 403)}


def refusal(call: ApiCall, principal: Principal, needed: tuple[str, str], reason: str) -> AwsError:
    """Return the error for a refused (action, resource); `reason` ends AWS's sentence."""
    code, status = code_of(call.model)
    action, resource = needed
    if call.model == "s3":
        resource = f'"{resource}"'
    place = "" if resource == "*" else f" on resource: {resource}"
    text = f"User: {principal.arn} is not authorized to perform: {action}{place} {reason}"
    if call.model == "ec2":
        text = f"You are not authorized to perform this operation. {text}"
    return AwsError(code, text, status)


def no_rule(call: ApiCall, action: str) -> AwsError:
    """Return the error for an operation that resources.yaml does not know."""
    _, status = code_of(call.model)
    text = f"no derivation rule for {action}; add it in localcloud/iam/resources.yaml"
    return AwsError("AccessDenied", text, status)


def code_of(model: str) -> tuple[str, int]:
    """Return the error code and HTTP status of a botocore service."""
    if model in OWN_CODES:
        return OWN_CODES[model]
    if model in ACCESS_DENIED:
        return "AccessDenied", 403
    return "AccessDeniedException", 403 if model in REST_JSON else 400

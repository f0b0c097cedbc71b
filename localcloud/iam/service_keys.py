"""Condition keys of single services, from the Service Authorization Reference (read 2026-11-20)."""

from collections.abc import Callable
from email.utils import parseaddr

from localcloud.iam import leading_keys
from localcloud.iam.lookups import arn
from localcloud.iam.request import Request
from localcloud.iam.templates import Scope, walk

Value = Callable[[Request], list[str] | None]
# The service that uses a role handed over in a call (iam:PassedToService), by botocore service.
PASSED_TO = {
    "cloudformation": "cloudformation.amazonaws.com",
    "ec2": "ec2.amazonaws.com",
    "ecs": "ecs-tasks.amazonaws.com",
    "events": "events.amazonaws.com",
    "lambda": "lambda.amazonaws.com",
    "logs": "logs.amazonaws.com",
    "rds": "monitoring.rds.amazonaws.com",
    "scheduler": "scheduler.amazonaws.com",
    "stepfunctions": "states.amazonaws.com",
}


def _param(*paths: str) -> Value:
    def value(request: Request) -> list[str] | None:
        for path in paths:
            found = [v for v in walk(request.params, path.split(".")) if v is not None]
            if found:
                return list(dict.fromkeys(found))
        return None

    return value


def _absent(_: Request) -> None:
    return None


def _cluster(request: Request) -> list[str]:
    given = str(request.params.get("cluster") or "default")
    scope = Scope(request.principal.account, request.call.region, request.params)
    return [given if given.startswith("arn:") else arn("ecs", scope, f"cluster/{given}")]


def _from_address(request: Request) -> list[str] | None:
    found = _param("FromEmailAddress", "Source")(request)
    return [parseaddr(found[0])[1]] if found else None


def _recipients(request: Request) -> list[str] | None:
    lists = ("ToAddresses", "CcAddresses", "BccAddresses")
    found = [
        address for name in lists for address in _param(f"Destination.{name}[]")(request) or []
    ]
    return [parseaddr(address)[1] for address in found] or None


def _passed_to(request: Request) -> list[str] | None:
    service = PASSED_TO.get(request.call.model)
    return [service] if service else None


def _create_action(request: Request) -> list[str] | None:
    return None if request.call.operation == "CreateTags" else [request.call.operation]


KEYS: dict[str, Value] = {
    "application-autoscaling:scalable-dimension": _param("ScalableDimension"),
    "application-autoscaling:service-namespace": _param("ServiceNamespace"),
    "cloudwatch:namespace": _param("Namespace"),
    "dynamodb:enclosingoperation": lambda request: [request.call.operation],
    "dynamodb:leadingkeys": leading_keys.values,
    "ec2:createaction": _create_action,
    "ec2:instancetype": _param("InstanceType"),
    "ec2:region": lambda request: [request.call.region],
    "ecs:cluster": _cluster,
    "ecs:service": _param("service"),
    "events:detail-type": _param("Entries[].DetailType"),
    "events:source": _param("Entries[].Source"),
    "events:targetarn": _param("Targets[].Arn"),
    "iam:associatedresourcearn": _absent,
    "iam:passedtoservice": _passed_to,
    "iam:permissionsboundary": _param("PermissionsBoundary"),
    "iam:policyarn": _param("PolicyArn"),
    "kms:viaservice": _absent,  # a role that calls KMS itself
    "lambda:functionarn": _param("FunctionName"),
    "lambda:principal": _param("Principal"),
    "rds:databaseclass": _param("DBInstanceClass"),
    "rds:databaseengine": _param("Engine"),
    "s3:delimiter": _param("Delimiter"),
    "s3:max-keys": _param("MaxKeys"),
    "s3:prefix": _param("Prefix"),
    "s3:versionid": _param("VersionId"),
    "s3:x-amz-acl": _param("ACL"),
    "s3:x-amz-server-side-encryption": _param("ServerSideEncryption"),
    "secretsmanager:name": _param("Name"),
    "secretsmanager:secretid": _param("SecretId"),
    "secretsmanager:versionid": _param("VersionId"),
    "secretsmanager:versionstage": _param("VersionStage"),
    "ses:fromaddress": _from_address,
    "ses:recipients": _recipients,
    "sns:endpoint": _param("Endpoint"),
    "sns:protocol": _param("Protocol"),
    "ssm:recursive": _param("Recursive"),
    "states:statemachinequalifier": _param("stateMachineAliasArn"),
    "sts:externalid": _param("ExternalId"),
    "sts:rolesessionname": _param("RoleSessionName"),
}

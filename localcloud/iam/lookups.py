"""What a caller names in short and IAM knows by its ARN: the `{path:lookup}` of resources.yaml.

A lookup gets what the call names and returns the part that the template is missing, or a whole ARN.
What does not exist (yet) gets the ARN it would have, with `*` for what AWS makes up.
"""

from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.backends import get_backend

from localcloud.iam.templates import Lookup, Scope

EC2_TYPES = {
    "acl": "network-acl",
    "ami": "image",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "snap": "snapshot",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}
WITHOUT_ACCOUNT = ("image", "snapshot")  # their ARNs leave the account out


def backend(service: str, scope: Scope, region: str | None = None) -> Any:
    """Return moto's backend of the caller's account and region."""
    return get_backend(service)[scope.account][region or scope.region]


def arn(service: str, scope: Scope, rest: str) -> str:
    """Return an ARN of the caller's account and region."""
    return f"arn:aws:{service}:{scope.region}:{scope.account}:{rest}"


def _name(value: str, _: Scope) -> str:
    return value.rpartition("/")[2]


def _index(value: str, _: Scope) -> str:
    return f"/index/{value}"


def _copied(value: str, _: Scope) -> str:
    return unquote(value).split("?versionId=")[0].removeprefix("/")


def _stream(value: str, _: Scope) -> str:
    return value.split("|", maxsplit=1)[0]


def _function(value: str, scope: Scope) -> str:
    parts = value.split(":")
    if parts[0] == "arn":
        return ":".join(parts[:7])
    name = parts[2] if len(parts) > 2 and parts[1] == "function" else parts[0]
    return arn("lambda", scope, f"function:{name}")


def _invoked(value: str, scope: Scope) -> str:
    qualifier = scope.params.get("Qualifier")
    if not qualifier:
        parts = value.split(":")
        names = 7 if parts[0] == "arn" else 3 if "function" in parts[1:2] else 1
        qualifier = ":".join(parts[names:])
    return f"{_function(value, scope)}:{qualifier}".rstrip(":")


def _machine(value: str, _: Scope) -> str:
    return ":".join(value.split(":")[:7])  # a version or an alias stands behind the name


def _bus(value: str, scope: Scope) -> str:
    name = _name(value, scope)
    return "" if name == "default" else f"{name}/"


def _queue(value: str, scope: Scope) -> str:
    if value.startswith("arn:"):
        return value
    parts = urlsplit(value).path.strip("/").split("/")
    account = parts[-2] if len(parts) > 1 else scope.account
    return f"arn:aws:sqs:{scope.region}:{account}:{parts[-1]}"


def _log_group(value: str, _: Scope) -> str:
    return value.rpartition(":log-group:")[2].removesuffix(":*")


def _secret(value: str, scope: Scope) -> str:
    found = backend("secretsmanager", scope).secrets.get(value)
    if found is not None:
        return str(found.arn)
    return value if value.startswith("arn:") else arn("secretsmanager", scope, f"secret:{value}")


def _parameter(value: str, _: Scope) -> str:
    return value if value.startswith("arn:") else value.split(":", maxsplit=1)[0].removeprefix("/")


def _document(value: str, scope: Scope) -> str:
    account = "" if value.startswith(("AWS-", "AmazonCloudWatch-")) else scope.account
    return f"arn:aws:ssm:{scope.region}:{account}:document/{value}"


def _key(value: str, scope: Scope) -> str:
    if ":key/" in value:
        return value
    keys = backend("kms", scope)
    alias = value[value.find("alias/") :] if "alias/" in value else ""
    found = keys.get_key_id_from_alias(alias) if alias else value
    return arn("kms", scope, f"key/{found or '*'}")


def _identity(value: str, scope: Scope) -> str:
    address = parseaddr(value)[1] or value
    identities = backend("ses", scope).email_identities
    return address if address in identities else address.rpartition("@")[2]


def _task_definition(value: str, scope: Scope) -> str:
    if value.startswith("arn:"):
        return value
    found = _found_task_definition(value, scope)
    return (
        str(found.arn)
        if found
        else arn("ecs", scope, f"task-definition/{value}" + (":*" if ":" not in value else ""))
    )


def _task_roles(value: str, scope: Scope) -> list[str]:
    found = _found_task_definition(value, scope)
    roles = (getattr(found, name, None) for name in ("task_role_arn", "execution_role_arn"))
    return [role for role in roles if role]


def _found_task_definition(value: str, scope: Scope) -> Any:
    family, _, revision = _name(value, scope).partition(":")
    revisions = backend("ecs", scope).task_definitions.get(family) or {}
    return revisions.get(int(revision) if revision.isdigit() else max(revisions, default=0))


def _ec2(value: str, scope: Scope) -> str:
    kind = EC2_TYPES.get(value.rpartition("-")[0], "*")
    account = "" if kind in WITHOUT_ACCOUNT else scope.account
    return f"arn:aws:ec2:{scope.region}:{account}:{kind}/{value}"


def _launched(_: str, scope: Scope) -> list[str]:
    kinds = [s.get("ResourceType") for s in scope.params.get("TagSpecifications") or []]
    return [arn("ec2", scope, f"{kind}/*") for kind in kinds]


def _profile_roles(value: str, scope: Scope) -> list[str]:
    profiles = backend("iam", scope, "aws").instance_profiles.values()
    name = _name(value, scope)
    return [role.arn for profile in profiles if profile.name == name for role in profile.roles]


def _group(value: str, scope: Scope) -> str:
    found = backend("autoscaling", scope).autoscaling_groups.get(value)
    if found is not None:
        return str(found.arn)
    return arn("autoscaling", scope, f"autoScalingGroup:*:autoScalingGroupName/{value}")


def _group_of(value: str, scope: Scope) -> str:
    for group in backend("autoscaling", scope).autoscaling_groups.values():
        if any(state.instance.id == value for state in group.instance_states):
            return str(group.arn)
    return _group("*", scope)


def _scalable_target(value: str, scope: Scope) -> str:
    dimension = scope.params.get("ScalableDimension")
    for targets in backend("applicationautoscaling", scope).targets.values():
        target = targets.get(value)
        if target is not None and dimension in (None, target.scalable_dimension):
            return str(target.arn)
    return arn("application-autoscaling", scope, "scalable-target/*")


def _role(value: str, scope: Scope) -> str:
    for role in list(backend("iam", scope, "aws").roles.values()):
        if role.name == value:
            return str(role.arn)
    path = str(scope.params.get("Path") or "/")
    return f"arn:aws:iam::{scope.account}:role{path}{value}"


def _stack(value: str, scope: Scope) -> str:
    if value.startswith("arn:"):
        return value
    stacks = backend("cloudformation", scope).stacks.values()
    found = next((stack.stack_id for stack in stacks if stack.name == value), None)
    return found or arn("cloudformation", scope, f"stack/{value}/*")


LOOKUPS: dict[str, Lookup] = {
    "bus": _bus,
    "copied": _copied,
    "document": _document,
    "ec2": _ec2,
    "function": _function,
    "group": _group,
    "group_of": _group_of,
    "identity": _identity,
    "index": _index,
    "invoked": _invoked,
    "key": _key,
    "launched": _launched,
    "log_group": _log_group,
    "machine": _machine,
    "name": _name,
    "parameter": _parameter,
    "profile_roles": _profile_roles,
    "queue": _queue,
    "role": _role,
    "scalable_target": _scalable_target,
    "secret": _secret,
    "stack": _stack,
    "stream": _stream,
    "task_definition": _task_definition,
    "task_roles": _task_roles,
}

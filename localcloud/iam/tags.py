"""Tags: those a resource has (from moto's backends), those a request gives."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from moto.backends import get_backend
from moto.core.resource_tagging import TaggableResourcesMixin

from localcloud.answers import AwsError

BACKENDS = {"elasticloadbalancing": "elbv2", "states": "stepfunctions"}  # IAM prefix -> moto
GLOBAL = {"iam", "s3"}  # kept by moto per partition, not per region
GLOBAL_REGION = "us-east-1"  # where corrections/dashboards.py keeps a dashboard's tags
TARGET_TAGS = "lifecycle_tags"  # where lifecycles/target_tags.py keeps a scalable target's
NAMES = ("Tags", "tags", "TagList", "ResourceTags", "Tag")


def of_resource(arn: str, account: str, region: str) -> dict[str, str]:
    """Return the tags of a resource; {} where there is no such resource.

    Raises:
        AwsError: moto keeps no tags for this service; the message names it.
    """
    service = arn.split(":")[2] if arn.count(":") >= 5 else ""
    name = BACKENDS.get(service, service)
    if not service:
        return {}
    own_region, own_account = arn.split(":")[3:5]
    region, account = own_region or region, own_account or account
    if service in OWN:
        return OWN[service](arn, account, region)
    if ":dashboard/" in arn:
        region = GLOBAL_REGION
    owner = get_backend(name)[account]["aws" if name in GLOBAL else region]
    if service == "ec2":
        return dict(owner.tags.get(arn.rpartition("/")[2], {}))
    if service == "autoscaling":  # the Tagging API does not list groups
        return _of_group(owner, arn)
    if service == "scheduler" or ":dashboard/" in arn:
        return dict(owner.tagger.get_tag_dict_for_resource(arn))
    if not isinstance(owner, TaggableResourcesMixin):
        raise AwsError(
            "AccessDenied",
            f"no tag lookup for {service}; add it in localcloud/iam/tags.py ({arn})",
            403,
        )
    wanted = arn.removesuffix(":log-stream:") if service == "logs" else arn
    # A list: other threads make resources while this one looks.
    tagged = list(owner.iter_tagged_resources())
    found = (each for each in tagged if each.arn in (wanted, f"{wanted}:*"))
    return next((dict(each.tags) for each in found), {})


def _of_group(autoscaling: Any, arn: str) -> dict[str, str]:
    group = autoscaling.autoscaling_groups.get(arn.rpartition("autoScalingGroupName/")[2])
    return {tag["Key"]: tag["Value"] for tag in group.tags} if group is not None else {}


def _of_role(arn: str, account: str, _: str) -> dict[str, str]:
    roles = list(get_backend("iam")[account]["aws"].roles.values())
    return next((role_tags(role) for role in roles if role.arn == arn), {})


def _of_target(arn: str, account: str, region: str) -> dict[str, str]:
    dimensions = get_backend("applicationautoscaling")[account][region].targets.values()
    targets = (target for each in dimensions for target in list(each.values()))
    found = next((target for target in targets if target.arn == arn), None)
    return dict(getattr(found, TARGET_TAGS, {}))


OWN: dict[str, Callable[[str, str, str], dict[str, str]]] = {
    "iam": _of_role,
    "application-autoscaling": _of_target,
}


def role_tags(role: Any) -> dict[str, str]:
    """Return the tags of moto's role."""
    return {tag["Key"]: tag["Value"] for tag in role.tags}


def of_request(params: dict[str, Any]) -> dict[str, str] | None:
    """Return the tags a request gives; None where it gives none."""
    for name in NAMES:
        if params.get(name):
            return _read(params[name])
    specifications = params.get("TagSpecifications") or []
    tags = [tag for each in specifications for tag in each.get("Tags") or []]
    if tags:
        return _read(tags)
    tagging = params.get("Tagging")
    if isinstance(tagging, str):
        return dict(parse_qsl(tagging))
    return _read(tagging["TagSet"]) if tagging else None


def keys_of_request(params: dict[str, Any]) -> list[str] | None:
    """Return the tag keys a request gives or takes away; None where there are none."""
    removed = params.get("TagKeys") or params.get("tagKeys")
    if removed:
        return [str(key) for key in removed]
    given = of_request(params)
    return list(given) if given is not None else None


def _read(tags: Any) -> dict[str, str]:
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    lowered = ({key.lower(): value for key, value in tag.items()} for tag in tags)
    return {tag["key"]: str(tag.get("value", "")) for tag in lowered}

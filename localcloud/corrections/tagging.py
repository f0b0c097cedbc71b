"""The Resource Groups Tagging API's GetResources: everything in a region that carries tags.

moto leaves out schedule groups, rules and dashboards, lists every bucket in every region, and
counts tags against a page where nobody asked for that. API_GetResources, read 2026-11-20.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from moto.core.resource_tagging import (
    TaggedResource,
    iter_taggable_backends,
    make_tag_matcher,
    match_resource_type,
)
from moto.events.models import events_backends
from moto.s3.models import s3_backends
from moto.scheduler.models import scheduler_backends

from localcloud.answers import Answer, result
from localcloud.api_call import ApiCall
from localcloud.corrections import dashboards
from localcloud.corrections.pages import page
from localcloud.workloads.team import TAG

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PAGE = 50  # where ResourcesPerPage does not say
GLOBAL_REGION = "us-east-1"
TYPES = {"logs:loggroup": "logs:log-group"}  # moto's -> AWS's


def install(cloud: "Cloud") -> None:
    """Hook in."""

    def get_resources(call: ApiCall) -> Answer:
        keys = {each["Key"] for each in call.params.get("TagFilters") or ()}
        if keys <= {TAG}:  # nothing of a workload's team has another tag of ours
            cloud.gateway.prepare()
        return _get_resources(call)

    cloud.gateway.replace("resourcegroupstaggingapi", "GetResources", get_resources)


def _get_resources(call: ApiCall) -> Answer:
    wanted = call.params
    has_tags = make_tag_matcher(wanted.get("TagFilters"))
    arns, types = wanted.get("ResourceARNList"), wanted.get("ResourceTypeFilters")
    found = [
        each
        for each in _all(call.account, call.region)
        if each.tags
        and has_tags(each.tags)
        and match_resource_type(TYPES.get(each.resource_type, each.resource_type), types)
        and (not arns or each.arn in arns)
    ]
    size, token = int(wanted.get("ResourcesPerPage") or PAGE), wanted.get("PaginationToken")
    part, following = page(found, size, token, "PaginationTokenExpiredException")
    listed = [{"ResourceARN": each.arn, "Tags": _tags(each)} for each in part]
    return result(call, {"ResourceTagMappingList": listed, "PaginationToken": following or ""})


def _all(account: str, region: str) -> Iterator[TaggedResource]:
    buckets = s3_backends[account]["aws"].buckets
    for backend in iter_taggable_backends(account, region):
        for each in backend.iter_tagged_resources():
            is_bucket = each.resource_type == "s3:bucket"
            if not is_bucket or buckets[each.arn.rpartition(":")[2]].region_name == region:
                yield each
    scheduler = scheduler_backends[account][region]
    for group in scheduler.schedule_groups.values():
        tags = scheduler.tagger.get_tag_dict_for_resource(group.arn)
        yield TaggedResource(group.arn, tags, "scheduler:schedule-group")
    events = events_backends[account][region]
    for rule in (rule for bus in events.event_buses.values() for rule in bus.rules.values()):
        tags = events.tagger.get_tag_dict_for_resource(rule.arn)
        yield TaggedResource(rule.arn, tags, "events:rule")
    if region == GLOBAL_REGION:
        for arn, tags in dashboards.tagged(account):
            yield TaggedResource(arn, tags, "cloudwatch:dashboard")


def _tags(resource: TaggedResource) -> list[dict[str, Any]]:
    return [{"Key": key, "Value": value} for key, value in resource.tags.items()]

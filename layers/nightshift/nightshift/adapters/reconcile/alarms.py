"""CloudWatch alarms: of one metric, of an expression, of an anomaly band."""

from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import (
    WORKLOAD,
    Scene,
    gone_is_fine,
    is_marked_otherwise,
    only,
    tag_list,
)
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"})
PUTS = frozenset({"cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"})
DELETES = frozenset({"cloudwatch:DeleteAlarms"})
PAGE = 100  # alarms; API_DescribeAlarms, read 2026-11-21
MEMBERS = (
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
)


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the alarms whose name begins as ours do."""
    cloudwatch = scene.clients("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=scene.prefix,
        AlarmTypes=["MetricAlarm"],
        PaginationConfig={"PageSize": PAGE},
    )
    for alarm in (alarm for page in pages for alarm in page["MetricAlarms"]):
        name = alarm["AlarmName"]
        tags = scene.tags(
            scene.arn("cloudwatch", f"alarm:{name}"),
            lambda arn: cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"],
        )
        definition = normalised(only(alarm, *MEMBERS))
        resource = Resource(Kind.ALARM, name, tags.get(WORKLOAD, ""), definition)
        stacks = scene.is_the_stacks(tags)
        yield Observed(resource, owned=scene.owns(tags), the_stacks=stacks)


def put(scene: Scene, change: Change) -> None:
    """Set an alarm; CloudWatch ignores the tags for one that exists, and it keeps its own."""
    cloudwatch, resource = scene.clients("cloudwatch"), change.resource
    tags = tag_list(scene.hub, resource.workload)
    cloudwatch.put_metric_alarm(AlarmName=resource.name, Tags=tags, **resource.definition)
    if is_marked_otherwise(change):
        arn = scene.arn("cloudwatch", f"alarm:{resource.name}")
        cloudwatch.tag_resource(ResourceARN=arn, Tags=tags)


def delete(scene: Scene, change: Change) -> None:
    """Delete an alarm."""
    with gone_is_fine():
        scene.clients("cloudwatch").delete_alarms(AlarmNames=[change.resource.name])

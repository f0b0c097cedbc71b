"""AWS::CloudWatch::* and AWS::Logs::*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Scene
from localcloud.cloudformation.stack import Made


def _retention(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    group = facts["LogGroupName"]
    if new is None:
        scene.api.call("logs", "DeleteRetentionPolicy", logGroupName=group)
    else:
        scene.api.call("logs", "PutRetentionPolicy", logGroupName=group, retentionInDays=new)


@dataclass(frozen=True)
class DeletedByNameKind(Kind):
    """A type whose delete call takes a list of names."""

    parameter: str = ""

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the one."""
        scene.api.call(self.service, self.delete, **{self.parameter: [made.physical_id]})


ALARM_ARN = "join(':', ['arn:aws:cloudwatch', region, account, 'alarm', AlarmName])"
GROUP_ARN = "join(':', ['arn:aws:logs', region, account, 'log-group', LogGroupName])"
GROUP = {"logGroupName": "LogGroupName"}
KINDS = (
    DeletedByNameKind(
        "AWS::CloudWatch::Alarm",
        "cloudwatch",
        create="PutMetricAlarm",
        name="AlarmName",
        name_limit=255,
        ref="AlarmName",
        attributes={"Arn": ALARM_ARN},
        update="PutMetricAlarm",
        delete="DeleteAlarms",
        parameter="AlarmNames",
        probe="DescribeAlarms",
        probe_key={"AlarmNames": "[AlarmName]"},
        probe_found="MetricAlarms || CompositeAlarms",
        tag=("TagResource", "UntagResource", f"ResourceARN={ALARM_ARN}", "Tags", "TagKeys"),
    ),
    DeletedByNameKind(
        "AWS::CloudWatch::CompositeAlarm",
        "cloudwatch",
        create="PutCompositeAlarm",
        name="AlarmName",
        name_limit=255,
        ref="AlarmName",
        attributes={"Arn": ALARM_ARN},
        update="PutCompositeAlarm",
        delete="DeleteAlarms",
        parameter="AlarmNames",
        probe="DescribeAlarms",
        probe_key={"AlarmNames": "[AlarmName]"},
        probe_found="MetricAlarms || CompositeAlarms",
    ),
    DeletedByNameKind(
        "AWS::CloudWatch::Dashboard",
        "cloudwatch",
        create="PutDashboard",
        name="DashboardName",
        name_limit=255,
        ref="DashboardName",
        update="PutDashboard",
        delete="DeleteDashboards",
        parameter="DashboardNames",
        probe="GetDashboard",
        probe_key={"DashboardName": "DashboardName"},
    ),
    Kind(
        "AWS::Logs::LogGroup",
        "logs",
        create="CreateLogGroup",
        name="LogGroupName",
        name_limit=255,
        ref="LogGroupName",
        attributes={"Arn": f"join('', [{GROUP_ARN}, ':*'])"},
        extras={"RetentionInDays": _retention},
        delete="DeleteLogGroup",
        delete_key=GROUP,
        tag=("TagResource", "UntagResource", f"resourceArn={GROUP_ARN}", "tags", "tagKeys"),
    ),
    Kind(
        "AWS::Logs::LogStream",
        "logs",
        create="CreateLogStream",
        name="LogStreamName",
        ref="LogStreamName",
        delete="DeleteLogStream",
        delete_key={**GROUP, "logStreamName": "LogStreamName"},
    ),
    Kind(
        "AWS::Logs::MetricFilter",
        "logs",
        create="PutMetricFilter",
        name="FilterName",
        ref="FilterName",
        update="PutMetricFilter",
        delete="DeleteMetricFilter",
        delete_key={**GROUP, "filterName": "FilterName"},
    ),
    Kind(
        "AWS::Logs::SubscriptionFilter",
        "logs",
        create="PutSubscriptionFilter",
        name="FilterName",
        ref="FilterName",
        update="PutSubscriptionFilter",
        delete="DeleteSubscriptionFilter",
        delete_key={**GROUP, "filterName": "FilterName"},
    ),
    Kind(
        "AWS::Logs::QueryDefinition",
        "logs",
        create="PutQueryDefinition",
        ref="queryDefinitionId",
        attributes={"QueryDefinitionId": "queryDefinitionId"},
        update="PutQueryDefinition",
        update_key={"queryDefinitionId": "queryDefinitionId"},
        delete="DeleteQueryDefinition",
        delete_key={"queryDefinitionId": "queryDefinitionId"},
    ),
    Kind(
        "AWS::Logs::ResourcePolicy",
        "logs",
        create="PutResourcePolicy",
        ref="PolicyName",
        update="PutResourcePolicy",
        delete="DeleteResourcePolicy",
        delete_key={"policyName": "PolicyName"},
    ),
)

"""A stack of what carries messages and schedules: made, changed, rolled back and deleted."""

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from tests.cloud_process import CloudProcess

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
ALARM = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "AlarmActions": [{"Ref": "Topic"}],
}


def statement(action: str, resource: Any, service: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": action,
                "Resource": resource,
            }
        ],
    }


def template(prefix: str, *, tag: str = "one", days: int = 14, broken: bool = False) -> str:
    tags = [{"Key": "nightshift:stack", "Value": tag}]
    bus = {"Fn::GetAtt": ["Bus", "Arn"]}
    resources: dict[str, Any] = {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": prefix, "Tags": tags}},
        "TopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [{"Ref": "Topic"}],
                "PolicyDocument": statement(
                    "sns:Publish", {"Ref": "Topic"}, "cloudwatch.amazonaws.com"
                ),
            },
        },
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": prefix, "Tags": tags}},
        "Subscription": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "TopicArn": {"Ref": "Topic"},
                "Protocol": "sqs",
                "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
            },
        },
        "Group": {
            "Type": "AWS::Scheduler::ScheduleGroup",
            "Properties": {"Name": prefix, "Tags": tags},
        },
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": prefix}},
        "BusPolicy": {
            "Type": "AWS::Events::EventBusPolicy",
            "Properties": {
                "EventBusName": {"Ref": "Bus"},
                "StatementId": "spokes",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                    "Action": "events:PutEvents",
                    "Resource": bus,
                },
            },
        },
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {"AlarmName": prefix, **ALARM, "Tags": tags},
        },
        "Logs": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": f"/{prefix}/functions", "RetentionInDays": days},
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": prefix, "AssumeRolePolicyDocument": TRUST, "Tags": tags},
        },
    }
    if broken:
        names = [name for name in resources if name != "Broken"]
        resources["Broken"] = {
            "Type": "AWS::Logs::LogGroup",
            "DependsOn": names,
            "Properties": {"LogGroupName": "not a name!"},
        }
    return json.dumps({"Resources": resources})


@pytest.fixture
def stack(cloud: CloudProcess) -> str:
    return f"watching-{uuid.uuid4().hex[:8]}"


def apply(cloud: CloudProcess, verb: str, stack: str, **change: Any) -> None:
    formation = cloud.client("cloudformation")
    getattr(formation, f"{verb}_stack")(
        StackName=stack,
        TemplateBody=template(stack, **change),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    waiter = formation.get_waiter(f"stack_{verb}_complete")
    waiter.wait(StackName=stack, WaiterConfig={"Delay": 0, "MaxAttempts": 3})


def seen(cloud: CloudProcess, stack: str) -> dict[str, Any]:
    """Return what is there of a stack, each thing by its own service's API."""
    named = {"Key": "nightshift:stack", "Values": ["one", "two"]}
    listed = cloud.client("resourcegroupstaggingapi").get_resources(TagFilters=[named])
    tags = {
        each["ResourceARN"].split(":")[2]: tag["Value"]
        for each in listed["ResourceTagMappingList"]
        for tag in each["Tags"]
        if stack in each["ResourceARN"] and tag["Key"] == named["Key"]
    }
    groups = cloud.client("logs").describe_log_groups(logGroupNamePrefix=f"/{stack}/")
    topics = cloud.client("sns").list_subscriptions()["Subscriptions"]
    buses = cloud.client("events").list_event_buses(NamePrefix=stack)["EventBuses"]
    return {
        "tags": tags,
        "days": [group.get("retentionInDays") for group in groups["logGroups"]],
        "subscriptions": len([each for each in topics if stack in each["TopicArn"]]),
        "policies": ["spokes" in bus.get("Policy", "") for bus in buses],
    }


def expected(tag: str, days: int) -> dict[str, Any]:
    tags = dict.fromkeys(("sns", "sqs", "scheduler", "cloudwatch"), tag)
    return {"tags": tags, "days": [days], "subscriptions": 1, "policies": [True]}


NOTHING: dict[str, Any] = {"tags": {}, "days": [], "subscriptions": 0, "policies": []}


def test_it_is_made_changed_and_deleted(cloud: CloudProcess, stack: str) -> None:
    apply(cloud, "create", stack)
    assert seen(cloud, stack) == expected("one", 14)

    apply(cloud, "update", stack, tag="two", days=30)
    assert seen(cloud, stack) == expected("two", 30)

    cloud.client("cloudformation").delete_stack(StackName=stack)
    assert seen(cloud, stack) == NOTHING


def test_a_failed_creation_leaves_nothing(cloud: CloudProcess, stack: str) -> None:
    with pytest.raises(WaiterError):
        apply(cloud, "create", stack, broken=True)

    assert seen(cloud, stack) == NOTHING


def test_a_failed_change_is_undone(cloud: CloudProcess, stack: str) -> None:
    apply(cloud, "create", stack)

    with pytest.raises(WaiterError):
        apply(cloud, "update", stack, tag="two", days=30, broken=True)

    assert seen(cloud, stack) == expected("one", 14)


def test_a_stack_of_another_account_is_there_and_nowhere_else(
    cloud: CloudProcess, stack: str
) -> None:
    """A spoke's role comes from a template that its own administrator deploys."""
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {"RoleName": stack, "AssumeRolePolicyDocument": TRUST},
    }
    output = {"Arn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}}
    spoke = cloud.client("cloudformation", account="343434343434")

    spoke.create_stack(
        StackName=stack,
        TemplateBody=json.dumps({"Resources": {"Role": role}, "Outputs": output}),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )

    found = spoke.describe_stacks(StackName=stack)["Stacks"][0]
    assert found["Outputs"][0]["OutputValue"] == f"arn:aws:iam::343434343434:role/{stack}"
    assert cloud.client("iam", account="343434343434").get_role(RoleName=stack)
    hub = cloud.client("cloudformation").list_stacks()["StackSummaries"]
    assert stack not in {each["StackName"] for each in hub}
    names = {each["RoleName"] for each in cloud.client("iam").list_roles()["Roles"]}
    assert stack not in names

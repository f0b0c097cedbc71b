"""Tagged resources, schedules and topics are listed as AWS documents it."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import refused

BODY = json.dumps({"widgets": []})
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}


class Tenant:
    """An account of its own: nothing of other tests is listed there."""

    def __init__(self, cloud: CloudProcess, account: str) -> None:
        self._cloud, self.account = cloud, account

    def client(self, service: str, region: str = REGION) -> Any:
        return self._cloud.client(service, region, account=self.account)

    def role(self) -> str:
        made = self.client("iam").create_role(
            RoleName=f"r-{uuid.uuid4().hex[:8]}", AssumeRolePolicyDocument=json.dumps(TRUST)
        )
        return str(made["Role"]["Arn"])

    def schedule(self, group: str) -> dict[str, Any]:
        bus = f"arn:aws:events:{REGION}:{self.account}:event-bus/default"
        about = {"Source": "nightshift.schedule", "DetailType": "Schedule Due"}
        return {
            "GroupName": group,
            "ScheduleExpression": "rate(1 day)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": bus, "RoleArn": self.role(), "EventBridgeParameters": about},
        }


@pytest.fixture(scope="module")
def tenant(cloud: CloudProcess) -> Tenant:
    return Tenant(cloud, "555566667777")


def found_in(tenant: Tenant, region: str = REGION, **request: Any) -> set[str]:
    """Return the ARNs that GetResources lists."""
    pages = tenant.client("resourcegroupstaggingapi", region).get_paginator("get_resources")
    answers = pages.paginate(**request)
    return {each["ResourceARN"] for page in answers for each in page["ResourceTagMappingList"]}


@pytest.fixture(scope="module")
def tagged(tenant: Tenant) -> dict[str, str]:
    """Return kind -> ARN of one thing of each kind, all of them tagged."""
    pairs = {"nightshift:stack": "listing"}
    tags = [{"Key": key, "Value": value} for key, value in pairs.items()]
    prefix = f"{REGION}:{tenant.account}"
    tenant.client("cloudwatch").put_metric_alarm(
        AlarmName="a", MetricName="m", Namespace="n", Statistic="Sum", Period=60, Tags=tags,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    topic = tenant.client("sns").create_topic(Name="t", Tags=tags)["TopicArn"]
    group = tenant.client("scheduler").create_schedule_group(Name="listing", Tags=tags)
    tenant.client("logs").create_log_group(logGroupName="/onno/api", tags=pairs)
    tenant.client("sqs").create_queue(QueueName="q", tags=pairs)
    s3 = tenant.client("s3")
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket="listing-of-tags", CreateBucketConfiguration=place)
    s3.put_bucket_tagging(Bucket="listing-of-tags", Tagging={"TagSet": tags})
    secret = tenant.client("secretsmanager").create_secret(Name="s", SecretString="x", Tags=tags)
    database = tenant.client("rds").create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="mysql",
        MasterUsername="u", MasterUserPassword="password", AllocatedStorage=20, Tags=tags,
    )["DBInstance"]["DBInstanceArn"]  # fmt: skip
    return {
        "cloudwatch:alarm": f"arn:aws:cloudwatch:{prefix}:alarm:a",
        "sns:topic": topic,
        "scheduler:schedule-group": group["ScheduleGroupArn"],
        "logs:log-group": f"arn:aws:logs:{prefix}:log-group:/onno/api",
        "sqs:queue": f"arn:aws:sqs:{prefix}:q",
        "s3:bucket": "arn:aws:s3:::listing-of-tags",
        "secretsmanager:secret": secret["ARN"],
        "rds:db": database,
    }


def test_everything_tagged_of_a_region_is_listed(tenant: Tenant, tagged: dict[str, str]) -> None:
    """GetResources: "Returns all the tagged or previously tagged resources that are located in the
    specified AWS Region for the account."
    """
    filters = [{"Key": "nightshift:stack", "Values": ["listing"]}]

    assert found_in(tenant, TagFilters=filters) == set(tagged.values())
    assert found_in(tenant, TagFilters=filters, ResourcesPerPage=3) == set(tagged.values())
    assert found_in(tenant, TagFilters=[{"Key": "nightshift:stack", "Values": ["x"]}]) == set()
    assert found_in(tenant, "us-west-2", TagFilters=filters) == set()


def test_resources_are_listed_by_type(tenant: Tenant, tagged: dict[str, str]) -> None:
    """ResourceTypeFilters: "The format of each resource type is service[:resourceType]."""
    for kind, arn in tagged.items():
        assert found_in(tenant, ResourceTypeFilters=[kind]) == {arn}
        assert arn in found_in(tenant, ResourceTypeFilters=[kind.partition(":")[0]])


def test_dashboards_are_listed_where_global_things_are(tenant: Tenant) -> None:
    """A dashboard's ARN has no region; global resources are listed in us-east-1."""
    tags = [{"Key": "a", "Value": "b"}]
    tenant.client("cloudwatch").put_dashboard(DashboardName="d", DashboardBody=BODY, Tags=tags)

    kinds = ["cloudwatch:dashboard"]
    arn = f"arn:aws:cloudwatch::{tenant.account}:dashboard/d"
    assert found_in(tenant, "us-east-1", ResourceTypeFilters=kinds) == {arn}
    assert found_in(tenant, REGION, ResourceTypeFilters=kinds) == set()


def test_a_page_has_a_hundred_resources_however_many_tags_they_have(cloud: CloudProcess) -> None:
    """GetResources: ResourcesPerPage "You can specify a minimum of 1 and a maximum value of 100."
    TagsPerPage: "AWS recommends using ResourcesPerPage instead of this parameter."
    """
    tenant = Tenant(cloud, "666677778888")
    tags = [{"Key": f"t{number}", "Value": "x"} for number in range(5)]
    for number in range(101):
        tenant.client("sns").create_topic(Name=f"t{number}", Tags=tags)

    pages = tenant.client("resourcegroupstaggingapi").get_paginator("get_resources")
    sizes = [len(p["ResourceTagMappingList"]) for p in pages.paginate(ResourcesPerPage=100)]

    assert sizes == [100, 1]


def test_schedules_are_listed_with_the_dates_that_tell_whether_they_were_changed(
    cloud: CloudProcess, tenant: Tenant
) -> None:
    """ScheduleSummary: "CreationDate: The time at which the schedule was created.",
    "LastModificationDate: The time at which the schedule was last modified."
    """
    scheduler, group = tenant.client("scheduler"), f"g-{uuid.uuid4().hex[:8]}"
    scheduler.create_schedule_group(Name=group)
    wanted = tenant.schedule(group)
    for name in ("onno-prod.a", "onno-prod.b", "glimpse-prod.a"):
        scheduler.create_schedule(Name=name, **wanted)
    cloud.advance(5)
    scheduler.update_schedule(Name="onno-prod.b", **wanted)

    listed = scheduler.list_schedules(GroupName=group, NamePrefix="onno-prod.")["Schedules"]

    changed = {
        each["Name"]: each["CreationDate"] != each["LastModificationDate"] for each in listed
    }
    assert changed == {"onno-prod.a": False, "onno-prod.b": True}
    assert (
        refused(scheduler.create_schedule, Name="onno-prod.a", **wanted)[0] == "ConflictException"
    )


def test_a_schedule_fires_in_any_account_and_goes_when_it_is_done(
    cloud: CloudProcess, tenant: Tenant
) -> None:
    """CreateSchedule: "ActionAfterCompletion: Specifies the action that EventBridge Scheduler
    applies to the schedule after the schedule completes invoking the target."
    """
    scheduler, group = tenant.client("scheduler"), f"g-{uuid.uuid4().hex[:8]}"
    scheduler.create_schedule_group(Name=group)
    now = datetime.fromisoformat(cloud.get("clock")["now"]).replace(tzinfo=None)
    due = (now + timedelta(seconds=5)).isoformat(timespec="seconds")
    once = tenant.schedule(group) | {
        "ScheduleExpression": f"at({due})",
        "ActionAfterCompletion": "DELETE",
    }
    once["Target"]["Input"] = json.dumps({"at": "<aws.scheduler.scheduled-time>", "group": group})
    tenant.client("iam").put_role_policy(
        RoleName=once["Target"]["RoleArn"].rpartition("/")[2],
        PolicyName="p",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"},
            }
        ),
    )
    scheduler.create_schedule(Name="once", **once)
    assert len(scheduler.list_schedules(GroupName=group)["Schedules"]) == 1

    cloud.advance(10)

    details = [each["detail"] for each in cloud.get("events")]
    assert {"at": f"{due}Z", "group": group} in details
    assert scheduler.list_schedules(GroupName=group)["Schedules"] == []


def test_the_schedules_of_a_group_that_is_not_there_are_refused(tenant: Tenant) -> None:
    """ListSchedules: errors, ResourceNotFoundException: "The request references a resource which
    does not exist."
    """
    code = refused(tenant.client("scheduler").list_schedules, GroupName="none")[0]

    assert code == "ResourceNotFoundException"


def test_a_topic_that_is_there_is_not_tagged_anew(tenant: Tenant) -> None:
    """CreateTopic: "If the requester already owns a topic with the specified name, that topic's ARN
    is returned without creating a new topic."; with other tags it is refused.
    """
    sns, tags = tenant.client("sns"), [{"Key": "a", "Value": "b"}]
    arn = sns.create_topic(Name="same", Tags=tags)["TopicArn"]

    assert sns.create_topic(Name="same", Tags=tags)["TopicArn"] == arn
    assert sns.create_topic(Name="same")["TopicArn"] == arn
    found = refused(sns.create_topic, Name="same", Tags=[{"Key": "a", "Value": "c"}])
    assert found[0] == "InvalidParameter"
    assert found[1].endswith("Topic already exists with different tags")


def test_a_subscription_is_made_once_and_goes_with_its_topic(tenant: Tenant) -> None:
    """DeleteTopic: "Deletes a topic and all its subscriptions."""
    sns = tenant.client("sns")
    arn = sns.create_topic(Name="listeners")["TopicArn"]
    wanted = {"TopicArn": arn, "Protocol": "email", "Endpoint": "team@onno.app"}

    first, second = (sns.subscribe(**wanted)["SubscriptionArn"] for _ in range(2))
    assert first == second

    sns.delete_topic(TopicArn=arn)
    left = sns.list_subscriptions()["Subscriptions"]
    assert [each for each in left if each["TopicArn"] == arn] == []

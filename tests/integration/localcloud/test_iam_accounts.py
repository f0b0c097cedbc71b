"""A hub assumes its spokes' roles: by name, tag and external id, in other accounts."""

import json
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import ACCOUNT, allow, document, refused, role, unique

SPOKES = ("111122223333", "444433332222")
NAME = "nightshift-spoke"
EXTERNAL_ID = "onno-7d1c"
HUB = f"arn:aws:iam::{ACCOUNT}:root"
TRUST = {
    "Effect": "Allow",
    "Principal": {"AWS": HUB},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
}


def spoke(cloud: CloudProcess, account: str, name: str = NAME, **tags: str) -> str:
    """Return the ARN of a new role in another account that trusts the hub and may read alarms."""
    iam = cloud.client("iam", account=account)
    made = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=document(TRUST),
        Tags=[{"Key": key.replace("_", ":"), "Value": value} for key, value in tags.items()],
    )
    allowed = document(allow("cloudwatch:DescribeAlarms"))
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=allowed)
    return str(made["Role"]["Arn"])


@pytest.fixture(scope="module")
def spokes(cloud: CloudProcess) -> dict[str, str]:
    """Account -> ARN of its spoke role."""
    return {account: spoke(cloud, account, nightshift_hub=ACCOUNT) for account in SPOKES}


@pytest.fixture(params=["aws:ResourceTag/nightshift:hub", "iam:ResourceTag/nightshift:hub"])
def hub(cloud: CloudProcess, request: pytest.FixtureRequest) -> Any:
    """STS as the hub's role: it may assume roles of one name that carry the hub's tag."""
    granted = allow(
        "sts:AssumeRole",
        f"arn:aws:iam::*:role/{NAME}*",
        Condition={"StringEquals": {request.param: ACCOUNT}},
    )
    return cloud.assume(role(cloud, granted), "sts")


def assume(hub: Any, arn: str, external_id: str = EXTERNAL_ID) -> dict[str, str]:
    answer = hub.assume_role(RoleArn=arn, RoleSessionName="reconcile", ExternalId=external_id)
    credentials: dict[str, str] = answer["Credentials"]
    return credentials


def test_the_hub_acts_in_each_spoke_and_nowhere_else(
    cloud: CloudProcess, hub: Any, spokes: dict[str, str]
) -> None:
    """IAM User Guide, Cross-account access using roles: "the role's trust policy [...] specifies
    the trusted account", and what it may do there are the role's permissions.
    """
    for account, arn in spokes.items():
        alarm = unique(f"alarm-{account}")
        cloud.client("cloudwatch", account=account).put_metric_alarm(
            AlarmName=alarm, MetricName="m", Namespace="n", Statistic="Sum", Period=60,
            EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
        found = assume(hub, arn)
        key = (found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

        there = cloud.client("cloudwatch", REGION, key)
        assert [
            a["AlarmName"] for a in there.describe_alarms(AlarmNamePrefix=alarm)["MetricAlarms"]
        ]
        code, message, _ = refused(there.delete_alarms, AlarmNames=[alarm])
        assert code in ("AccessDenied", "AccessDeniedException")
        assert f"arn:aws:cloudwatch:{REGION}:{account}:alarm:{alarm}" in message
        identity = cloud.client("sts", REGION, key).get_caller_identity()
        assert identity["Account"] == account


def test_a_wrong_external_id_is_refused(hub: Any, spokes: dict[str, str]) -> None:
    """IAM User Guide, The confused deputy problem: "the external ID [...] must match"."""
    arn = spokes[SPOKES[0]]

    assert refused(assume, hub=hub, arn=arn, external_id="guessed")[0] == "AccessDenied"


@pytest.mark.parametrize("tags", [{}, {"nightshift_hub": "999999999999"}])
def test_a_role_without_the_hubs_tag_is_refused(
    cloud: CloudProcess, hub: Any, tags: dict[str, str]
) -> None:
    """Service Authorization Reference, AWS STS: AssumeRole has the condition keys
    aws:ResourceTag/${TagKey} and iam:ResourceTag/${TagKey}, of the role that is assumed.
    """
    arn = spoke(cloud, SPOKES[0], unique(NAME), **tags)

    assert refused(assume, hub=hub, arn=arn)[0] == "AccessDenied"


def test_a_role_of_another_name_is_refused(cloud: CloudProcess, hub: Any) -> None:
    arn = spoke(cloud, SPOKES[1], unique("admin"), nightshift_hub=ACCOUNT)

    assert refused(assume, hub=hub, arn=arn)[0] == "AccessDenied"


def test_a_spoke_that_trusts_another_hub_is_refused(
    cloud: CloudProcess, spokes: dict[str, str]
) -> None:
    stranger = cloud.client("iam", account="121212121212").create_role(
        RoleName="stranger", AssumeRolePolicyDocument=document({**TRUST, "Principal": {"AWS": "*"}})
    )["Role"]["Arn"]
    cloud.client("iam", account="121212121212").put_role_policy(
        RoleName="stranger", PolicyName="p", PolicyDocument=document(allow("sts:AssumeRole"))
    )
    found = assume(cloud.client("sts", account="121212121212"), stranger)
    key = (found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    other = cloud.client("sts", REGION, key)

    assert refused(assume, hub=other, arn=spokes[SPOKES[0]])[0] == "AccessDenied"


TAGGED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "alarm": ("cloudwatch", "put_metric_alarm", {
        "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "Threshold": 1,
        "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold"}),
    "dashboard": ("cloudwatch", "put_dashboard", {"DashboardBody": json.dumps({"widgets": []})}),
    "topic": ("sns", "create_topic", {}),
    "group": ("scheduler", "create_schedule_group", {}),
}  # fmt: skip
NAMES = {"alarm": "AlarmName", "dashboard": "DashboardName", "topic": "Name", "group": "Name"}
CREATE = {
    "alarm": "cloudwatch:PutMetricAlarm",
    "dashboard": "cloudwatch:PutDashboard",
    "topic": "sns:CreateTopic",
    "group": "scheduler:CreateScheduleGroup",
}


@pytest.mark.parametrize("kind", list(TAGGED))
def test_what_is_made_with_tags_needs_the_right_to_tag(cloud: CloudProcess, kind: str) -> None:
    """PutMetricAlarm: "To use this operation and tag the alarm, you must have both the
    cloudwatch:PutMetricAlarm and cloudwatch:TagResource permissions"; CreateTopic: "To be able to
    tag a topic on creation, you must have the sns:CreateTopic and sns:TagResource permissions."
    """
    service, method, arguments = TAGGED[kind]
    create, tag = CREATE[kind], f"{service}:TagResource"
    owned = {"StringEquals": {"aws:RequestTag/nightshift:stack": "nightshift"}}
    without = cloud.assume(role(cloud, allow(create)), service)
    granted = role(cloud, allow([create, tag], Condition=owned))
    tagger = cloud.assume(granted, service)

    def made(client: Any, stack: str) -> None:
        tags = [{"Key": "nightshift:stack", "Value": stack}]
        getattr(client, method)(**{NAMES[kind]: unique(kind)}, **arguments, Tags=tags)

    made(tagger, "nightshift")

    assert tag in refused(made, client=without, stack="nightshift")[1]
    assert create in refused(made, client=tagger, stack="other")[1]


@pytest.mark.parametrize("kind", ["alarm", "topic", "dashboard"])
def test_what_is_tagged_is_changed_by_its_tag(cloud: CloudProcess, kind: str) -> None:
    """IAM User Guide: "aws:ResourceTag/key-name [...] based on the tags that are attached to the
    resource."
    """
    service, method, arguments = TAGGED[kind]
    admin, name = cloud.client(service), unique(kind)
    removal: dict[str, tuple[str, str, dict[str, Any]]] = {
        "alarm": ("DeleteAlarms", "delete_alarms", {"AlarmNames": [name]}),
        "dashboard": ("DeleteDashboards", "delete_dashboards", {"DashboardNames": [name]}),
        "topic": (
            "DeleteTopic",
            "delete_topic",
            {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"},
        ),
    }
    action, remove, wanted = removal[kind]
    owned = {"StringEquals": {"aws:ResourceTag/nightshift:stack": "nightshift"}}
    client = cloud.assume(role(cloud, allow(f"{service}:{action}", Condition=owned)), service)

    getattr(admin, method)(**{NAMES[kind]: name}, **arguments)
    assert "uthoriz" in refused(getattr(client, remove), **wanted)[1]

    getattr(admin, remove)(**wanted)
    tags = [{"Key": "nightshift:stack", "Value": "nightshift"}]
    getattr(admin, method)(**{NAMES[kind]: name}, **arguments, Tags=tags)
    getattr(client, remove)(**wanted)

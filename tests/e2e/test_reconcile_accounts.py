"""A hub and two spokes: the hub enters them with the tag and the external id, and not without."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests import project
from tests.cloud_process import CloudProcess, running
from tests.e2e import tree
from tests.integration.reconcile.workload import GROUP, TEXT

# One cloud for all of them, in their order: each begins where the one before it ended.
pytestmark = pytest.mark.xdist_group("spokes")

HUB = "123456789012"
SPOKES = ("210000000001", "210000000002")
NAME, FORWARDER = "nightshift-spoke", "nightshift-forwarding"
CRITICAL = f"arn:aws:sns:ap-northeast-2:{HUB}:nightshift-critical"
ROLE = f"arn:aws:iam::{{}}:role/{NAME}"


def external_id(account: str) -> str:
    return f"external-{account}"


def workload(account: str) -> str:
    return f"shop-{account[-1]}"


def manifest(account: str) -> str:
    """Return a workload of the account; that of the second has no topic of its own."""
    entry = {"role_arn": ROLE.format(account), "external_id": external_id(account)}
    text = TEXT.format(
        name=workload(account), account=account, group=GROUP, retention=14, threshold=10
    )
    if account == SPOKES[1]:
        text = text.split("      topics:")[0] + text[text.index("  dashboard:") :]
        text = text.split("notifications:")[0]
    return text + yaml.safe_dump(entry)


def client(cloud: CloudProcess, service: str, account: str) -> Any:
    return cloud.client(service, key=(account, "test"))


def make_spoke(cloud: CloudProcess, account: str) -> None:
    """Bring docs/spoke-role.yaml into an account, and let its application have logged.

    The embedded CloudFormation works in the hub's account: the roles are made there, and moved.
    """
    formation = cloud.client("cloudformation")
    values = {"HubAccount": HUB, "ExternalId": external_id(account)}
    formation.create_stack(
        StackName="spoke",
        TemplateBody=(project.ROOT / "docs" / "spoke-role.yaml").read_text(),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        Capabilities=tree.CAPABILITIES,
    )
    # What is of the account names the hub's as long as it is there; what is of the hub, always.
    move(cloud, account, NAME, policy="reconcile", ours=("policy",))
    move(cloud, account, FORWARDER, policy="forward", ours=("trust",))
    formation.delete_stack(StackName="spoke")
    client(cloud, "logs", account).create_log_group(logGroupName=GROUP)


def move(
    cloud: CloudProcess, account: str, name: str, *, policy: str, ours: tuple[str, ...]
) -> None:
    """Copy a role of the hub's into an account; the documents `ours` are about that account."""
    hub, iam = cloud.client("iam"), client(cloud, "iam", account)
    role = hub.get_role(RoleName=name)["Role"]
    found = {
        "trust": role["AssumeRolePolicyDocument"],
        "policy": hub.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"],
    }
    texts = {
        part: json.dumps(document).replace(HUB, account if part in ours else HUB)
        for part, document in found.items()
    }
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=texts["trust"], Tags=role.get("Tags", [])
    )
    iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=texts["policy"])


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    manifests = {f"{workload(account)}.yaml": manifest(account) for account in SPOKES}
    root = tree.copied(tmp_path_factory.mktemp("hub"), manifests)
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        for account in SPOKES:
            make_spoke(process, account)
        status = tree.deploy(process, root, SpokeAccounts=",".join(SPOKES))
        assert status == "CREATE_COMPLETE"
        yield process


def reconcile(cloud: CloudProcess) -> dict[str, Any]:
    answer = cloud.client("lambda").invoke(FunctionName="nightshift-reconcile", Payload=b"{}")
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


@pytest.mark.parametrize("account", SPOKES)
def test_a_spoke_has_its_own_alarms_and_the_hub_its_schedules(
    cloud: CloudProcess, account: str
) -> None:
    alarms = client(cloud, "cloudwatch", account).describe_alarms()["MetricAlarms"]
    schedules = cloud.client("scheduler").list_schedules(
        GroupName="nightshift", NamePrefix=workload(account)
    )

    assert [alarm["AlarmName"] for alarm in alarms] == [
        f"nightshift-{workload(account)}-Errors_High"
    ]
    assert schedules["Schedules"]
    assert client(cloud, "scheduler", account).list_schedules()["Schedules"] == []


def test_a_hand_edit_in_a_spoke_is_put_back_there_alone(cloud: CloudProcess) -> None:
    name = f"nightshift-{workload(SPOKES[0])}-Errors_High"
    client(cloud, "cloudwatch", SPOKES[0]).delete_alarms(AlarmNames=[name])

    report = reconcile(cloud)

    assert [(one["place"], one["name"]) for one in report["changed"]] == [
        (f"{SPOKES[0]}/ap-northeast-2", name)
    ]


def test_an_alarm_of_a_spoke_reaches_people(cloud: CloudProcess) -> None:
    sns, account = cloud.client("sns"), SPOKES[1]
    sns.subscribe(TopicArn=CRITICAL, Protocol="email", Endpoint="people@nightshift.example")
    datum = {"MetricName": "Errors", "Value": 99}

    client(cloud, "cloudwatch", account).put_metric_data(
        Namespace=f"Shop/{workload(account)}", MetricData=[datum]
    )
    cloud.advance(300)

    told = [one["body"] for one in cloud.get("outbox") if one["to"] == "people@nightshift.example"]
    (mail,) = [body for body in told if workload(account) in body]
    assert "More than 10 errors in 5 minutes." in mail


def test_a_spokes_rule_is_put_back(cloud: CloudProcess) -> None:
    events = client(cloud, "events", SPOKES[0])
    events.disable_rule(Name="nightshift-alarms")

    report = reconcile(cloud)

    assert [(one["place"], one["name"]) for one in report["changed"]] == [
        (f"{SPOKES[0]}/ap-northeast-2", "nightshift-alarms")
    ]
    assert events.describe_rule(Name="nightshift-alarms")["State"] == "ENABLED"


def test_the_machine_enters_the_spokes_too(cloud: CloudProcess) -> None:
    states = cloud.client("stepfunctions")
    name = f"nightshift-{workload(SPOKES[1])}-Errors_High"
    client(cloud, "cloudwatch", SPOKES[1]).delete_alarms(AlarmNames=[name])
    machine = f"arn:aws:states:ap-northeast-2:{HUB}:stateMachine:nightshift-reconcile"

    started = states.start_execution(stateMachineArn=machine, input="{}")
    cloud.settle()

    ended = states.describe_execution(executionArn=started["executionArn"])
    assert (ended["status"], json.loads(ended["output"])["changed"]) == ("SUCCEEDED", 1)


def test_each_of_the_three_functions_enters_the_spokes(cloud: CloudProcess) -> None:
    entered = {
        call["role"].split("-")[1]
        for call in cloud.get("calls")
        if (call["action"], call["outcome"]) == ("AssumeRole", "ok")
        and call["resource"] in [ROLE.format(account) for account in SPOKES]
    }

    assert entered == {
        "ReconcileFunctionRole",
        "SurveyPlaceFunctionRole",
        "ApplyChangesFunctionRole",
    }


def untag(cloud: CloudProcess) -> None:
    iam = client(cloud, "iam", SPOKES[0])
    iam.untag_role(RoleName=NAME, TagKeys=["nightshift:hub"])


def change_external_id(cloud: CloudProcess) -> None:
    iam = client(cloud, "iam", SPOKES[0])
    document = iam.get_role(RoleName=NAME)["Role"]["AssumeRolePolicyDocument"]
    document["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = "another"
    iam.update_assume_role_policy(RoleName=NAME, PolicyDocument=json.dumps(document))


def start_anew(cloud: CloudProcess, mark: str) -> None:
    """Give the function a new environment: a worker keeps the role's session for an hour."""
    function = {"FunctionName": "nightshift-reconcile"}
    found = cloud.client("lambda").get_function_configuration(**function)["Environment"]
    variables = found["Variables"] | {"MARK": mark}
    cloud.client("lambda").update_function_configuration(
        **function, Environment={"Variables": variables}
    )


@pytest.fixture
def role(cloud: CloudProcess) -> Iterator[None]:
    """Put the first spoke's role back as it was."""
    iam = client(cloud, "iam", SPOKES[0])
    before = iam.get_role(RoleName=NAME)["Role"]
    yield
    iam.tag_role(RoleName=NAME, Tags=before["Tags"])
    document = json.dumps(before["AssumeRolePolicyDocument"])
    iam.update_assume_role_policy(RoleName=NAME, PolicyDocument=document)


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize("spoil", [untag, change_external_id])
def test_a_role_that_does_not_want_us_is_named_with_the_fix_and_stops_no_other_place(
    cloud: CloudProcess, spoil: Any
) -> None:
    open_to_us = client(cloud, "cloudwatch", SPOKES[1])
    name = f"nightshift-{workload(SPOKES[1])}-Errors_High"
    open_to_us.delete_alarms(AlarmNames=[name])
    spoil(cloud)
    start_anew(cloud, spoil.__name__)

    refused = reconcile(cloud)

    assert refused["errorType"] == "RefusedError"
    assert "210000000001/ap-northeast-2: the role " in refused["errorMessage"]
    assert "see docs/spokes.md" in refused["errorMessage"]
    found = open_to_us.describe_alarms()["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in found] == [name]

"""`nightshift plan` against an account: what it prints, and what it ends with."""

import json

import pytest

from nightshift.adapters import aws, sessions
from nightshift.cli import main
from tests.integration.reconcile.account import Account

OUTPUTS = ("SchedulerRoleArn", "ScheduleDeadLettersArn", "ForwardingRoleArn")
THERE = ["CREATE_COMPLETE"]  # a listing has deleted stacks, too


@pytest.fixture
def stack(home: Account) -> Account:
    """Give the account with a stack that tells what the plan needs."""
    hub = home.hub
    told = (hub.scheduler_role_arn, hub.dead_letters_arn, hub.forwarding_role_arn)
    values = dict(zip(OUTPUTS, told, strict=True))
    make_stack(home, "nightshift", values)
    return home


def make_stack(home: Account, name: str, outputs: dict[str, str]) -> None:
    formation = home.client("cloudformation")
    there = formation.list_stacks(StackStatusFilter=THERE)["StackSummaries"]
    if name in [found["StackName"] for found in there]:
        return
    template = {
        "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    formation.create_stack(StackName=name, TemplateBody=json.dumps(template))


def test_a_difference_is_shown_and_ends_with_2(
    stack: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["plan", "--workload", "onno-prod"])

    shown = capsys.readouterr().out
    assert code == 2
    assert "+ alarm nightshift-onno-prod-" in shown
    assert "codemate" not in shown
    assert "Plan: " in shown


def test_the_difference_is_told_to_programs_too(
    stack: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["plan", "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 2
    assert sum(len(plan["changes"]) for plan in found["plans"]) == found["summary"]["create"]


def test_a_stack_that_is_not_there_is_said_with_the_fix(
    stack: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["plan", "--stack", "nightwatch"])

    assert code == 1
    assert "stack 'nightwatch' is not in ap-northeast-2: deploy it" in capsys.readouterr().err


def test_another_programs_stack_is_not_taken_for_ours(
    stack: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    make_stack(stack, "shop", {})

    code = main(["plan", "--stack", "shop"])

    assert code == 1
    assert "stack 'shop' has no output 'SchedulerRoleArn'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "said"),
    [("AWS_ACCESS_KEY_ID", "no AWS credentials"), ("AWS_DEFAULT_REGION", "no region: give")],
)
def test_what_is_missing_in_the_configuration_is_said(
    stack: Account,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    said: str,
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.delenv(variable)
    sessions.own.cache_clear()
    aws.client.cache_clear()

    code = main(["plan"])

    assert code == 1
    assert said in capsys.readouterr().err


def test_an_unknown_workload_ends_with_1(
    stack: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--workload", "onno-live"]) == 1
    assert "'onno-live' is not known; known: " in capsys.readouterr().err

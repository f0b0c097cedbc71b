"""Another account is entered under its role, and a refusal says where and what to do."""

import json

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.plan import Change
from tests.integration.reconcile.account import Account
from tests.integration.reconcile.workload import group, shop

SPOKE = "220000000001"
ROLE = f"arn:aws:iam::{SPOKE}:role/nightshift-spoke"


def in_spoke(account: Account) -> Manifest:
    entry = {"account": SPOKE, "role_arn": ROLE, "external_id": "let-me-in"}
    return shop(account).model_copy(update=entry)


def make_role(spoke: Account) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam = spoke.client("iam")
    iam.create_role(
        RoleName="nightshift-spoke",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName="nightshift-spoke", PolicyName="p", PolicyDocument=document)


def test_a_workload_of_another_account_is_watched_there(account: Account) -> None:
    spoke = Account(account.cloud, SPOKE)
    make_role(spoke)
    group(spoke)

    made: list[Change] = [change for _, change in account.reconcile([in_spoke(account)])]

    alarms = spoke.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in alarms] == ["nightshift-shop-dev-Errors_High"]
    assert account.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert len(made) > len(alarms)
    assert account.look([in_spoke(account)]).planned == ()


def test_a_role_that_is_not_there_is_named_with_its_place(account: Account) -> None:
    nobody = ROLE.replace("spoke", "nobody")
    manifest = in_spoke(account).model_copy(update={"role_arn": nobody})

    with pytest.raises(RefusedError, match=rf"{SPOKE}/ap-northeast-2: .*{nobody}"):
        account.look([manifest])

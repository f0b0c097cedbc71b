"""The functions of the machine, one after the other as it calls them."""

import json
from typing import Any

import pytest

from nightshift.adapters import manifests
from nightshift.domain.reconcile.resources import EVERY
from tests import project
from tests.cloud_process import REGION
from tests.integration.reconcile.account import Account
from tests.integration.reconcile.test_function import Context, reconcile

BUCKET = "nightshift-artefacts"


@pytest.fixture
def bucket(home: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Give the account with the artefacts' bucket."""
    for name in ("STAGE", "LEDGER_TABLE", "EMAIL_CONFIGURATION_SET"):
        monkeypatch.setenv(f"NIGHTSHIFT_{name}", "unused")
    monkeypatch.setenv("NIGHTSHIFT_ARTEFACTS_BUCKET", BUCKET)
    s3 = home.client("s3")
    if BUCKET not in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    return home


def call(name: str, event: Any) -> Any:
    return project.function(name).handler(event, Context())


def test_the_places_surveyed_and_their_loads_applied_leave_nothing_to_do(bucket: Account) -> None:
    listed = call("list_places", project.event("list_places") | {"request": {"daily": True}})
    surveys = [
        call("survey_place", {"run": listed["run"], "place": place}) for place in listed["places"]
    ]
    applied = [call("apply_changes", load) for survey in surveys for load in survey["loads"]]

    changes = sum(survey["changes"] for survey in surveys)
    assert sum(load["changed"] for load in applied) == changes > 0
    news = [one["workload"] for load in applied for one in load["news"]]
    ids = [one["id"] for load in applied for one in load["news"]]
    assert set(news) == {*manifests.names(), EVERY}
    assert len(set(ids)) == len(ids)
    assert reconcile({"dry_run": True})["planned"] == 0


def test_for_batches_the_function_starts_the_machine_and_says_which_execution(
    home: Account,
) -> None:
    states = home.client("stepfunctions")
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "states.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role = home.client("iam").create_role(
        RoleName="machine",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )
    nothing = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
    states.create_state_machine(
        name="nightshift-reconcile",
        definition=json.dumps(nothing),
        roleArn=role["Role"]["Arn"],
    )

    report = reconcile({"workloads": ["onno-prod"], "batches": True})

    (execution,) = report["executions"]
    started = states.describe_execution(executionArn=execution)
    assert json.loads(started["input"]) == {"workloads": ["onno-prod"]}
    assert report["changed"] == []

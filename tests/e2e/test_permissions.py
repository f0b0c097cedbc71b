"""Every role may do exactly what is done under it: no denial, no unused grant."""

import json
from typing import Any

import pytest

from tests import project
from tests.cloud_process import CloudProcess
from tests.e2e.pipeline import Pipeline, fixture, short
from tests.e2e.test_faults import CALLS, role_of

# What a meeting makes run; the other functions' grants are used up where those are tested.
PIPELINE = {name for name, _, _ in CALLS}
GRANTS = [
    *(
        (name.replace("_", "-"), action)
        for name in project.FUNCTIONS
        if name.replace("_", "-") in PIPELINE
        for action in sorted(project.actions_called(name))
    ),
    *(
        ("post-meeting", action)
        for action in ("dynamodb:UpdateItem", "events:PutEvents", "lambda:InvokeFunction")
    ),
]


def ask_about_a_running_owner(pipeline: Pipeline, meeting_id: str) -> None:
    """Let one execution find another one's claim, so that `states:DescribeExecution` is used."""
    detail = pipeline.request(meeting_id, short(meeting_id))
    with pipeline.busy("prepare-meeting"):
        pipeline.start(detail)
        pipeline.start(detail)
    pipeline.finish()


def test_nothing_is_denied_and_no_grant_is_unused(pipeline: Pipeline) -> None:
    pipeline.cloud.delete("calls")
    pipeline.announce(
        pipeline.request("audited", fixture("ko-weekly-sync") | {"meeting_id": "audited"})
    )
    pipeline.finish()
    ask_about_a_running_owner(pipeline, "audited-twice")

    audit = pipeline.cloud.get("audit")
    roles = {role_of(pipeline, name) for name in PIPELINE}

    assert [f"{one['action']} to {one['role']}" for one in audit["denied"]] == []
    assert [one for one in audit["unused"] if one["role"] in roles] == []


@pytest.mark.removes_grants
@pytest.mark.parametrize(("name", "action"), GRANTS)
def test_without_one_action_its_name_is_said(pipeline: Pipeline, name: str, action: str) -> None:
    role = role_of(pipeline, name)
    meeting_id = f"no-{name}-{action.replace(':', '-')}".lower()
    pipeline.cloud.delete("calls")
    with without(pipeline.cloud, role, action):
        if action == "states:DescribeExecution":
            ask_about_a_running_owner(pipeline, meeting_id)
        else:
            pipeline.announce(pipeline.request(meeting_id, short(meeting_id)))
            pipeline.finish()

        denied = {
            (call["role"], f"{call['service']}:{call['action']}")
            for call in pipeline.cloud.get("calls")
            if call["outcome"] == "denied"
        }

    assert denied == {(role, action)}


class without:  # noqa: N801 - reads as a sentence
    def __init__(self, cloud: CloudProcess, role: str, action: str) -> None:
        self._iam = cloud.client("iam")
        self._role, self._action = role, action
        self._kept: dict[str, str] = {}
        self._detached: dict[str, str] = {}

    def __enter__(self) -> None:
        for name in self._iam.list_role_policies(RoleName=self._role)["PolicyNames"]:
            found = self._iam.get_role_policy(RoleName=self._role, PolicyName=name)
            document: dict[str, Any] = found["PolicyDocument"]
            self._kept[name] = json.dumps(document)
            self._put(name, json.dumps(_reduced(document, self._action)))
        for policy in self._iam.list_attached_role_policies(RoleName=self._role)[
            "AttachedPolicies"
        ]:
            if not policy["PolicyArn"].startswith("arn:aws:iam::aws:"):
                self._replace(policy["PolicyName"], policy["PolicyArn"])

    def __exit__(self, *_: object) -> None:
        for name, document in self._kept.items():
            self._put(name, document)
        for name, arn in self._detached.items():
            self._iam.attach_role_policy(RoleName=self._role, PolicyArn=arn)
            self._iam.delete_role_policy(RoleName=self._role, PolicyName=name)

    def _replace(self, name: str, arn: str) -> None:
        """Give this role alone a shared policy of ours with less in it."""
        version = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = self._iam.get_policy_version(PolicyArn=arn, VersionId=version)
        document = found["PolicyVersion"]["Document"]
        self._put(name, json.dumps(_reduced(document, self._action)))
        self._iam.detach_role_policy(RoleName=self._role, PolicyArn=arn)
        self._detached[name] = arn

    def _put(self, name: str, document: str) -> None:
        self._iam.put_role_policy(RoleName=self._role, PolicyName=name, PolicyDocument=document)


def _reduced(document: dict[str, Any], action: str) -> dict[str, Any]:
    statements = []
    for statement in document["Statement"]:
        actions = (
            statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        )
        kept = [one for one in actions if one != action]
        if kept:
            statements.append(statement | {"Action": kept})
    nothing = {"Effect": "Deny", "Action": "none:None", "Resource": "*"}
    return document | {"Statement": statements or [nothing]}

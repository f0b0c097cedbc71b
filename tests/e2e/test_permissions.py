"""Every role may do exactly what is done under it: no denial, no unused grant."""

import json
from typing import Any

import pytest

from tests import project
from tests.e2e.pipeline import Pipeline, fixture, short
from tests.e2e.test_faults import role_of

GRANTS = [
    *(
        (name.replace("_", "-"), action)
        for name in project.FUNCTIONS
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

    assert [f"{one['action']} to {one['role']}" for one in audit["denied"]] == []
    assert audit["unused"] == []


@pytest.mark.removes_grants
@pytest.mark.parametrize(("name", "action"), GRANTS)
def test_without_one_action_its_name_is_said(pipeline: Pipeline, name: str, action: str) -> None:
    role = role_of(pipeline, name)
    meeting_id = f"no-{name}-{action.replace(':', '-')}".lower()
    pipeline.cloud.delete("calls")
    with _without(pipeline, role, action):
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


class _without:  # noqa: N801 - reads as a sentence
    def __init__(self, pipeline: Pipeline, role: str, action: str) -> None:
        self._iam = pipeline.cloud.client("iam")
        self._role, self._action = role, action
        self._kept: dict[str, str] = {}

    def __enter__(self) -> None:
        for name in self._iam.list_role_policies(RoleName=self._role)["PolicyNames"]:
            found = self._iam.get_role_policy(RoleName=self._role, PolicyName=name)
            document: dict[str, Any] = found["PolicyDocument"]
            self._kept[name] = json.dumps(document)
            self._put(name, json.dumps(_reduced(document, self._action)))

    def __exit__(self, *_: object) -> None:
        for name, document in self._kept.items():
            self._put(name, document)

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

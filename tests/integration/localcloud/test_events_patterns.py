"""Event patterns: each operator as "Comparison operators for use in event patterns" says."""

import json
from typing import Any

import pytest

from localcloud.answers import AwsError
from localcloud.events.patterns import matches, parsed
from tests.cloud_process import CloudProcess

EVENT = {
    "source": "app.orders",
    "resources": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
    "detail": {
        "state": "Running",
        "file": "images/한글.PNG",
        "count": 5,
        "ok": True,
        "nothing": None,
        "empty": "",
        "address": "10.0.1.7",
        "lines": [{"sku": "x", "n": 1}, {"sku": "y", "n": 2}],
    },
}


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({"state": ["Running"]}, True),
        ({"state": ["running"]}, False),
        ({"state": [{"equals-ignore-case": "RUNNING"}]}, True),
        ({"state": [{"prefix": "Run"}]}, True),
        ({"state": [{"prefix": {"equals-ignore-case": "rUn"}}]}, True),
        ({"state": [{"suffix": "ing"}]}, True),
        ({"file": [{"suffix": {"equals-ignore-case": ".png"}}]}, True),
        ({"file": [{"wildcard": "images/*.PNG"}]}, True),
        ({"file": [{"wildcard": "images/*.png"}]}, False),
        ({"state": [{"anything-but": ["Stopped", "Ended"]}]}, True),
        ({"state": [{"anything-but": {"prefix": "Run"}}]}, False),
        ({"state": [{"anything-but": {"suffix": ["ed", "ing"]}}]}, False),
        ({"state": [{"anything-but": {"wildcard": "R*g"}}]}, False),
        ({"state": [{"anything-but": {"equals-ignore-case": ["running"]}}]}, False),
        ({"absent": [{"anything-but": "x"}]}, False),
        ({"count": [{"numeric": [">", 4, "<=", 5]}]}, True),
        ({"count": [{"numeric": ["=", 5.0]}]}, True),
        ({"count": [{"numeric": ["<", 5]}]}, False),
        ({"count": ["5"]}, False),
        ({"ok": [True]}, True),
        ({"ok": [1]}, False),
        ({"nothing": [None]}, True),
        ({"empty": [""]}, True),
        ({"count": [{"exists": True}]}, True),
        ({"absent": [{"exists": False}]}, True),
        ({"absent": {"deeper": [{"exists": False}]}}, True),
        ({"lines": [{"exists": True}]}, True),
        ({"address": [{"cidr": "10.0.0.0/16"}]}, True),
        ({"address": [{"cidr": "10.1.0.0/16"}]}, False),
        ({"lines": {"sku": ["y"]}}, True),
        ({"lines": {"sku": ["z"]}}, False),
        ({"$or": [{"state": ["Ended"]}, {"count": [5]}]}, True),
        ({"$or": [{"state": ["Ended"]}, {"count": [6]}], "ok": [True]}, False),
        ({"state": ["Running"], "count": [6]}, False),
    ],
)
def test_a_pattern_matches_as_documented(detail: dict[str, Any], expected: bool) -> None:
    pattern = parsed(json.dumps({"detail": detail}))

    assert matches(pattern, EVENT) is expected


def test_an_array_matches_by_any_element() -> None:
    """Matching values in arrays: "the event pattern matches if the intersection of the event
    pattern array and the event array is non-empty"."""
    assert matches(parsed('{"resources": ["arn:aws:s3:::b", "x"]}'), EVENT)
    assert not matches(parsed('{"resources": ["x"]}'), EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"source": "app"}',
        '{"source": []}',
        '{"source": [{"like": "a"}]}',
        '{"detail": {"n": [{"numeric": [">"]}]}}',
        '{"detail": {"n": [{"numeric": ["~", 1]}]}}',
        '{"detail": {"n": [{"exists": "yes"}]}}',
        '{"detail": {"n": [{"anything-but": {"like": "a"}}]}}',
    ],
)
def test_a_pattern_that_aws_refuses_is_refused(text: str) -> None:
    with pytest.raises(AwsError, match="Event pattern is not valid"):
        parsed(text)


def test_test_event_pattern_answers(cloud: CloudProcess) -> None:
    """TestEventPattern: "Tests whether the specified event pattern matches the provided event"."""
    client = cloud.client("events")

    answers = [
        client.test_event_pattern(EventPattern=text, Event=json.dumps(EVENT))["Result"]
        for text in ('{"source": ["app.orders"]}', '{"source": ["app.bills"]}')
    ]

    assert answers == [True, False]

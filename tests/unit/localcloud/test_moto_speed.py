"""What is written in less time is written as moto and its libraries write it."""

from typing import Any

import pytest
import xmltodict
from botocore import xform_name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.core.request import Request
from moto.core.responses import BaseResponse
from moto.core.serialize import (
    ResponseSerializer,
    XFormedAttributePicker,
    get_serializer_class,
)
from moto.core.utils import get_service_model

from localcloud.moto_speed import lookups, request_ids
from localcloud.moto_speed.requests import request
from localcloud.moto_speed.xml_answers import written

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.binary(max_size=3), st.text(max_size=5)
)
NAMES = st.sampled_from(["a", "b", "Cd", "@x", "@xmlns:p", "#text", "e-f"])


def _fitting(element: dict[str, Any]) -> dict[str, Any]:
    """Attributes and texts are no elements."""
    return {
        name: value
        for name, value in element.items()
        if name[0] not in "@#" or not isinstance(value, dict | list)
    }


ELEMENTS = st.recursive(
    SCALARS | st.sampled_from(["<&>\"'", "\n\t ", "é"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4).map(_fitting)
    ),
    max_leaves=15,
)


def _by_xmltodict(document: dict[str, Any], **how: bool) -> str | None:
    try:
        return str(xmltodict.unparse(document, **how))
    except ValueError:  # more than one root
        return None


@given(ELEMENTS, st.booleans(), st.booleans())
def test_xml_is_written_as_xmltodict_writes_it(element: Any, whole: bool, short: bool) -> None:
    expected = _by_xmltodict({"Answer": element}, full_document=whole, short_empty_elements=short)

    assert expected in (None, written({"Answer": element}, whole=whole, short=short))


def test_a_name_that_is_none_is_refused_in_xml() -> None:
    with pytest.raises(ValueError, match="Invalid element name"):
        written({"a b": "x"}, whole=False, short=True)


HOST = {"Host": "rds.ap-northeast-2.amazonaws.com", "Authorization": "AWS4-HMAC-SHA256 x"}
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


@pytest.mark.parametrize(
    ("method", "url", "headers", "body"),
    [
        ("POST", "https://rds.ap-northeast-2.amazonaws.com/", HOST | FORM, b"Action=X&b=c%20d"),
        ("GET", "https://a.example:8080/2015/functions?x=1&y=%20", {"x-y": "z"}, b""),
        ("POST", "http://a/", {"content-type": "application/json", "content-length": "7"}, b"{}"),
        ("PUT", "https://s3/bucket/a%2Fb%20c", {"x-amz-meta-my_key": "é"}, b"\xff"),
        ("GET", "https://s3", {"Transfer-Encoding": "chunked"}, b""),
        ("GET", "https://s3/b?q=é", {}, b""),
    ],
)
def test_a_request_is_the_one_that_werkzeug_makes(
    method: str, url: str, headers: dict[str, str], body: bytes
) -> None:
    expected, found = (
        Request.from_primitives(method, url, headers, body),
        request(method, url, headers, body),
    )

    assert _told(found) == _told(expected)


def _told(found: Request) -> dict[str, Any]:
    environ = {k: v for k, v in found.environ.items() if not k.startswith(("wsgi.i", "werkzeug"))}
    return environ | {
        "data": found.data,
        "url": found.url,
        "raw": found.raw_url,
        "path": found.raw_path,
        "form": dict(found.form),
        "headers": dict(found.headers),
    }


# One operation of each protocol, with members of every type.
OPERATIONS = [
    ("ecs", "DescribeServices"),
    ("rds", "DescribeDBInstances"),
    ("ec2", "DescribeInstances"),
    ("dynamodb", "DescribeTable"),
    ("autoscaling", "DescribeAutoScalingGroups"),
    ("scheduler", "GetSchedule"),
]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["", "a", "<b&>", "é", 7, True]),
    "boolean": st.sampled_from([True, False, "true", "False"]),
    "integer": st.sampled_from([0, 7, True, "12", 3.7]),
    "long": st.sampled_from([0, 2**40, "12"]),
    "double": st.sampled_from([0.5, 7]),
    "float": st.sampled_from([0.5, "7"]),
    "timestamp": st.sampled_from([0, 1_767_225_600.5, "2026-01-01T09:00:00+09:00"]),
    "blob": st.just(b"x"),
}


def _values(shape: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    if shape.type_name == "structure":
        names = list(shape.members) if depth else []
        inner = {name: _values(shape.members[name], depth - 1) for name in names}
        found = st.fixed_dictionaries({}, optional=inner)
        return found | found.map(_snake) if depth < 3 else found
    if shape.type_name == "list":
        return st.lists(_values(shape.member, depth), max_size=2)
    if shape.type_name == "map":
        return st.dictionaries(st.just("k"), _values(shape.value, depth))
    return VALUES[shape.type_name]


def _snake(members: dict[str, Any]) -> dict[str, Any]:
    return {xform_name(name): value for name, value in members.items()}


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
@given(data=st.data(), changed=st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_answer_is_written_as_moto_writes_it(
    service: str, operation: str, data: st.DataObject, changed: bool
) -> None:
    model = get_service_model(service).operation_model(operation)
    answer = data.draw(_values(model.output_shape))
    changes = {"Status": lambda value: f"<{value}>", "Name": lambda _: None} if changed else {}
    kind = get_serializer_class(service, model.service_model.protocol)
    original = ResponseSerializer._serialize_type_structure
    original = getattr(original, "__wrapped__", original)

    def written() -> Any:
        picker = XFormedAttributePicker(response_transformers=changes)
        return kind(model, value_picker=picker).serialize(answer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResponseSerializer, "_serialize_type_structure", original)
        expected = written()
        patch.setattr(ResponseSerializer, "_serialize_type_structure", lookups._structure(original))
        assert written() == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        '{"a": "<b>"}',
        b"<RequestId>old</RequestId>",
        "<a><RequestId></RequestId></a>",
        "<RequestId>old</RequestId>\n<b/><RequestId>o</RequestId><RequestId>p</RequestId>",
        "<RequestId>old\n</RequestId>",
        "<requestId>old</requestId>",
    ],
)
def test_a_request_id_stands_where_moto_puts_it(body: str | bytes) -> None:
    given: tuple[dict[str, Any], ...] = ({"status": 200}, {"status": 200})
    original = getattr(BaseResponse._enrich_response, "__wrapped__", BaseResponse._enrich_response)

    found, expected = request_ids.enriched(given[0], body), original(given[1], body)

    mine, theirs = (headers.pop("x-amzn-requestid") for headers, _ in (found, expected))
    assert len(mine) == len(theirs) == 52
    assert mine.isalnum()
    assert found[0] == expected[0] == {"status": "200"}
    new = mine.encode() if isinstance(body, bytes) else mine
    old = theirs.encode() if isinstance(body, bytes) else theirs
    assert found[1].replace(new, old) == expected[1]

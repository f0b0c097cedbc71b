"""What is written in less time is written as moto and its libraries write it."""

from typing import Any

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from moto.core.request import Request

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

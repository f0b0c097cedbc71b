"""Write XML answers as xmltodict writes them, without a SAX event for each element."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xmltodict
from moto.core.serialize import BaseXMLSerializer, EC2Serializer, RestXMLSerializer

PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n'
ATTRIBUTE, TEXT = "@", "#text"
SCALARS = (str, bytes, bytearray, memoryview, dict)


def written(document: Mapping[str, Any], *, whole: bool, short: bool) -> str:
    """Return a document as text: `whole` with its prologue, `short` with `<a/>` for `<a></a>`."""
    parts = [PROLOGUE] if whole else []
    for name, value in document.items():
        _write(parts, name, value, short)
    return "".join(parts)


def _write(parts: list[str], name: str, value: Any, short: bool) -> None:
    _require_name(name)
    several = hasattr(value, "__iter__") and not isinstance(value, SCALARS)
    for each in value if several else (value,):
        begin = len(parts)
        parts.append(f"<{name}{_attributes(each)}>" if isinstance(each, dict) else f"<{name}>")
        for child, inner in _children(each) if isinstance(each, dict) else ():
            _write(parts, child, inner, short)
        content = _text(each.get(TEXT) if isinstance(each, dict) else each)
        if content:
            parts.append(escape(content))
        if short and len(parts) == begin + 1:
            parts[begin] = f"{parts[begin][:-1]}/>"
        else:
            parts.append(f"</{name}>")


def _attributes(element: Mapping[str, Any]) -> str:
    return "".join(
        f" {name[1:]}={quoteattr(_text(value))}"
        for name, value in element.items()
        if name.startswith(ATTRIBUTE)
    )


def _children(element: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in element.items():
        if name != TEXT and not name.startswith(ATTRIBUTE) and value != []:
            yield name, value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)


@cache
def _require_name(name: str) -> None:
    xmltodict.unparse({name: None}, full_document=False)  # raises ValueError where it is none


def _writer(original: Callable[..., str], *, whole: bool, short: bool) -> Callable[..., str]:
    @wraps(original)
    def write(serializer: Any, body: Mapping[str, Any]) -> str:
        if serializer.pretty_print:
            return original(serializer, body)
        return written(body, whole=whole, short=short)

    return write


def install() -> None:
    """Let moto write this way."""
    for serializer, whole, short in (
        (BaseXMLSerializer, False, True),
        (RestXMLSerializer, True, False),
        (EC2Serializer, True, True),
    ):
        serializer._serialize_body = _writer(serializer._serialize_body, whole=whole, short=short)

"""What a rule's target gets: the event, a part of it, a constant, or a template filled in.

User Guide "Input transformation in EventBridge", read 2026-11-20: strings, numbers, objects and
arrays are inserted as JSON outside quotes, and as text between quotes.
"""

import json
import re
from functools import lru_cache
from typing import Any

from jsonpath_ng.parser import parse

from localcloud.events.envelopes import Envelope
from localcloud.events.failures import DeliveryError

PLACEHOLDER = re.compile(r"<([A-Za-z0-9_.\-]+)>")
MISSING = object()


def render(target: dict[str, Any], event: Envelope, rule_arn: str, ingested: str) -> str:
    """Return the target's payload as JSON text.

    Raises:
        DeliveryError: INVALID_JSON, a filled-in template is not JSON.
    """
    if target.get("Input") is not None:
        return str(target["Input"])
    if target.get("InputPath"):
        found = value_at(target["InputPath"], event)
        return as_json(None if found is MISSING else found)
    if target.get("InputTransformer"):
        return _transformed(target["InputTransformer"], event, rule_arn, ingested)
    return as_json(event)


def as_json(value: Any) -> str:
    """Return compact JSON text, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def value_at(path: str, event: Any) -> Any:
    """Return the value at a JSON path, `MISSING` where there is none."""
    found = _compiled(path).find(event)
    if not found:
        return MISSING
    return [match.value for match in found] if "[*]" in path else found[0].value


@lru_cache(maxsize=1024)
def _compiled(path: str) -> Any:
    return parse(path)


def _transformed(transformer: dict[str, Any], event: Envelope, rule_arn: str, ingested: str) -> str:
    paths = transformer.get("InputPathsMap") or {}
    values = {name: value_at(path, event) for name, path in paths.items()}
    values |= {
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_arn.rpartition("/")[2],
        "aws.events.event.ingestion-time": ingested,
        "aws.events.event": {k: v for k, v in event.items() if k != "detail"},
        "aws.events.event.json": event,
    }
    text = _filled(transformer["InputTemplate"], values)
    try:
        return as_json(json.loads(text, strict=False))
    except ValueError as problem:
        raise DeliveryError(
            "INVALID_JSON", f"InputTemplate does not give JSON: {problem}", retriable=False
        ) from problem


def _filled(template: str, values: dict[str, Any]) -> str:
    out: list[str] = []
    position, quoted = 0, False
    for match in PLACEHOLDER.finditer(template):
        if match.group(1) not in values:
            continue
        before = template[position : match.start()]
        quoted ^= len(re.findall(r'(?<!\\)"', before)) % 2 == 1
        out += [before, _inserted(values[match.group(1)], quoted=quoted)]
        position = match.end()
    return "".join(out) + template[position:]


def _inserted(value: Any, *, quoted: bool) -> str:
    if value is MISSING:
        return "" if quoted else '""'
    if not quoted:
        return as_json(value)
    text = value if isinstance(value, str) else as_json(value)
    return json.dumps(text, ensure_ascii=False)[1:-1]

"""Spell services, members and errors the way Step Functions does.

Step Functions calls AWS through the SDK for Java 2, so names are in its casing: each acronym is a
word (`DbInstanceIdentifier`, `Rds.DbInstanceNotFoundException`). Sources: Developer Guide,
"Learning to use AWS service SDK integrations"; error names measured with TestState on 2026-09-24
by the tests of github.com/iwamot/sfnx.
"""

import json
import re
from functools import cache
from pathlib import Path

# Where a word starts: a number's `v`, a capital after a small letter, the end of an acronym.
_VERSION = re.compile(r"(?<=[A-Z])v(?=\d)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])")
_ACRONYM = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER = re.compile(r"(?<=\d)(?=[A-Za-z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


@cache
def pascal(name: str) -> str:
    """Return `name` as the SDK for Java spells it, e.g. `DbInstance` for `DBInstance`."""
    text = _SEPARATORS.sub(" ", name)
    for boundary in (_CAMEL, _ACRONYM, _NUMBER):
        text = boundary.sub(" ", _VERSION.sub(" v", text) if boundary is _CAMEL else text)
    return "".join(word[0].upper() + word[1:].lower() for word in text.split())


@cache
def _table() -> dict[str, list[str]]:
    # Written from botocore's metadata; a test compares it with the installed botocore.
    return json.loads((Path(__file__).parent / "services.json").read_text())  # type: ignore[no-any-return]


# The optimised integrations name some services as their endpoints do.
_ENDPOINT_NAMES = {"states": "sfn", "events": "eventbridge"}


def botocore_service(name: str) -> str | None:
    """Return the botocore service of the name in a Resource ARN; None where there is none."""
    found = _table().get(_ENDPOINT_NAMES.get(name.lower(), name.lower()))
    return found[0] if found else None


@cache
def error_prefix(name: str) -> str:
    """Return what the service's errors start with, e.g. `SecretsManager` for `secretsmanager`."""
    entry = _table().get(_ENDPOINT_NAMES.get(name.lower(), name.lower()))
    return java_service(entry[1] if entry else name)


def java_service(service_id: str) -> str:
    """Return the name that the SDK for Java 2 gives a service, e.g. `ElasticLoadBalancingV2`."""
    words = [w for w in service_id.split() if w not in ("Amazon", "AWS", "Service")]
    joined = " ".join(words or [service_id])
    return pascal(joined.removeprefix("AWS") if joined[3:4].isupper() else joined)


@cache
def exception_name(code: str) -> str:
    """Return the exception of an error shape: `DBInstanceNotFoundFault` has no Fault in Java."""
    bare = code.rpartition(".")[2]
    if bare.endswith("Fault"):
        bare = bare.removesuffix("Fault")
    name = pascal(bare)
    return name if name.endswith("Exception") else f"{name}Exception"

"""What botocore knows of a service, cut down to the operations that our code calls.

`python -m tests.service_models` writes layers/nightshift/nightshift/adapters/models (ADR 21).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from nightshift.adapters import sessions
from tests import project

SERVICES = ("ec2",)
KIND = "service-2"
PROSE = frozenset({"documentation", "documentationUrl"})


def main() -> None:
    """Write every excerpt."""
    for service in SERVICES:
        path(service).parent.mkdir(parents=True, exist_ok=True)
        path(service).write_text(json.dumps(excerpt(service), indent=1) + "\n")


def path(service: str) -> Path:
    """Return where the excerpt of a service's model is."""
    version = Loader().determine_latest_version(service, KIND)
    return Path(sessions.MODELS) / service / version / f"{KIND}.json"


def excerpt(service: str) -> dict[str, Any]:
    """Return botocore's model of a service without what our code does not reach, and its prose."""
    whole = Loader().load_service_model(service, KIND)
    called = {name: whole["operations"][name] for name in sorted(operations(service))}
    shapes: dict[str, Any] = {}
    waiting = [*_shapes(called)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = whole["shapes"][name]
            waiting += _shapes(shapes[name])
    reached = {"operations": called, "shapes": dict(sorted(shapes.items()))}
    found: dict[str, Any] = _without_prose({**whole, **reached})
    return found


def operations(service: str) -> set[str]:
    """Return the operations of a service that our adapters declare."""
    actions = (each.split(":") for each in project.actions_declared())
    return {name for prefix, name in actions if prefix == service}


def _shapes(part: Any) -> Iterator[str]:
    """Yield the names of the shapes that a part of a model refers to."""
    if isinstance(part, dict):
        name = part.get("shape")
        if isinstance(name, str):
            yield name
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _shapes(each)


def _without_prose(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without_prose(each) for key, each in part.items() if not _is_prose(key, each)}
    return [_without_prose(each) for each in part] if isinstance(part, list) else part


def _is_prose(key: str, value: Any) -> bool:
    return key in PROSE and isinstance(value, str)  # a shape may have a member of that name


if __name__ == "__main__":
    main()

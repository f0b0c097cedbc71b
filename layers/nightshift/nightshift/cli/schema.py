"""`nightshift schema`: the JSON Schema of a manifest, for completion in an editor."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from nightshift.cli import notes
from nightshift.cli.terminal import EXIT_VALID, say
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.part import Part

DIALECT = "https://json-schema.org/draft/2020-12/schema"  # what pydantic writes


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON Schema of a manifest",
        description="Print the JSON Schema of a manifest, for completion in an editor.",
        epilog="example: nightshift schema > workloads/manifest.schema.json",
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print it."""
    say(text())
    return EXIT_VALID


def text() -> str:
    """Return what stands in workloads/manifest.schema.json, without its last newline."""
    found = Manifest.model_json_schema()
    for model in _parts():
        fields = found if model is Manifest else found["$defs"].get(model.__name__, {})
        for name, said in notes.of_fields(model).items():
            fields.get("properties", {}).get(name, {}).setdefault("description", said)
    found["title"] = "Nightshift workload manifest"
    return json.dumps({"$schema": DIALECT, **_titled(found)}, indent=2, ensure_ascii=False)


def _parts() -> Iterator[type[Part]]:
    waiting: list[type[Part]] = [Part]
    for each in waiting:
        waiting += each.__subclasses__()
        yield each


def _titled(schema: Any) -> Any:
    """Return a schema without the titles that only repeat a field's name in capitals."""
    if isinstance(schema, list):
        return [_titled(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _titled(value) for key, value in schema.items()}
    for field in (fields := kept.get("properties", {})):
        if isinstance(fields[field], dict):
            fields[field].pop("title", None)
    return kept

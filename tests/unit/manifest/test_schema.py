"""The JSON Schema in workloads/ is what the models say, and editors can use it."""

import json

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from nightshift.cli import schema
from tests.project import ROOT
from tests.unit.manifest.base import TEXT

FILE = ROOT / "workloads" / "manifest.schema.json"


def test_the_schema_is_current() -> None:
    renew = "renew it: .venv/bin/nightshift schema > workloads/manifest.schema.json"
    assert FILE.read_text(encoding="utf-8") == schema.text() + "\n", renew


@pytest.mark.parametrize(
    ("path", "keyword", "value"),
    [
        ("account", "pattern", r"^(\d{12})$"),
        ("region", "description", "must be a region, e.g. ap-northeast-2"),
        ("environment", "enum", ["dev", "staging", "prod"]),
    ],
)
def test_an_editor_can_say_what_fits(path: str, keyword: str, value: object) -> None:
    assert json.loads(schema.text())["properties"][path][keyword] == value


@pytest.mark.parametrize(
    ("model", "field", "said"),
    [
        ("EcsService", "pool", "database connections of one process"),  # beside it, in the base
        ("Held", "secret", "a name in Secrets Manager, tagged"),  # before it
        ("Costs", "stated_usd", "the lines give another; reports show both (GL-X01)"),  # below it
    ],
)
def test_an_editor_shows_the_comment_beside_a_field(model: str, field: str, said: str) -> None:
    fields = json.loads(schema.text())["$defs"][model]["properties"]

    assert said in fields[field]["description"]


def test_a_field_is_not_called_by_its_name_in_capitals() -> None:
    fields = json.loads(schema.text())["properties"]

    assert [name for name, field in fields.items() if "title" in field] == []


def test_a_time_of_day_needs_no_seconds() -> None:
    hours = json.loads(schema.text())["$defs"]["Hours"]["properties"]

    assert hours["start"]["pattern"] == "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def test_an_editor_accepts_what_we_accept_and_marks_what_we_refuse() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema.text()))
    base = yaml.safe_load(TEXT)

    assert [fault.message for fault in validator.iter_errors(base)] == []
    assert not validator.is_valid({**base, "account": "12"})
    assert not validator.is_valid({**base, "reigon": "ap-northeast-2"})

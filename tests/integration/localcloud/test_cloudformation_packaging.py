"""`localcloud.packaging`: what the embedded cloud deploys of a working tree."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from localcloud.packaging import files, package, packed


def _packaged(resources: dict[str, Any], root: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    uploads: dict[str, bytes] = {}
    template = {"Resources": resources}
    package(template, root, "bucket", uploads.__setitem__)
    return template["Resources"], uploads


def _names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def _function(path: str) -> dict[str, Any]:
    return {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": path}}


def test_a_functions_folder_becomes_a_zip_without_bytecode(tmp_path: Path) -> None:
    (tmp_path / "f" / "__pycache__").mkdir(parents=True)
    (tmp_path / "f" / "app.py").write_text("x = 1")
    (tmp_path / "f" / "__pycache__" / "app.pyc").write_bytes(b"")

    resources, uploads = _packaged({"F": _function("f")}, tmp_path)

    place = resources["F"]["Properties"]["CodeUri"]
    assert place["Bucket"] == "bucket"
    assert _names(uploads[place["Key"]]) == ["app.py"]


def test_the_same_content_gives_the_same_key(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text("x = 1")

    _, uploads = _packaged({"A": _function("a"), "B": _function("b")}, tmp_path)

    assert len(uploads) == 1


def test_a_python_layer_is_put_under_python_with_links_followed(tmp_path: Path) -> None:
    (tmp_path / "workloads").mkdir()
    (tmp_path / "workloads" / "one.yaml").write_text("name: one")
    (tmp_path / "layer" / "nightshift").mkdir(parents=True)
    (tmp_path / "layer" / "nightshift" / "workloads").symlink_to("../../workloads")
    layer = {
        "Type": "AWS::Serverless::LayerVersion",
        "Metadata": {"BuildMethod": "python3.13"},
        "Properties": {"ContentUri": "layer"},
    }

    _, uploads = _packaged({"L": layer}, tmp_path)

    assert _names(next(iter(uploads.values()))) == ["python/nightshift/workloads/one.yaml"]


def test_a_makefile_layer_is_empty_but_for_a_note(tmp_path: Path) -> None:
    (tmp_path / "deps").mkdir()
    layer = {
        "Type": "AWS::Serverless::LayerVersion",
        "Metadata": {"BuildMethod": "makefile"},
        "Properties": {"ContentUri": "deps"},
    }

    _, uploads = _packaged({"L": layer}, tmp_path)

    assert _names(next(iter(uploads.values()))) == ["python/README"]


def test_a_definition_is_uploaded_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "machine.asl.yaml").write_text("StartAt: A")
    machine = {
        "Type": "AWS::Serverless::StateMachine",
        "Properties": {"DefinitionUri": "machine.asl.yaml"},
    }

    resources, uploads = _packaged({"M": machine}, tmp_path)

    assert uploads == {resources["M"]["Properties"]["DefinitionUri"]["Key"]: b"StartAt: A"}


def test_a_missing_path_names_the_resource(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="F: CodeUri nowhere does not exist"):
        _packaged({"F": _function("nowhere")}, tmp_path)


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")

    assert packed(files(tmp_path)) == packed(files(tmp_path))

"""`nightshift validate` says what is wrong, where, and exits 1."""

from pathlib import Path

import pytest

from nightshift.adapters import manifests
from nightshift.cli import main


def test_the_manifests_that_ship_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0

    assert "onno-prod.yaml: valid" in capsys.readouterr().out


def test_a_valid_file_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(str(manifests._folder().joinpath("onno-prod.yaml")))
    (tmp_path / source.name).write_text(source.read_text())

    assert main(["validate", str(tmp_path / source.name)]) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"name: x", "product: is required"), (b"\xff", "utf-8"), (None, "No such file")],
)
def test_an_invalid_file_is_named_with_its_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "onno-prod.yaml"
    if content is not None:
        path.write_bytes(content)

    assert main(["validate", str(path)]) == 1

    assert f"{path}: " in (said := capsys.readouterr().err)
    assert sentence in said


def test_a_shipped_manifest_that_is_broken_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text("name: broken")
    monkeypatch.setattr(manifests, "_folder", lambda: tmp_path)

    assert main(["validate"]) == 1

    assert "broken.yaml: product: is required" in capsys.readouterr().err

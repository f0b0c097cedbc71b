"""`nightshift` says what is wrong in a manifest, where, and ends with the right exit code."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nightshift import cli
from nightshift.adapters import manifests
from nightshift.cli import main
from nightshift.domain.errors import RefusedError
from tests.unit.manifest.base import SOURCE, TEXT

WARNED = TEXT.replace("    pool: 5\n", "    pool: 20\n")
BROKEN = TEXT.replace("product: base\n", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / SOURCE
    path.write_text(TEXT)
    return path


def test_the_manifests_that_ship_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0, capsys.readouterr().out

    said = capsys.readouterr().out
    for name in manifests.names():
        assert f"workloads/{name}.yaml: valid (0 errors, " in said


def test_a_valid_file_lists_its_defaults(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--strict", str(file)]) == 0

    assert capsys.readouterr().out.splitlines() == [
        f"{file}:29: default U-19 services.api.pool: 5",
        f"{file}:39: default U-05 services.api.openings.sale.lead_minutes: 15",
        f"{file}:39: default U-05 services.api.openings.sale.stay_minutes: 60",
        f"{file}:131: default U-16 backups.snapshots.at: 02:00",
        f"{file}: valid (0 errors, 0 warnings, 4 defaults)",
        "1 manifest, 0 not valid: 0 errors, 0 warnings, 4 defaults",
    ]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_defaults_are_left_out_where_it_is_asked_to(
    file: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert main(["validate", "--quiet", "--format", form, str(file)]) == 0

    assert "U-05" not in capsys.readouterr().out


def test_what_is_wrong_stands_last(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WARNED)
    other = file.with_name("other-prod.yaml")
    other.write_text(TEXT)

    main(["validate", str(other), str(file)])

    kinds = [line.split()[1] for line in capsys.readouterr().out.splitlines()[:-3]]
    assert kinds == [*["default"] * 8, "warning", "error"]


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1)])
def test_a_warning_fails_only_where_it_is_asked_to(
    file: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int
) -> None:
    file.write_text(WARNED)

    assert main(["validate", *options, str(file)]) == code

    assert f"{file}:59: warning ON-X10/GL-X03 database.max_connections: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BROKEN.encode(), ":2: error M-04 product: is required. Fix: add `product:`"),
        (b"name: \xff", ":1: error M-01 manifest: is not UTF-8. Fix: save the file as UTF-8"),
        (b"", ":1: error M-01 manifest: is empty. Fix: begin with `name:`"),
        (None, ":1: error M-01 manifest: cannot be read: No such file or directory."),
    ],
)
def test_an_invalid_file_is_named_with_its_fault(
    file: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    file.unlink() if content is None else file.write_bytes(content)

    assert main(["validate", str(file)]) == 1

    said = capsys.readouterr().out
    assert f"{file}{sentence}" in said
    assert f"{file}: not valid (1 error, 0 warnings, 0 defaults)" in said


def test_the_same_workload_twice_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.parent / "other" / SOURCE
    other.parent.mkdir()
    other.write_text(TEXT)

    assert main(["validate", str(file), str(other)]) == 1

    assert f"{other}:1: error M-06 name: 'base-prod' is the workload in {file}" in (
        capsys.readouterr().out
    )


def test_a_program_reads_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WARNED)

    assert main(["validate", "--format", "json", str(file)]) == 0

    (found,) = json.loads(capsys.readouterr().out)
    assert (found["file"], found["workload"], found["valid"]) == (str(file), "base-prod", True)
    assert found["findings"][0]["rule"] == "ON-X10/GL-X03"
    assert set(found["findings"][0]) == {"line", "severity", "rule", "field", "message", "fix"}
    assert found["defaults"][0] == {
        "line": 29,
        "rule": "U-19",
        "field": "services.api.pool",
        "value": "20",
    }


def test_github_annotates_the_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WARNED)

    assert main(["validate", "--format", "github", str(file)]) == 0

    first, default, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"::warning file={file},line=59,title=ON-X10/GL-X03::ON-X10/GL-X03 dat")
    assert default == f"::notice file={file},line=29,title=U-19::default U-19 services.api.pool: 20"


def test_a_percent_sign_reaches_github_escaped(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(TEXT.replace("on_demand_base: 1", "on_demand_base: 0"))

    main(["validate", "--format", "github", str(file)])

    assert "50 %25 run on Spot" in capsys.readouterr().out


def test_a_shipped_manifest_that_is_broken_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text("name: broken")
    monkeypatch.setattr(manifests, "_folder", lambda: tmp_path)

    assert main(["validate"]) == 1

    assert "broken.yaml:1: error M-04 product: is required" in capsys.readouterr().out


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    assert "validate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--version"], 0, "nightshift "),
        (["validate", "--help"], 0, "examples:\n"),
        (["validate", "--format", "xml"], 1, ""),
        (["unknown"], 1, ""),
    ],
)
def test_usage(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == code
    assert said in capsys.readouterr().out


def test_a_refusal_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: argparse.Namespace) -> int:
        raise RefusedError("table: there is none")

    monkeypatch.setattr(
        cli, "COMMANDS", (lambda commands: commands.add_parser("do").set_defaults(run=refuse),)
    )

    assert main(["do"]) == 1

    assert capsys.readouterr().err == "nightshift: table: there is none\n"


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0

    assert json.loads(capsys.readouterr().out)["title"] == "Nightshift workload manifest"


@pytest.mark.parametrize(("terminal", "coloured"), [(True, True), (False, False)])
def test_colour_is_for_a_terminal(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    coloured: bool,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)

    main(["validate", str(file)])

    assert ("\x1b[32mvalid\x1b[0m" in capsys.readouterr().out) is coloured


def test_nobody_reading_on_is_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    program = [
        sys.executable,
        "-c",
        "import sys; from nightshift.cli import main; sys.exit(main())",
    ]

    done = subprocess.run(
        [*program, "schema"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (1, "")


def test_wrong_usage_ends_with_1_because_2_says_that_there_are_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", "--format", "xml"])

    assert ended.value.code == 1
    assert "invalid choice: 'xml'" in capsys.readouterr().err

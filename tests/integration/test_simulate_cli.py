"""`nightshift simulate` says what would happen, draws it, and refuses by the name of the flag."""

import json
from pathlib import Path

import pytest
import time_machine

from nightshift.adapters import manifests
from nightshift.cli import main

WEEKS = ["simulate", "--from", "2026-12-01", "--to", "2026-12-15"]
STAGING = [*WEEKS, "--workload", "onno-staging"]


def test_a_person_reads_what_would_happen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(STAGING) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "onno-staging  staging, Asia/Seoul"
    assert said[1:7] == [
        "  time      1 December 2026 until 15 December 2026",
        "  asleep    216 of 336 hours (64 %)",
        "  goes on   nat: a NAT gateway cannot be stopped; a NAT instance could (CM-B37)",
        "  saved     $16.89 of $27.78 (61 %): 1,110 hours that do not run",
        "  prices    costs.prices of onno-staging, 2 Dec 2025 (assumed for database)",
        "  unpriced  216 hours of bastion; no price: add ec2-t3.nano-hour under costs.prices.usd",
    ]
    assert said[-1] == (
        "1 workload: $16.89 saved of $27.78, 50 actions, 0 warnings; nothing was touched"
    )


def test_the_next_actions_come_first_and_all_are_there_where_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(STAGING)
    some = capsys.readouterr().out.splitlines()
    main([*STAGING, "--all"])
    every = capsys.readouterr().out.splitlines()

    assert "            and 45 more actions; --all shows them" in some
    assert len(every) == len(some) + 44
    (first,) = [line for line in some if line.startswith("  next")]
    assert first == (
        "  next      Tue 1 Dec 08:00   start          environment: database, then cache, then "
        "api, bastion, ws, then alarms (awake hours)"
    )


def test_conflicts_come_with_their_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WEEKS, "--workload", "onno-prod"]) == 0

    said = capsys.readouterr().out.splitlines()
    (number,) = [n for n, line in enumerate(said) if line.startswith("  warning")]
    assert "120 of 100 - 10 = 90 connections" in said[number]
    assert "(10 times, first Tue 1 Dec 09:00)" in said[number]
    assert said[number + 1].strip().startswith("Fix: set pool to 7 or less")


def test_without_a_beginning_it_is_today(capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel("2026-12-01T12:00:00+00:00", tick=False):
        assert main(["simulate", "--workload", "onno-staging"]) == 0

    assert "1 December 2026 until 15 December 2026" in capsys.readouterr().out


def test_without_an_end_it_is_two_weeks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--from", "2026-12-01", "--workload", "onno-staging"]) == 0

    assert "1 December 2026 until 15 December 2026" in capsys.readouterr().out


def test_a_program_reads_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WEEKS, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert [each["workload"] for each in found["workloads"]] == manifests.names()
    staging = next(each for each in found["workloads"] if each["workload"] == "onno-staging")
    assert staging["actions"][0] == {
        "at": "2026-11-30T23:00:00+00:00",
        "kind": "start",
        "what": "environment",
        "text": "database, then cache, then api, bastion, ws, then alarms",
        "reason": "awake hours",
    }
    assert staging["accounts"][2]["price"] == "ec2-t3.nano-hour"
    assert staging["accounts"][2]["saved_usd"] is None


def test_it_is_drawn_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "build" / "simulation.html"

    assert main([*STAGING, "--html", str(path)]) == 0

    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().err == f"nightshift: drawn in {path}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", ""], "--from: '' is no date; write a day (2026-12-01) or an instant"),
        (["--from", "tomorrow"], "--from: 'tomorrow' is no date; write a day (2026-12-01)"),
        (["--from", "2026-12-01", "--to", "1/2"], "--to: '1/2' is no date"),
        (
            ["--from", "2026-12-15", "--to", "2026-12-01"],
            "--to: 2026-12-01 is not after --from, 2026-12-15; write a later one",
        ),
        (
            ["--from", "2026-12-01T09:00+09:00", "--to", "2026-12-01T00:00+00:00"],
            "--to: 2026-12-01T00:00+00:00 is not after --from, 2026-12-01T09:00+09:00",
        ),
        (
            ["--from", "2026-01-01", "--to", "2027-06-01"],
            "--to: 2027-06-01 is 516 days after --from; write one within 400 days, 2027-02-05 at",
        ),
        (
            ["--from", "2026-12-01", "--workload", "onno-stagin"],
            "--workload: 'onno-stagin' is not known; did you mean onno-staging? known: ",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_flag(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *arguments]) == 1

    assert capsys.readouterr().err.startswith(f"nightshift: {sentence}")


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*STAGING, "--html", str(tmp_path)]) == 1

    assert f"--html: {tmp_path}: Is a directory; name another file" in capsys.readouterr().err


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "nightshift simulate --from 2026-12-01 --html build/simulation.html" in said
    assert "exit codes: 0 played" in said

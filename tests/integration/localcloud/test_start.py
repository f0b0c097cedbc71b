"""A cloud that cannot start says why in one message, and exits with 1."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cloud_process import ROOT

PARTS = ("localcloud", "layers", "functions", "statemachines", "workloads")
MANIFEST = "workloads/onno-prod.yaml"
PATIENCE_SECONDS = 60
# (file, text, its replacement, what the message must name)
BROKEN = {
    "unknown type": (
        "template.yaml",
        "Type: AWS::DynamoDB::Table",
        "Type: AWS::DynamoDB::Tabel",
        ("AWS::DynamoDB::Tabel", "LedgerTable"),
    ),
    "refused property": (
        "template.yaml",
        "AttributeName: sk, KeyType: RANGE",
        "AttributeName: other, KeyType: RANGE",
        ("LedgerTable", "AWS::DynamoDB::Table"),
    ),
    "not YAML": ("template.yaml", "Resources:", "Resources: [", ("template.yaml", "line")),
    "no such code": (
        "template.yaml",
        "CodeUri: functions/claim_meeting",
        "CodeUri: functions/gone",
        ("ClaimMeetingFunction", "functions/gone"),
    ),
    "unknown manifest field": (MANIFEST, "product: onno", "prodct: onno", ("onno-prod", "prodct")),
    "manifest not YAML": (MANIFEST, "product: onno", "{{{", ("onno-prod.yaml", "not YAML")),
    "refused log group": (
        MANIFEST,
        "/ecs/onno-api",
        "/ecs/onno api!",
        ("onno-prod.yaml", "InvalidParameterException"),
    ),
}


def cloud(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a cloud that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "localcloud", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = cloud(ROOT, "--empty", "--port", str(port))

    assert ended.returncode == 1
    assert f"port {port}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "ready" not in ended.stdout


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "99999"), ("--region", "nowhere-1"), ("--start", "tomorrow")],
)
def test_an_option_that_does_not_fit_is_refused(option: str, value: str) -> None:
    ended = cloud(ROOT, "--empty", option, value)

    assert ended.returncode == 2
    assert option in ended.stderr
    assert value in ended.stderr


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_project_is_named(case: str, tmp_path: Path) -> None:
    file, text, replacement, named = BROKEN[case]
    for part in PARTS:
        # With bytecode, but without what somebody else is writing at this moment.
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copy(ROOT / "template.yaml", tmp_path)
    whole = (tmp_path / file).read_text()
    assert text in whole
    (tmp_path / file).write_text(whole.replace(text, replacement))

    ended = cloud(tmp_path, "--port", "0")

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    for name in named:
        assert name in ended.stderr

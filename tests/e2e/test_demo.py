"""`make demo` ends well, shows both meetings, and leaves nothing running."""

import json
import subprocess
import sys
from pathlib import Path

from tests.cloud_process import ROOT


def test_the_demo_shows_two_meetings_and_one_repeat(tmp_path: Path) -> None:
    page = tmp_path / "index.html"

    ended = subprocess.run(
        [sys.executable, "-m", "demo", "--output", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert page.read_text().count("complete") >= 2
    record = json.loads((tmp_path / "record.json").read_text())
    assert len(record["meetings"]) == 2
    assert "answered, not redone" in ended.stdout

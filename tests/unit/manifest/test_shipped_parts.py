"""A function reads only the part it needs, and gets what the whole manifest would give it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nightshift.adapters import manifests
from nightshift.domain.errors import RefusedError
from tests.project import ROOT
from tests.unit.manifest.base import SOURCE, TEXT, variant

NAME = SOURCE.removesuffix(".yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of manifests with the base in it."""
    caches = (manifests.get, manifests.meetings, manifests.notifications, manifests.told)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(manifests, "_folder", lambda: tmp_path)
    (tmp_path / SOURCE).write_text(TEXT)
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_a_part_equals_that_of_the_whole() -> None:
    whole = manifests.get(NAME)

    assert manifests.meetings(NAME) == whole.meetings
    assert manifests.notifications(NAME) == whole.notifications
    told = manifests.told(NAME)
    assert (told.account, told.region, told.zone) == (whole.account, whole.region, whole.zone)
    assert told.notifications == whole.notifications


def test_every_manifest_is_returned_by_name(folder: Path) -> None:
    (folder / "another.yaml").write_text(TEXT.replace(f"name: {NAME}", "name: another"))

    assert [manifest.name for manifest in manifests.every()] == ["another", NAME]
    assert [path.name for path in manifests.paths()] == ["another.yaml", SOURCE]


def test_a_manifest_without_the_part(folder: Path) -> None:
    (folder / SOURCE).write_text(TEXT[: TEXT.index("notifications:")])

    assert manifests.notifications(NAME).routes == {}
    with pytest.raises(RefusedError, match="has no meetings; add `meetings:`"):
        manifests.meetings(NAME)


@pytest.mark.parametrize("name", ["nobody", "../base-prod", ""])
def test_a_workload_nobody_knows(name: str) -> None:
    readers = (manifests.get, manifests.meetings, manifests.notifications, manifests.told)
    for read in (*readers, manifests.examined):
        with pytest.raises(RefusedError, match=r"is not known; known: base-prod"):
            read(name)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("email_identity: base.example", "email_identity: 5", "M-05 meetings.email_identity"),
        ("email_identity: base.example", "email_identity: [", "M-01 manifest: is not YAML"),
    ],
)
def test_a_part_that_does_not_fit_is_refused_as_the_whole_is(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    (folder / SOURCE).write_text(variant(old, new))

    with pytest.raises(RefusedError, match=sentence):
        manifests.meetings(NAME)


@pytest.mark.parametrize("part", ["notifications", "told"])
def test_reading_a_part_does_not_import_the_whole(part: str) -> None:
    code = (
        "import sys\n"
        "from nightshift.adapters import manifests\n"
        f"manifests.{part}(manifests.names()[0])\n"
        "print(sorted(m for m in sys.modules if m.startswith('nightshift.domain.manifest.')))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "layers" / "nightshift",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "notifications" in done.stdout
    for unneeded in ("manifest", "services", "watch", "checks", "examination"):
        assert f"nightshift.domain.manifest.{unneeded}'" not in done.stdout

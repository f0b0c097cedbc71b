"""A small complete manifest, and it with one passage changed."""

from pathlib import Path

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.examination import Examination, examine

SOURCE = "base-prod.yaml"
TEXT = Path(__file__).with_name(SOURCE).read_text(encoding="utf-8")


def variant(old: str, new: str) -> str:
    """Return the manifest with its one `old` replaced."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in {SOURCE}"
    return TEXT.replace(old, new)


def examined(text: str = TEXT) -> Examination:
    return examine(text, SOURCE)


def manifest(old: str = "name: base-prod", new: str = "name: base-prod") -> Manifest:
    return examined(variant(old, new)).accepted()


def warnings(old: str, new: str) -> list[str]:
    """Return the warnings of a variant that has no errors, as a person reads them."""
    found = examined(variant(old, new))
    found.accepted()
    return [str(warning) for warning in found.warnings]


def line_of(text: str, marker: str) -> int:
    """Return the 1-based line on which `marker` stands first; `""` is the first line."""
    return text[: text.index(marker)].count("\n") + 1

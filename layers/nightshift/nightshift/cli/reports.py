"""What `nightshift validate` found: for a person, for a program, and as GitHub's annotations."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nightshift.cli.terminal import Colour, coloured
from nightshift.domain.manifest.assumptions import Assumption, assumptions
from nightshift.domain.manifest.document import Document
from nightshift.domain.manifest.examination import Examination, Located
from nightshift.domain.manifest.findings import Severity, field_name, step

COLOURS = {"error": Colour.RED, "warning": Colour.YELLOW, "default": Colour.DIM}
VALUE_SHOWN = 60  # characters of a default's value
# GitHub's workflow commands: what may not stand in a message, what not in a property besides.
ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
ESCAPED_IN_PROPERTY = {**ESCAPED, ":": "%3A", ",": "%2C"}


@dataclass(frozen=True, slots=True)
class Default:
    """A value that no source states."""

    line: int
    rule: str  # U-19
    field: str
    value: str

    def __str__(self) -> str:
        return f"{self.rule} {self.field}: {self.value}"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file and what was found in it."""

    path: Path
    examination: Examination | None  # None: the file could not be opened
    findings: tuple[Located, ...]

    @property
    def workload(self) -> str | None:
        """The workload's name; None where the manifest could not be read."""
        found = self.examination.manifest if self.examination else None
        return found.name if found else None

    @property
    def counts(self) -> Counter[str]:
        """How many errors, warnings and defaults."""
        severities = [str(found.finding.severity) for found in self.findings]
        return Counter([*severities, *("default" for _ in self.defaults())])

    def defaults(self) -> list[Default]:
        """Return what no source states, in the order of the file."""
        examined = self.examination
        if examined is None or examined.manifest is None or examined.document is None:
            return []
        document = examined.document
        found = [_default(each, document) for each in assumptions(examined.manifest)]
        return sorted(found, key=lambda default: default.line)


def text(results: Sequence[Checked], *, defaults: bool) -> Iterator[str]:
    """Yield a line per default and finding, a line per file, and a total: also for `grep`.

    What is wrong comes last, where a terminal shows it.
    """
    for checked in results:
        for default in checked.defaults() if defaults else ():
            yield _line(f"{checked.path}:{default.line}", "default", str(default))
    for severity in (Severity.WARNING, Severity.ERROR):
        for checked in results:
            for found in checked.findings:
                if found.finding.severity is severity:
                    yield _line(f"{checked.path}:{found.line}", str(severity), str(found))
    yield from _verdicts(results)


def _verdicts(results: Sequence[Checked]) -> Iterator[str]:
    for checked in results:
        valid = not checked.counts["error"]
        verdict = coloured("valid", Colour.GREEN) if valid else coloured("not valid", Colour.RED)
        yield f"{checked.path}: {verdict} ({_counted(checked.counts)})"
    total: Counter[str] = Counter()
    for checked in results:
        total.update(checked.counts)
    invalid = sum(checked.counts["error"] > 0 for checked in results)
    yield f"{_plural(len(results), 'manifest')}, {invalid} not valid: {_counted(total)}"


def as_json(results: Sequence[Checked], *, defaults: bool) -> Iterator[str]:
    """Yield one JSON document: a list of files with their findings and defaults."""
    found = [_object(checked, defaults=defaults) for checked in results]
    yield json.dumps(found, indent=2, ensure_ascii=False)


def github(results: Sequence[Checked], *, defaults: bool) -> Iterator[str]:
    """Yield workflow commands: an annotation at the line of each finding, defaults as notices."""
    for checked in results:
        for found in checked.findings:
            severity, title = found.finding.severity, found.finding.rule
            place = _place(checked.path, found.line, title)
            yield f"::{severity} {place}::{_escaped(str(found), ESCAPED)}"
        for default in checked.defaults() if defaults else ():
            place = _place(checked.path, default.line, default.rule)
            yield f"::notice {place}::{_escaped(f'default {default}', ESCAPED)}"


def _line(place: str, severity: str, message: str) -> str:
    return f"{place}: {coloured(severity, COLOURS[severity])} {message}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(_plural(counts[kind], kind) for kind in COLOURS)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _default(found: Assumption, document: Document) -> Default:
    """Return an assumption with its value as the manifest writes it, where it does."""
    written: Any = document.value
    for part in found.path:
        written = step(written, part)
    value = found.value if written is None else written
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    text = text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}..."
    field = field_name(found.path, document.value)
    return Default(document.line(found.path), found.row, field, text)


def _object(checked: Checked, *, defaults: bool) -> dict[str, Any]:
    findings = [
        {
            "line": found.line,
            "severity": found.finding.severity,
            "rule": found.finding.rule,
            "field": found.field,
            "message": found.finding.message,
            "fix": found.finding.fix,
        }
        for found in checked.findings
    ]
    head = {
        "file": str(checked.path),
        "workload": checked.workload,
        "valid": not checked.counts["error"],
        "findings": findings,
    }
    listed = [asdict(default) for default in checked.defaults()]
    return {**head, "defaults": listed} if defaults else head


def _place(path: Path, line: int, title: str) -> str:
    properties = {"file": str(path), "line": str(line), "title": title}
    return ",".join(f"{key}={_escaped(v, ESCAPED_IN_PROPERTY)}" for key, v in properties.items())


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)

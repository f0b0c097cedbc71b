"""Read one manifest and say everything about it: what it is, what is wrong, where, what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import NAMED_FAULTS
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.checks import check
from nightshift.domain.manifest.document import Document, Unreadable, parse
from nightshift.domain.manifest.faults import NOTHING, faults
from nightshift.domain.manifest.findings import Finding, Path, Severity, error, field_name


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, and where in the file it is."""

    finding: Finding
    line: int  # from 1
    field: str  # services.api.pool

    def __str__(self) -> str:
        finding = self.finding
        return f"{finding.rule} {self.field}: {finding.message}. Fix: {finding.fix}"

    @property
    def refuses(self) -> bool:
        """Whether it makes the manifest invalid."""
        return self.finding.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Examination:
    """What came of reading a manifest. `manifest` is None where a field does not fit."""

    source: str  # the file's name
    manifest: Manifest | None
    findings: tuple[Located, ...]  # in the order of the file
    document: Document | None = None

    @property
    def errors(self) -> list[Located]:
        """What refuses the manifest."""
        return [found for found in self.findings if found.refuses]

    @property
    def warnings(self) -> list[Located]:
        """What people are told of."""
        return [found for found in self.findings if not found.refuses]

    def accepted(self) -> Manifest:
        """Return the manifest.

        Raises:
            RefusedError: it has errors; each with line, rule, field and fix, at most five.
        """
        errors = self.errors
        if self.manifest is None or errors:
            raise RefusedError("; ".join(_sentences(self.source, errors)))
        return self.manifest


def examine(content: str | bytes, source: str) -> Examination:
    """Return what is in a manifest's file; `source` is the file's name, `<workload>.yaml`."""
    try:
        document = parse(content)
    except Unreadable as problem:
        return Examination(source, None, (Located(problem.finding, problem.line, "manifest"),))
    try:
        manifest = Manifest.model_validate(document.value)
    except ValidationError as problem:
        found = faults(problem, document, Manifest)
        return Examination(source, None, _located(found, document), document)
    findings = list(_mistaken(document.value, manifest, (), document))
    findings = findings or [*_named(manifest, source), *check(manifest)]
    return Examination(source, manifest, _located(findings, document), document)


def _named(manifest: Manifest, source: str) -> Iterator[Finding]:
    if f"{manifest.name}.yaml" != source:
        message = f"{manifest.name!r} is not the file's name, {source}"
        fix = f"write name: {source.rsplit('.', 1)[0]}, or rename the file to {manifest.name}.yaml"
        yield error("M-06", ("name",), message, fix)


def _mistaken(written: Any, read: Any, path: Path, document: Document) -> Iterator[Finding]:
    """Yield values that pydantic takes without a word: nothing, and `yes` for a number."""
    if written is None:
        yield error("M-05", path, *NOTHING)
    elif isinstance(written, bool) and not isinstance(read, bool):
        yield error("M-05", path, f"{document.written(path)!r} is no number", "write a number")
    elif isinstance(written, dict):
        for key, value in written.items():
            inner = read[key] if isinstance(read, Mapping) else getattr(read, key)
            yield from _mistaken(value, inner, (*path, key), document)
    elif isinstance(written, list):
        for number, (value, inner) in enumerate(zip(written, read, strict=True)):
            yield from _mistaken(value, inner, (*path, number), document)


def _located(findings: Iterable[Finding], document: Document) -> tuple[Located, ...]:
    found = [
        Located(finding, document.line(finding.path), field_name(finding.path, document.value))
        for finding in findings
    ]
    return tuple(sorted(found, key=lambda located: located.line))


def _sentences(source: str, errors: list[Located]) -> Iterator[str]:
    yield from (f"{source}:{found.line}: {found}" for found in errors[:NAMED_FAULTS])
    if len(errors) > NAMED_FAULTS:
        yield f"and {len(errors) - NAMED_FAULTS} more"

"""`nightshift validate`: what is wrong in manifests, doubtful in them, or only a default."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nightshift.adapters import manifests
from nightshift.cli import reports
from nightshift.cli.reports import Checked
from nightshift.cli.terminal import EXIT_INVALID, EXIT_VALID, say
from nightshift.domain.manifest.examination import Located
from nightshift.domain.manifest.findings import error

FORMATS: dict[str, Callable[..., Iterator[str]]] = {
    "text": reports.text,
    "json": reports.as_json,
    "github": reports.github,
}
EPILOG = """\
examples:
  nightshift validate                               the manifests that ship
  nightshift validate --quiet                       without the list of defaults
  nightshift validate workloads/onno-prod.yaml      one file
  nightshift validate --format github --strict      in a workflow, warnings fail, too

exit codes: 0 valid (warnings are allowed), 1 not valid, or wrong usage
rules: docs/manifests.md
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "validate",
        help="check workload manifests",
        description="Check workload manifests: errors, warnings, and the defaults they rely on.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", type=Path, help="manifest files; none given: all that ship"
    )
    parser.add_argument("--strict", action="store_true", help="warnings fail, too")
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="no defaults; they are still counted"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Check the files and print what was found; 1 where one is not valid."""
    results = check(asked.files)
    for line in FORMATS[asked.format](results, defaults=not asked.quiet):
        say(line)
    failing = any(found.refuses or asked.strict for each in results for found in each.findings)
    return EXIT_INVALID if failing else EXIT_VALID


def check(paths: Sequence[Path]) -> list[Checked]:
    """Return what is found in each file; none given: in each manifest that ships."""
    results: list[Checked] = []
    for path in paths or _shipped():
        before = {each.workload: each.path for each in results if not _misnamed(each.findings)}
        results.append(_checked(path, before))
    return results


def _shipped() -> list[Path]:
    here = Path.cwd()
    return [p.relative_to(here) if p.is_relative_to(here) else p for p in manifests.paths()]


def _misnamed(findings: Sequence[Located]) -> bool:
    """Say whether a file is told already that its workload has another file's name."""
    return any(found.finding.rule == "M-06" for found in findings)


def _checked(path: Path, before: dict[str | None, Path]) -> Checked:
    try:
        content = path.read_bytes()
    except OSError as problem:
        fault = error("M-01", (), f"cannot be read: {problem.strerror}", "check the path")
        return Checked(path, None, (Located(fault, 1, "manifest"),))
    examined = manifests.examine(content, path.name)
    found = examined.manifest
    if found is not None and found.name in before and not _misnamed(examined.findings):
        message = f"{found.name!r} is the workload in {before[found.name]} already"
        fault = error("M-06", ("name",), message, "give each workload one manifest")
        findings = (Located(fault, 1, "name"), *examined.findings)
        return Checked(path, examined, findings)
    return Checked(path, examined, examined.findings)

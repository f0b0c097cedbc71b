"""The console script `nightshift`: what can be asked of the manifests without any cloud."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nightshift.adapters import manifests
from nightshift.domain.errors import RefusedError

EXIT_INVALID = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where everything is valid, 1 where something is not."""
    asked = _parser().parse_args(arguments)
    return validate(asked.manifest)


def validate(paths: Sequence[Path]) -> int:
    """Check manifests (none given: those that ship) and say for each what is wrong with it."""
    results = [_checked(path) for path in paths] or [_shipped(name) for name in manifests.names()]
    for source, problem in results:
        print(f"{source}: {problem or 'valid'}", file=sys.stderr if problem else sys.stdout)
    return EXIT_INVALID if any(problem for _, problem in results) else 0


def _checked(path: Path) -> tuple[str, str | None]:
    try:
        manifests.read(path.read_text(encoding="utf-8"), path.name)
    except (RefusedError, OSError, UnicodeDecodeError) as problem:
        return str(path), str(problem).removeprefix(f"{path.name}: ")
    return str(path), None


def _shipped(name: str) -> tuple[str, str | None]:
    try:
        manifests.get(name)
    except RefusedError as problem:
        return f"{name}.yaml", str(problem).removeprefix(f"{name}.yaml: ")
    return f"{name}.yaml", None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("nightshift", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True)
    check = commands.add_parser("validate", help="check workload manifests")
    check.add_argument(
        "manifest", nargs="*", type=Path, help="a manifest file; none given: all that ship"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

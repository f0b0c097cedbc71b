"""The console script `nightshift`: what can be asked of the manifests.

A command is a module with `add(commands)`, which registers its parser and sets `run`, a function
of the parsed arguments that returns the exit code. List it in COMMANDS.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from nightshift.cli import plan, schema, simulate, validate
from nightshift.cli.terminal import EXIT_INVALID, complain
from nightshift.domain.errors import RefusedError

# One line per command, in the order of the help.
COMMANDS: tuple[Callable[[Any], None], ...] = (
    validate.add,
    plan.add,
    simulate.add,
    schema.add,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; wrong usage ends with 1."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if "run" not in asked:
        parser.print_help()
        return 0
    try:
        return int(asked.run(asked))
    except RefusedError as problem:
        complain(f"nightshift: {problem}")
        return EXIT_INVALID
    except BrokenPipeError:  # `... | head`; nothing may be flushed at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_INVALID


class _Parser(argparse.ArgumentParser):
    """A parser whose refusals cannot be mistaken for `plan`'s 2, which says "there are changes"."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_INVALID, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("nightshift", description="Check, plan and simulate workload manifests.")
    parser.add_argument("--version", action="version", version=f"nightshift {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser


def _version() -> str:
    try:
        return version("nightshift")
    except PackageNotFoundError:  # run from the layer's folder, not installed
        return "(not installed)"

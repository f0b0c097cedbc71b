"""Text to a person: on standard output, on standard error, in colour where a terminal shows it."""

import sys
from enum import StrEnum

EXIT_VALID, EXIT_INVALID = 0, 1  # argparse ends with 2 on wrong usage


class Colour(StrEnum):
    """ANSI's codes of what we colour."""

    RED = "31"
    YELLOW = "33"
    GREEN = "32"
    DIM = "2"


def say(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"{text}\n")


def coloured(text: str, colour: Colour) -> str:
    """Return `text` in a colour on a terminal, and as it is in a file or a pipe."""
    return f"\x1b[{colour}m{text}\x1b[0m" if sys.stdout.isatty() else text

"""Show what is being done: a live list of steps at a terminal, plain lines anywhere else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from demo.record import Step


@dataclass
class Line:
    """One step while it is under way; write to `note` to say how far it is."""

    name: str
    began: float
    note: str = ""
    seconds: float | None = None
    failed: bool = False


@dataclass
class Steps:
    """Every step of the night, and how long each took on this machine."""

    console: Console
    lines: list[Line] = field(default_factory=list)
    _spinner: Spinner = field(default_factory=lambda: Spinner("dots", style="cyan"))

    @property
    def live(self) -> bool:
        """Say whether the list is redrawn in place."""
        return self.console.is_terminal

    def taken(self) -> tuple[Step, ...]:
        """Return the steps that are finished."""
        return tuple(Step(s.name, s.seconds, s.note) for s in self.lines if s.seconds is not None)

    @contextmanager
    def shown(self) -> Iterator["Steps"]:
        """Draw the list for as long as the block runs."""
        if not self.live:
            yield self
            return
        with Live(self, console=self.console, refresh_per_second=10):
            yield self

    @contextmanager
    def step(self, name: str) -> Iterator[Line]:
        """Time one step; it counts as failed when the block raises."""
        line = Line(name, time.monotonic())
        self.lines.append(line)
        try:
            yield line
        except BaseException:
            line.failed = True
            raise
        finally:
            line.seconds = time.monotonic() - line.began
            if not self.live:
                mark = "FAILED" if line.failed else "ok"
                note = f"  {line.note}" if line.note else ""
                self.console.print(
                    f"{mark:>6}  {line.seconds:5.1f} s  {name}{note}",
                    highlight=False,
                    markup=False,
                    emoji=False,
                    soft_wrap=True,
                )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the list as it is now."""
        table = Table.grid(padding=(0, 2))
        for line in self.lines:
            table.add_row(self._mark(line), line.name, _clock(line), Text(line.note, style="dim"))
        yield table

    def _mark(self, line: Line) -> Any:
        if line.seconds is None:
            return self._spinner
        return Text("✗", style="bold red") if line.failed else Text("✓", style="green")


def _clock(line: Line) -> Text:
    seconds = time.monotonic() - line.began if line.seconds is None else line.seconds
    return Text(f"{seconds:5.1f} s", style="dim")

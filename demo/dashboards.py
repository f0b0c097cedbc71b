"""A CloudWatch dashboard as a person would see it: its own frames, titles, legends and targets.

The embedded cloud has no ECS, ALB or RDS that work, so the curves are examples; the page says so.
"""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

from demo import curves
from demo.record import Dashboard

COLOURS = 8  # of the page's style sheet
SHOWN_ROWS = 4  # of a log widget


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart, or one number."""

    label: str
    colour: int
    path: str  # SVG, in a box of curves.WIDTH x curves.HEIGHT
    number: str  # an example of its value


@dataclass(frozen=True, slots=True)
class Target:
    """A horizontal line."""

    label: str
    y: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One widget: where it is on the grid of 24 columns, and what is in it."""

    x: int
    y: int
    width: int
    height: int
    kind: str  # chart, numbers, log, alarms, text
    title: str
    series: tuple[Series, ...] = ()
    targets: tuple[Target, ...] = ()
    rows: tuple[str, ...] = ()  # of a log query or a list of alarms
    text: str = ""


def panels(dashboard: Dashboard) -> list[Panel]:
    """Return the dashboard's widgets, as CloudWatch's JSON has them."""
    return [_panel(widget, f"{dashboard.name}-") for widget in dashboard.body["widgets"]]


def _panel(widget: dict[str, Any], prefix: str) -> Panel:
    properties = widget["properties"]
    title = properties.get("title", "")
    place = {key: widget[key] for key in ("x", "y", "width", "height")}
    match widget["type"]:
        case "text":
            return Panel(**place, kind="text", title="", text=properties["markdown"])
        case "log":
            lines = [line.removeprefix("| ") for line in properties["query"].splitlines()]
            rows = tuple(line for line in lines if not line.startswith("SOURCE"))
            return Panel(**place, kind="log", title=title, rows=rows[:SHOWN_ROWS])
        case "alarm":
            names = tuple(
                arn.rpartition(":")[2].removeprefix(prefix) for arn in properties["alarms"]
            )
            return Panel(**place, kind="alarms", title=title, rows=names)
        case _:
            kind = "numbers" if properties.get("view") == "singleValue" else "chart"
            return Panel(**place, kind=kind, title=title, **_drawn(properties))


def _drawn(properties: dict[str, Any]) -> dict[str, Any]:
    rows = _written_out(properties["metrics"])
    lines = [entry for entry in rows if _options(entry).get("visible", True) is not False]
    marks = properties.get("annotations", {}).get("horizontal", [])
    return {
        "series": tuple(_series(entry, number) for number, entry in enumerate(lines)),
        "targets": tuple(
            Target(f"{mark.get('label', '')} {mark['value']:g}".strip(), curves.TARGET)
            for mark in marks
        ),
    }


def _series(entry: list[Any], number: int) -> Series:
    options = _options(entry)
    name = options.get("label") or options.get("expression") or _name(entry)
    seed = crc32(repr(entry).encode())
    return Series(name, number % COLOURS, curves.path(seed), curves.number(name, seed))


def _name(entry: list[Any]) -> str:
    _, metric, *dimensions = [part for part in entry if isinstance(part, str)]
    return " ".join([metric, *dimensions[1::2]])


def _options(entry: list[Any]) -> dict[str, Any]:
    return entry[-1] if isinstance(entry[-1], dict) else {}


def _written_out(entries: list[list[Any]]) -> list[list[Any]]:
    """Return the entries with CloudWatch's shorthand replaced: "." repeats the field above."""
    found: list[list[Any]] = []
    for entry in entries:
        above = found[-1] if found else []
        found.append(
            [above[i] if part == "." and i < len(above) else part for i, part in enumerate(entry)]
        )
    return found

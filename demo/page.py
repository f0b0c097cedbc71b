"""Write the page: one HTML file with everything in it, no script and nothing to load."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo import bill, curves, dashboards, gantt, heat_map, night, pictures, words
from demo.record import Meeting, Record
from nightshift.domain.meetings.results import Turn

TEMPLATES = Path(__file__).parent / "templates"
TASKS = {
    "generate_summary": "summary",
    "extract_action_items": "action items",
    "extract_relationship_data": "relationship data",
    "create_embeddings": "embeddings",
    "send_email_summary": "e-mail",
}

BLOCK = re.compile(r"<(?:p|li|tr|h[1-6]|br|hr)\b", re.IGNORECASE)
TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.IGNORECASE | re.DOTALL)
MARKS = re.compile(r"^#+ +|[*`]|\]\([^)]*\)|\[", re.MULTILINE)
CHARACTERS_A_LINE = 110
SUREST = 10  # action items of a meeting that are shown at once


def write(record: Record, path: Path) -> None:
    """Write the page of one night."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(record), encoding="utf-8")


def render(record: Record) -> str:
    """Return the page as HTML."""
    charges = bill.charges(record)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            record=record,
            moments=night.moments(record),
            ticks=night.ticks(record),
            marks=night.marks(record),
            charges=charges,
            total=bill.total(charges),
            not_counted=bill.NOT_COUNTED,
            services=_services(record),
            kept_kinds=sorted({kind for row in record.kept for kind in row.counts}),
            refused=sum(call.count for call in record.calls if call.outcome == "denied"),
        )
    )


def _services(record: Record) -> list[tuple[str, int, list[tuple[str, int]]]]:
    actions: dict[str, Counter[str]] = {}
    for call in record.calls:
        label = call.action if call.outcome == "ok" else f"{call.action} ({call.outcome})"
        actions.setdefault(call.service, Counter())[label] += call.count
    found = [(name, counter.total(), counter.most_common()) for name, counter in actions.items()]
    return sorted(found, key=lambda row: -row[1])


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": words.clock,
        "day": words.day,
        "lasting": words.lasting,
        "position": words.position,
        "usd": words.usd,
        "rows": gantt.rows,
        "network": pictures.network,
        "replies": pictures.replies,
        "heat_map": heat_map.heat_map,
        "turns_by_number": turns_by_number,
        "speaker_numbers": speaker_numbers,
        "is_html": is_html,
        "height": height,
        "quantity": words.quantity,
        "pretty": pretty,
        "panels": dashboards.panels,
        "plain": plain,
    }
    environment.globals |= {
        "tasks": TASKS,
        "surest": SUREST,
        "languages": words.LANGUAGES,
        "counted": words.counted,
        "network_size": pictures.SIZE,
        "cell": heat_map.CELL,
        "plot": {"width": curves.WIDTH, "height": curves.HEIGHT},
    }
    return environment


def turns_by_number(meeting: Meeting) -> dict[int, Turn]:
    """Return the turns by their own numbers."""
    return {turn.i: turn for turn in meeting.transcript.turns}


def speaker_numbers(meeting: Meeting) -> dict[str, int]:
    """Return 0, 1, 2, ... for the speakers, in order of first appearance: their colours."""
    names = dict.fromkeys(turn.speaker for turn in meeting.transcript.turns)
    return {name: number for number, name in enumerate(names)}


def pretty(detail: dict[str, Any]) -> str:
    """Return an event's detail as indented JSON, with every script as it is written."""
    return json.dumps(detail, indent=2, ensure_ascii=False)


def is_html(body: str) -> bool:
    """Say whether an e-mail's body is HTML."""
    start = body.lstrip()[:200].lower()
    return start.startswith(("<!doctype html", "<html", "<body", "<div", "<table", "<p", "<h"))


def height(body: str) -> int:
    """Return about how many pixels high an HTML body is; a sandboxed frame cannot tell."""
    blocks = len(BLOCK.findall(body))
    wrapped_lines = len(TAG.sub("", body)) // CHARACTERS_A_LINE
    return 130 + 30 * blocks + 25 * wrapped_lines


def plain(markdown: str) -> str:
    """Return a text widget's Markdown without its marks."""
    return MARKS.sub("", markdown).strip()

"""Many notices as one: what waited for the same moment, grouped by title, most severe first."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from nightshift.domain.notifications.notice import (
    ICONS,
    OVER,
    SEVERITIES,
    TOGETHER,
    Effect,
    Message,
    Notice,
)

LINES_SHOWN = 10  # different summaries of one title; the others are counted
TITLES_SHOWN = 3
FIELD_KEPT = 1_000  # characters; an item of the ledger has at most 400 KB
KEPT = ("id", "workload", "kind", "severity", "title", "summary", "runbook", "fact", "incident")


def pack(message: Message) -> str:
    """Return a message's notice as the ledger keeps it while it waits: JSON.

    Its words are kept with it: they are the summary, and what was remarked stands below it. What an
    exact text is made of is kept where it has one.
    """
    notice = replace(message.notice, summary=message.text)
    notice = replace(notice, findings=(*notice.findings, *message.remarks))
    kept = {name: value for name, value in asdict(notice).items() if name in KEPT}
    filled = notice.fields.items() if message.exact else ()
    more = {
        "at": notice.at.isoformat(),
        "fact": notice.fact if message.exact else "",
        "fields": {name: value for name, value in filled if len(value) <= FIELD_KEPT},
        "facts": notice.facts,
        "findings": notice.findings,
        "covered": notice.covered,
        "effect": notice.effect.value,
    }
    return json.dumps(kept | more, ensure_ascii=False)


def unpack(text: str) -> Notice:
    """Return the notice that `pack` wrote."""
    found: dict[str, Any] = json.loads(text)
    return Notice(
        **{name: found[name] for name in KEPT},
        findings=tuple(found["findings"]),
        covered=tuple(found["covered"]),
        at=datetime.fromisoformat(found["at"]),
        fields=found["fields"],
        facts=tuple((name, value) for name, value in found["facts"]),
        effect=Effect(found["effect"]),
    )


def together(notices: Sequence[Notice], due: datetime) -> Notice:
    """Return one notice for all (at least one, of one workload); one alone stays as it is."""
    if len(notices) == 1:
        return notices[0]
    ordered = sorted(notices, key=lambda n: (SEVERITIES.index(n.severity), n.title, n.at))
    groups = [list(group) for _, group in groupby(ordered, key=lambda n: (n.severity, n.title))]
    counts = Counter(notice.severity for notice in notices)
    said = " and ".join(f"{counts[name]} {name}" for name in SEVERITIES if counts[name])
    return replace(
        ordered[0],
        id=f"together/{due.isoformat()}",
        kind=TOGETHER,
        title=f"{len(notices)} messages: {_titles(groups)}",
        summary=f"{said} came together.",
        at=due,
        fact="",
        facts=(),
        findings=tuple(line for group in groups for line in _lines(group)),
        effect=Effect.RESOLVE if all(map(_is_over, groups)) else Effect.NONE,
        incident=None,
        runbook=None,
    )


def _titles(groups: list[list[Notice]]) -> str:
    titles = list(dict.fromkeys(group[0].title for group in groups))
    over = len(titles) - TITLES_SHOWN
    return ", ".join(titles[:TITLES_SHOWN]) + (f" and {over} more" if over > 0 else "")


def _lines(group: list[Notice]) -> list[str]:
    """Return the group's count and how it stands, its different summaries, and every finding."""
    times = Counter(notice.summary for notice in group)
    shown = times.most_common(LINES_SHOWN)
    icon = OVER if _is_over(group) else ICONS[group[0].severity]
    head = f"{icon} {len(group)} × {group[0].title} ({group[0].severity}){_standing(group)}"
    lines = [f"{text}" + (f" (×{count})" if count > 1 else "") for text, count in shown]
    over = len(times) - len(shown)
    more = [f"and {over} more that say something else"] if over else []
    findings = [finding for notice in group for finding in notice.findings]
    return [head, *lines, *more, *findings]


def _standing(group: list[Notice]) -> str:
    """Return how the group's incidents stand after the last that is told of each."""
    last = {notice.incident: notice.effect for notice in group if notice.incident}
    still = sum(effect in (Effect.OPEN, Effect.ACKNOWLEDGE) for effect in last.values())
    if still:
        return ", still open" if len(last) == 1 else f", {still} of {len(last)} still open"
    says_so = group[0].title == group[0].kind  # e.g. Secret Rotated
    return ", over" if _is_over(group) and not says_so else ""


def _is_over(group: list[Notice]) -> bool:
    last = {notice.incident: notice.effect for notice in group}
    return set(last.values()) == {Effect.RESOLVE}

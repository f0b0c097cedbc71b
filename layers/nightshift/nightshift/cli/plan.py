"""`nightshift plan`: what `reconcile` would change, read with the caller's own credentials."""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nightshift.adapters import stacks, surveys
from nightshift.cli.terminal import EXIT_INVALID, Colour, coloured, complain, say
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.inputs import parse
from nightshift.domain.reconcile import former, rendering
from nightshift.domain.reconcile.plan import Action, Change, Plan
from nightshift.domain.reconcile.report import NotMade
from nightshift.domain.reconcile.request import Reconcile, hub_of
from nightshift.domain.reconcile.resources import Hub
from nightshift.domain.reconcile.survey import Survey

EXIT_SAME, EXIT_DIFFERENT = 0, 2  # as `terraform plan -detailed-exitcode`
COLOURS = {
    rendering.SYMBOLS[Action.CREATE]: Colour.GREEN,
    rendering.SYMBOLS[Action.UPDATE]: Colour.YELLOW,
    rendering.SYMBOLS[Action.REPLACE]: Colour.YELLOW,
    rendering.SYMBOLS[Action.DELETE]: Colour.RED,
    rendering.LEFT_OUT: Colour.DIM,
}
EPILOG = """\
examples:
  nightshift plan                                   all workloads, against the stack `nightshift`
  nightshift plan --workload onno-prod              one
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 nightshift plan     against `make cloud`

exit codes: 0 nothing to change, 1 it could not be found out, 2 there are changes
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "plan",
        help="show what reconcile would change",
        description="Show what reconcile would change; nothing is changed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", default="nightshift", help="default: nightshift")
    parser.add_argument(
        "--workload", action="append", default=[], help="only this one; may be given again"
    )
    parser.add_argument("--region", help="of the stack; default: that of your AWS configuration")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Compare, print, and return 2 where there is a difference."""
    try:
        request = parse(Reconcile, {"workloads": asked.workload, "dry_run": True})
        hub, was = _stack(asked.stack, asked.region)
        found = surveys.survey(request, hub, was=was)
    except TransientError as problem:
        complain(f"nightshift: {problem}; try again")
        return EXIT_INVALID
    for line in FORMATS[asked.format](found):
        say(line)
    if found.closed:
        complain(f"nightshift: {surveys.summary(list(found.closed), [])}")
        return EXIT_INVALID
    return EXIT_DIFFERENT if found.planned else EXIT_SAME


def _stack(stack: str, region: str | None) -> tuple[Hub, str]:
    """Return the hub, and the places of its last deployment."""
    told: Mapping[str, str] = stacks.outputs(stack, region)
    try:
        hub = hub_of(
            stack,
            told["SchedulerRoleArn"],
            told["ScheduleDeadLettersArn"],
            forwarding_role_arn=told["ForwardingRoleArn"],
        )
    except KeyError as missing:
        raise RefusedError(
            f"stack {stack!r} has no output {missing}: it is not nightshift, or an older one; "
            "deploy this version with `sam deploy`"
        ) from missing
    return hub, told.get(former.OUTPUT, "")


def _text(found: Survey) -> Iterator[str]:
    for symbol, line in rendering.lines(found.plans):
        yield coloured(line, COLOURS[symbol]) if symbol in COLOURS else line
    yield from found.foreign


def _json(found: Survey) -> Iterator[str]:
    document = {
        "summary": rendering.summary(found.plans),
        "plans": [_plan(plan) for plan in found.plans],
        "warnings": found.foreign,
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "place": str(plan.place),
        "changes": [_change(change) for change in plan.changes],
        "left_out": [NotMade.of(entry).model_dump(mode="json") for entry in plan.left_out],
    }


def _change(change: Change) -> dict[str, Any]:
    resource, before = change.resource, change.before
    return {
        "action": change.action,
        "kind": resource.kind,
        "name": resource.name,
        "workload": resource.workload,
        "before": before.definition if before else None,
        "after": None if change.action is Action.DELETE else resource.definition,
    }


FORMATS: dict[str, Callable[[Survey], Iterator[str]]] = {"text": _text, "json": _json}

"""Bring a workload's services to the size that its windows, openings and holds ask for.

In:   ApplyWindow  {workload, task: apply-window, at, services?} of `Schedule Due`, or a person's
                   {workload, hold?: {minimum, services?, until, reason?}, release?, dry_run?, at?}
Out:  Applied      {workload, at, severity, summary, steps, findings, left_out, next_change}
Fails: RefusedError names the field, the workload or the manifest at fault; nothing was changed.
Retry: safe; a second run looks first, finds nothing to change and tells what nobody was told.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import announcements, manifests, places, savings
from nightshift.adapters.capacity import memory, schedules, services
from nightshift.adapters.environment import states
from nightshift.domain.capacity.outcome import DETAIL_TYPE, Applied
from nightshift.domain.capacity.request import ApplyWindow, instant
from nightshift.domain.capacity.run import Run
from nightshift.domain.inputs import parse
from nightshift.domain.reconcile.desired.site import place_of
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    request, here, table = parse(ApplyWindow, event), hub(), settings().ledger_table
    manifest, at = manifests.get(request.workload), instant(request, places.now(here.place))
    place, known = place_of(manifest, here), memory.recall(table, request.workload)
    sizes, environment = services.observe(place, manifest), states.stored(table, request.workload)
    plan = Run(request, manifest, at, known, sizes, environment.status).plan()

    memory.keep_holds(table, request.workload, plan.holds)
    schedules.arrange(here, plan.ends, plan.unneeded)
    made = plan.made(services.apply(place, plan.steps))
    savings.book(table, made.bookings, at)
    announcements.announce_each(here.stack, DETAIL_TYPE, made.facts)
    memory.keep_record(table, request.workload, made.records)

    report = Applied.of(made.outcome).model_dump(mode="json")
    logger.info("window applied", extra={"report": report})
    return report

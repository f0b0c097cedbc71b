"""Plan the capacity of an opening that an application announces, or take the plan back.

In:   OpeningPlanned  {workload, name, service?, at, capacity, lead_minutes?, stay_minutes?} or
                      {workload, name, service?, cancelled: true}
Out:  Report          {workload, service, opening, status, severity, summary, schedules}
Fails: RefusedError names the field and the fix, before anything is changed; people are told.
Retry: safe; the same opening again is the same item and the same two schedules.
"""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import announcements, manifests, places
from nightshift.adapters.capacity import memory, schedules
from nightshift.domain.capacity.openings import OpeningPlanned
from nightshift.domain.capacity.planning import REFUSED, SCHEDULED, Report, plan, refused
from nightshift.domain.inputs import parse
from nightshift.domain.reconcile.desired.schedules import DETAIL_TYPE, SOURCE
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    here, table = hub(), settings().ledger_table
    now = places.now(here.place)
    with announcements.refusals(here.stack, REFUSED, partial(refused, event, now)):
        asked = parse(OpeningPlanned, event)
        manifest, known = manifests.get(asked.workload), memory.openings_of(table, asked.workload)
        planning = plan(asked, manifest, known, now=now)

    memory.keep_openings(table, asked.workload, planning.kept)
    schedules.arrange(here, planning.wanted, planning.unwanted)
    announcements.announce_each(here.stack, DETAIL_TYPE, planning.at_once, source=SOURCE)
    announcements.announce_each(here.stack, SCHEDULED, planning.facts)

    report = Report.of(planning).model_dump(mode="json")
    logger.info("opening planned", extra={"report": report})
    return report

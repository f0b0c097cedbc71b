"""Make the accounts match the manifests: on deploy, and by hand.

In:   Reconcile  {workloads?, dry_run?, batches?}, or CloudFormation's event of a custom resource
Out:  Report     {changed, planned, resources, left_out, warnings, executions}
Fails: RefusedError names the manifest, field or resource at fault; a deployment rolls back with it.
Retry: safe; a second run finds nothing to change.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import deployments, executions, surveys
from nightshift.domain.inputs import parse
from nightshift.domain.reconcile.report import Changed
from nightshift.domain.reconcile.request import Reconcile, machine_arn
from nightshift.runtime.settings import hub, layer
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Parse, decide, act."""
    changed: list[Changed] = []
    with deployments.answering(event, context.get_remaining_time_in_millis) as told:
        request = parse(Reconcile, event)
        found = surveys.survey(request, hub(), layer(), deployments.former_places(event))
        told["Places"] = found.places

        for place, change in surveys.applied(found.to_make, hub(), found.closed):
            changed.append(Changed.of(place, change))
            logger.info("resource changed", extra={"change": changed[-1].model_dump(mode="json")})
        started = executions.start_each(machine_arn(hub()), found.handed_over)
        deployments.look_at_sizes(event, hub(), found.sizes)
        return found.report(changed, started).model_dump(mode="json")
    return {}

"""Check what the machine is asked for, and say in which places its workloads are.

In:   ListPlaces  {request: the machine's input, id: the execution's name, at: when it began}
Out:  Listed      {run, places: [{account, region, role_arn?, external_id?}]}
Fails: RefusedError names the field, the workload or the manifest at fault.
Retry: safe; it reads the manifests and changes nothing.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime

from nightshift.adapters import surveys
from nightshift.domain.inputs import Input, parse
from nightshift.domain.reconcile.request import Batches, PlaceInput, Run
from nightshift.runtime.settings import hub
from nightshift.runtime.telemetry import logger


class ListPlaces(Input):
    """The machine's input as it came, and which execution asks."""

    request: dict[str, Any]
    id: str
    at: AwareDatetime


class Listed(Input):
    """What the rest of the machine works from."""

    run: Run
    places: tuple[PlaceInput, ...]


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    asked = parse(ListPlaces, event)
    request = parse(Batches, asked.request)
    run = Run(id=asked.id, at=asked.at, workloads=request.workloads, daily=request.daily)

    places = surveys.whereabouts(hub(), request.workloads, request.former)
    return Listed(run=run, places=tuple(PlaceInput.of(place) for place in places)).model_dump(
        mode="json"
    )

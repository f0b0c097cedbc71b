"""Compare one place with the manifests and put the changes, in loads, into the artefacts' bucket.

In:   SurveyPlace  {run, place}
Out:  Surveyed     {place, loads: [{key, place}], changes, resources, left_out, warnings}
Retry: safe; the same execution writes the same keys again.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import artefacts, surveys
from nightshift.domain.inputs import Input, parse
from nightshift.domain.reconcile.loads import Load, loads
from nightshift.domain.reconcile.request import PlaceInput, Run
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


class SurveyPlace(Input):
    """One place of one execution."""

    run: Run
    place: PlaceInput


class Surveyed(Input):
    """What was found; the changes themselves are in the bucket."""

    place: str
    loads: tuple[Load, ...]
    changes: int
    resources: int  # that are as they should be
    left_out: int
    warnings: tuple[str, ...]


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    asked, bucket = parse(SurveyPlace, event), settings().artefacts_bucket
    found = surveys.visit(asked.place.place, asked.run, hub())

    written = [
        Load(run=asked.run, place=asked.place, key=artefacts.write(bucket, key, document))
        for key, document in loads(asked.run, asked.place, found.planned)
    ]
    logger.info("place surveyed", extra={"place": str(asked.place.place), "loads": len(written)})
    return Surveyed(
        place=str(asked.place.place),
        loads=tuple(written),
        changes=len(found.planned),
        resources=found.matching,
        left_out=len(found.left_out),
        warnings=found.foreign,
    ).model_dump(mode="json")

"""Make the changes of one load, and say what of them is news.

In:   Load     {run, place, key: of the changes in the artefacts' bucket}
Out:  Applied  {key, changed, news: details of `Posture Drifted`, at most ten}
Fails: after the last change, with the names of those that failed; the others are made.
Retry: safe; a change made twice is as made once.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import artefacts, surveys
from nightshift.domain.inputs import Input, parse
from nightshift.domain.reconcile.drift import drifted
from nightshift.domain.reconcile.loads import Load, read
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.report import Changed
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


class Applied(Input):
    """What was done."""

    key: str
    changed: int
    news: tuple[dict[str, Any], ...]


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    load = parse(Load, event)
    place, changes = load.place.place, read(artefacts.read(settings().artefacts_bucket, load.key))

    made: list[Change] = []
    for _, change in surveys.applied(((place, change) for change in changes), hub()):
        made.append(change)
        told = Changed.of(place, change).model_dump(mode="json")
        logger.info("resource changed", extra={"change": told})
    return Applied(key=load.key, changed=len(made), news=drifted(place, made, load.run)).model_dump(
        mode="json"
    )

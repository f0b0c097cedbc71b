"""Tags of scalable targets, which moto does not keep: IAM's conditions look at them.

TagResource, UntagResource, ListTagsForResource and RegisterScalableTarget (Application Auto Scaling
API Reference), read 2026-11-28.
"""

from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall, Home
from localcloud.iam.tags import TARGET_TAGS as TAGS
from localcloud.lifecycles.lifecycle import backend

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

MODEL, MOTO = "application-autoscaling", "applicationautoscaling"


def install(cloud: "Cloud") -> None:
    """Hook in."""
    cloud.gateway.after(_after)
    cloud.gateway.replace(MODEL, "TagResource", _tag)
    cloud.gateway.replace(MODEL, "UntagResource", _untag)
    cloud.gateway.replace(MODEL, "ListTagsForResource", _list)


def _find(home: Home, arn: str) -> Any:
    targets = (t for each in backend(MOTO, home).targets.values() for t in list(each.values()))
    return next((each for each in targets if each.arn == arn), None)


def _after(call: ApiCall, answer: Answer) -> None:
    """Keep the tags that a target is registered with."""
    is_new = call.model == MODEL and call.operation == "RegisterScalableTarget"
    if is_new and answer.status < 400 and call.params.get("Tags"):
        wanted = call.params
        target = backend(MOTO, call.home).targets[wanted["ScalableDimension"]][wanted["ResourceId"]]
        setattr(target, TAGS, getattr(target, TAGS, {}) | wanted["Tags"])


def _named(call: ApiCall) -> Any:
    found = _find(call.home, call.params["ResourceARN"])
    if found is None:
        message = f"The specified resource doesn't exist: {call.params['ResourceARN']}"
        raise AwsError("ResourceNotFoundException", message)
    return found


def _tag(call: ApiCall) -> Answer:
    found = _named(call)
    setattr(found, TAGS, getattr(found, TAGS, {}) | call.params["Tags"])
    return result(call, {})


def _untag(call: ApiCall) -> Answer:
    found, gone = _named(call), call.params["TagKeys"]
    left = {key: value for key, value in getattr(found, TAGS, {}).items() if key not in gone}
    setattr(found, TAGS, left)
    return result(call, {})


def _list(call: ApiCall) -> Answer:
    return result(call, {"Tags": dict(getattr(_named(call), TAGS, {}))})

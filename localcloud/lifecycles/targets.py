"""Application Auto Scaling: a target's range counts at once, and calm services are scaled in.

RegisterScalableTarget, DescribeScalableTargets (API Reference) and "Target tracking scaling
policies", read 2026-11-28. What runs here is calm (events/vital_signs.py), so a policy that tracks
a target never scales out; it scales in to the minimum when the service has been above it for a
quarter of an hour.
"""

import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall, Home
from localcloud.clock import Timer
from localcloud.corrections.pages import page
from localcloud.lifecycles import target_tags
from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.lifecycle import Lifecycle, backend, home_of, patch
from localcloud.lifecycles.target_tags import MODEL, MOTO

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

DIMENSION = "ecs:service:DesiredCount"
MOST = 50  # ResourceIds and targets of a call; API_DescribeScalableTargets
SUSPENDED = (
    "DynamicScalingInSuspended",
    "DynamicScalingOutSuspended",
    "ScheduledScalingSuspended",
)
# What may begin or end the wait for a scale-in.
CHANGES = {
    "ecs": ("CreateService", "UpdateService", "DeleteService"),
    MODEL: (
        "RegisterScalableTarget",
        "DeregisterScalableTarget",
        "PutScalingPolicy",
        "DeleteScalingPolicy",
    ),
}


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in, at the service's first call."""
    targets = Targets(cloud, durations, MODEL)
    target_tags.install(cloud)
    cloud.gateway.before(MODEL, targets.patch)
    cloud.gateway.check(MODEL, "RegisterScalableTarget", _check)
    cloud.gateway.replace(MODEL, "DescribeScalableTargets", _describe)
    cloud.gateway.after(targets.after_call)


class Targets(Lifecycle):
    """The scalable targets of all accounts."""

    def __init__(self, cloud: "Cloud", durations: Durations, model: str) -> None:
        super().__init__(cloud, durations, model)
        self._waiting: dict[tuple[Home, str], Timer] = {}

    def patch(self) -> None:
        """Let a new range count for the service's desired count."""
        from moto.applicationautoscaling.models import ApplicationAutoscalingBackend

        patch(ApplicationAutoscalingBackend, "register_scalable_target", self.register)

    def register(self, original: Any, scaling: Any, *values: Any, **named: Any) -> Any:
        """Answer RegisterScalableTarget: what is not given stays as it is."""
        given, (_, name, dimension, *_) = named.get("suspended_state"), values
        present = scaling.targets.get(dimension, {}).get(name)
        if given is not None and present is not None:
            named["suspended_state"] = {**_suspended(present), **given}
        target = original(scaling, *values, **named)
        service = _service(scaling.ecs_backend, target.resource_id)
        if target.scalable_dimension == DIMENSION and service is not None:
            inside = min(max(service.desired_count, target.min_capacity), target.max_capacity)
            if inside != service.desired_count:
                _set_desired(scaling.ecs_backend, target.resource_id, inside)
        return target

    def after_call(self, call: ApiCall, answer: Answer) -> None:
        """Begin or end a wait, where a call has changed something."""
        if call.operation in CHANGES.get(call.model, ()) and answer.status < 400:
            self._look(call.home)

    def _look(self, home: Home) -> None:
        if f"moto.{MOTO}.models" not in sys.modules:
            return  # there is no target yet
        scaling = backend(MOTO, home)
        above = {name for name in scaling.targets.get(DIMENSION, {}) if _is_above(scaling, name)}
        with self.lock:
            for key in [key for key in self._waiting if key[0] == home and key[1] not in above]:
                self._waiting.pop(key).cancel()
            for name in above:
                if (home, name) not in self._waiting:
                    scale = partial(self._scale_in, scaling, name)
                    self._waiting[home, name] = self.after("scaling-calm", scale)

    def _scale_in(self, scaling: Any, name: str) -> None:
        home = home_of(scaling)
        with self.lock:
            self._waiting.pop((home, name), None)
        if _is_above(scaling, name):
            _set_desired(scaling.ecs_backend, name, scaling.targets[DIMENSION][name].min_capacity)
            self.changed()


def _service(ecs: Any, name: str) -> Any:
    """Return the active service of `service/<cluster>/<service>`; None where there is none."""
    _, cluster, service = name.split("/")
    found = ecs.services.get(f"{cluster}:{service}")
    return found if found is not None and found.status == "ACTIVE" else None


def _set_desired(ecs: Any, name: str, count: int) -> None:
    _, cluster, service = name.split("/")
    ecs.update_service({"cluster": cluster, "service": service, "desired_count": count})


def _is_above(scaling: Any, name: str) -> bool:
    """Tell whether target tracking would scale a service in, were it to stay as calm as it is."""
    target = scaling.targets.get(DIMENSION, {}).get(name)
    service = _service(scaling.ecs_backend, name)
    if target is None or service is None or _suspended(target)[SUSPENDED[0]]:
        return False
    tracking = (
        policy.target_tracking_scaling_policy_configuration
        for policy in list(scaling.policies.values())
        if policy.resource_id == name and policy.scalable_dimension == DIMENSION
    )
    scales_in = any(each is not None and not each.get("DisableScaleIn") for each in tracking)
    return scales_in and service.desired_count > target.min_capacity


def _suspended(target: Any) -> dict[str, bool]:
    return {name: bool((target.suspended_state or {}).get(name)) for name in SUSPENDED}


def _check(call: ApiCall) -> None:
    """Refuse an impossible range."""
    wanted = call.params
    targets = backend(MOTO, call.home).targets.get(wanted.get("ScalableDimension"), {})
    present = targets.get(wanted.get("ResourceId"))
    least = wanted.get("MinCapacity", getattr(present, "min_capacity", None))
    most = wanted.get("MaxCapacity", getattr(present, "max_capacity", None))
    if least is None or most is None:
        message = "Min capacity and max capacity must both be specified for a new scalable target"
        raise AwsError("ValidationException", message)
    if int(least) > int(most):
        message = f"Maximum capacity cannot be less than minimum capacity: {most} < {least}"
        raise AwsError("ValidationException", message)


def _describe(call: ApiCall) -> Answer:
    wanted = call.params
    ids = wanted.get("ResourceIds") or []
    if len(ids) > MOST:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value at 'resourceIds' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MOST}",
        )
    found = backend(MOTO, call.home).describe_scalable_targets(
        wanted["ServiceNamespace"], ids, wanted.get("ScalableDimension")
    )
    size = min(int(wanted.get("MaxResults") or MOST), MOST)
    part, token = page(found, size, wanted.get("NextToken"), "InvalidNextTokenException")
    listed = [_shown(each) for each in part]
    return result(call, {"ScalableTargets": listed} | ({"NextToken": token} if token else {}))


def _shown(target: Any) -> dict[str, Any]:
    shown = {
        "ServiceNamespace": target.service_namespace,
        "ResourceId": target.resource_id,
        "ScalableDimension": target.scalable_dimension,
        "MinCapacity": target.min_capacity,
        "MaxCapacity": target.max_capacity,
        "RoleARN": target.role_arn,
        "CreationTime": datetime.fromtimestamp(target.creation_time, UTC),
        "SuspendedState": _suspended(target),
        "ScalableTargetARN": target.arn,
    }
    return {name: value for name, value in shown.items() if value is not None}

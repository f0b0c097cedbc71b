"""What moto's EventBridge API gets wrong: checks before it, and where events go after it.

`moto_patches` are patched functions of moto; `hooks` are calls checked or answered at the gateway.
"""

import json
import time
from typing import TYPE_CHECKING, Any

from moto.events.models import EventsBackend, Rule
from moto.s3 import notifications as s3_notifications

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall, Home
from localcloud.events import patterns, targets
from localcloud.events.expressions import InvalidExpressionError, parsed_for_rule

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

MAX_TARGETS = 5  # per rule; EventBridge quotas
OBJECT_EVENTS = frozenset(
    {"Object Created", "Object Deleted", "Object Restore Initiated", "Object Restore Completed"}
)
BUS_INPUTS = ("Input", "InputPath", "InputTransformer")


def patch_moto(cloud: "Cloud") -> None:
    """Let events that moto itself puts or replays take this cloud's way."""

    def put_events(self: Any, events: list[dict[str, Any]]) -> list[dict[str, str]]:
        home = Home(self.account_id, self.region_name)
        return cloud.events.put_entries(events, home)  # type: ignore[no-any-return]

    def send_to_targets(self: Any, original_event: Any, transform_input: bool = True) -> None:  # noqa: ARG001
        if patterns.matches(self.event_pattern.get_pattern(), original_event):
            cloud.events.deliver(self, original_event)

    def of_bucket(_: str, bucket: Any, event_name: str, key: Any) -> None:
        kind = s3_notifications._detail_type(event_name)
        if kind not in OBJECT_EVENTS:
            return  # moto sends these two with every PutObject; AWS only with their own calls
        cloud.events.emit(
            "aws.s3",
            kind,
            _object_detail(bucket, event_name, key),
            [bucket.arn],
            bucket.region_name,
            bucket.account_id,
        )

    EventsBackend.put_events = put_events
    Rule.send_to_targets = send_to_targets
    s3_notifications._send_event_bridge_message = of_bucket


def install_hooks(cloud: "Cloud") -> None:
    """Check PutRule, PutTargets and TestEventPattern before moto sees them."""
    cloud.gateway.replace("events", "PutRule", _check_rule)
    cloud.gateway.replace("events", "PutTargets", _check_targets)
    cloud.gateway.replace("events", "TestEventPattern", _test_pattern)


def _check_rule(call: ApiCall) -> None:
    pattern, expression = call.params.get("EventPattern"), call.params.get("ScheduleExpression")
    if pattern:
        patterns.parsed(pattern)
    if expression:
        try:
            parsed_for_rule(expression)
        except InvalidExpressionError as problem:
            raise AwsError(
                "ValidationException",
                f"Parameter ScheduleExpression is not valid. Reason: {problem}",
            ) from problem


def _check_targets(call: ApiCall) -> None:
    wanted = call.params.get("Targets") or []
    if not 1 <= len(wanted) <= MAX_TARGETS:
        raise AwsError(
            "LimitExceededException",
            f"The requested resource exceeds the maximum number allowed: {MAX_TARGETS} targets",
        )
    for target in wanted:
        targets.check(target)
        arn = target["Arn"]
        given = [name for name in BUS_INPUTS if target.get(name)]
        if len(given) > 1:
            raise AwsError(
                "ValidationException",
                f"Only one of Input, InputPath, or InputTransformer must be provided for target "
                f"{target['Id']}.",
            )
        if given and targets.kind_of(arn) == "events:event-bus":
            raise AwsError(
                "ValidationException", f"Modifying the input for target {arn} is not supported"
            )


def _test_pattern(call: ApiCall) -> Answer:
    pattern = patterns.parsed(call.params["EventPattern"])
    result = patterns.matches(pattern, json.loads(call.params["Event"]))
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    return Answer(200, headers, json.dumps({"Result": result}).encode())


def _object_detail(bucket: Any, event_name: str, key: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": {
            "key": key.name,
            "size": key.size,
            "etag": key.etag.replace('"', ""),
            "sequencer": f"{time.time_ns():016X}",  # grows with every event of a key
            **({"version-id": key.version_id} if bucket.is_versioned else {}),
        },
        "reason": event_name.split(":")[1].replace("ObjectCreated", "PutObject"),
    }

# ruff: noqa: ARG002 - kinds and extras share their signatures
"""AWS::CloudFormation::CustomResource and Custom::*: a function makes the resource.

The function gets a URL to PUT its answer to, as on AWS a presigned one of S3; the bucket behind it
exists only here, and the answer wakes the stack up.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localcloud.activity import Event
from localcloud.answers import Answer
from localcloud.api_call import ApiCall
from localcloud.cloudformation.errors import ResourceFailedError
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

BUCKET = "cloudformation-custom-resource-response-localcloud"
DEFAULT_TIMEOUT = 3600  # s; AWS::CloudFormation::CustomResource, ServiceTimeout
ANSWER_LIMIT = 4096  # bytes; User Guide, "Custom resource response objects"


class Responses:
    """Answers of custom resources, by the key they are PUT to."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._waiting: dict[str, tuple[Event, list[bytes]]] = {}
        cloud.gateway.replace("s3", "PutObject", self._receive)

    def expect(self) -> tuple[str, str]:
        """Return (key, URL) for one answer."""
        key = str(uuid.uuid4())
        self._waiting[key] = (Event(self._cloud.activity, self._cloud.clock.after), [])
        url: str = self._cloud.client("s3").generate_presigned_url(
            "put_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=7200
        )
        return key, self._cloud.endpoint + url[url.index("/", len("https://")) :]

    def wait(self, key: str, seconds: float) -> dict[str, Any]:
        """Return the answer.

        Raises:
            ResourceFailedError: none came in time, or it is not what it should be.
        """
        event, bodies = self._waiting[key]
        event.wait(seconds)
        del self._waiting[key]
        if not bodies:
            raise ResourceFailedError(
                "CloudFormation did not receive a response from your Custom Resource. Please check "
                "your logs for requestId."
            )
        if len(bodies[0]) > ANSWER_LIMIT:
            raise ResourceFailedError("Response object is too long.")
        try:
            return dict(json.loads(bodies[0]))
        except (ValueError, TypeError) as problem:
            raise ResourceFailedError("Invalid response object: Invalid JSON.") from problem

    def _receive(self, call: ApiCall) -> Answer | None:
        if BUCKET not in call.http.url:
            return None
        key = call.params.get("Key", "")
        if key in self._waiting:
            event, bodies = self._waiting[key]
            bodies.append(call.http.body)
            event.set()
        return Answer(200)


@dataclass(frozen=True)
class CustomKind(Kind):
    """A resource made by the function (or topic) that `ServiceToken` names."""

    def replaces(self, changed: set[str]) -> bool:
        """Tell that only another service token makes another resource."""
        return "ServiceToken" in changed

    def made(self, scene: Scene, properties: Properties) -> Made:
        """Ask the function to create it."""
        return self._ask(scene, "Create", properties, {})

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Ask the function to update it; another physical id in its answer is a replacement."""
        details = {"PhysicalResourceId": made.physical_id, "OldResourceProperties": as_strings(old)}
        return self._ask(scene, "Update", new, details)

    def destroy(self, scene: Scene, made: Made) -> None:
        """Ask the function to delete it."""
        if made.physical_id:
            properties = made.facts["ResourceProperties"]
            self._ask(scene, "Delete", properties, {"PhysicalResourceId": made.physical_id})

    def _ask(
        self, scene: Scene, what: str, properties: Properties, details: Mapping[str, Any]
    ) -> Made:
        responses: Responses = scene.api.cloud.custom_responses  # type: ignore[attr-defined]
        key, url = responses.expect()
        request = {
            "RequestType": what,
            "ResponseURL": url,
            "StackId": scene.stack_id,
            "RequestId": str(uuid.uuid4()),
            "ResourceType": self.type,
            "LogicalResourceId": scene.logical_id,
            "ServiceToken": properties["ServiceToken"],
            "ResourceProperties": as_strings(properties),
            **details,
        }
        _send(scene, properties["ServiceToken"], request)
        answer = responses.wait(key, float(properties.get("ServiceTimeout", DEFAULT_TIMEOUT)))
        return self._read(answer, properties, details)

    def _read(
        self, answer: Mapping[str, Any], properties: Properties, details: Mapping[str, Any]
    ) -> Made:
        if answer.get("Status") != "SUCCESS":
            raise ResourceFailedError(
                f"Received response status [{answer.get('Status')}] from custom resource. Message "
                f"returned: {answer.get('Reason', '')} (RequestId: {answer.get('RequestId', '')})"
            )
        physical_id = str(answer.get("PhysicalResourceId") or details.get("PhysicalResourceId", ""))
        if not physical_id:
            raise ResourceFailedError(
                "Invalid PhysicalResourceId: the response object has no PhysicalResourceId."
            )
        found = dict(answer.get("Data") or {})
        return Made(physical_id, found, {"ResourceProperties": properties, **found})


def _send(scene: Scene, token: str, request: Mapping[str, Any]) -> None:
    if ":sns:" in token:
        scene.api.call("sns", "Publish", TopicArn=token, Message=json.dumps(request))
        return
    scene.api.call(
        "lambda",
        "Invoke",
        FunctionName=token,
        InvocationType="Event",
        Payload=json.dumps(request).encode(),
    )


def as_strings(value: Any) -> Any:
    """Return properties as a custom resource gets them: every scalar is a string."""
    if isinstance(value, Mapping):
        return {key: as_strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_strings(item) for item in value]
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class NothingKind(Kind):
    """A type that stands for nothing in the account."""

    def made(self, scene: Scene, properties: Properties) -> Made:
        """Return only a name."""
        return Made(scene.name(), {}, dict(properties))

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Keep the name."""
        return made

    def destroy(self, scene: Scene, made: Made) -> None:
        """Leave nothing, as nothing was there."""


CUSTOM = "AWS::CloudFormation::CustomResource"
KINDS = (
    NothingKind("AWS::CloudFormation::WaitConditionHandle", "cloudformation", create="", ref=""),
    NothingKind("AWS::CDK::Metadata", "cloudformation", create="", ref=""),
)


def custom(type_name: str) -> CustomKind:
    """Return the kind of `Custom::<name>`."""
    return CustomKind(type_name, "cloudformation", create="", ref="")

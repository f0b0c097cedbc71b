# ruff: noqa: ARG002 - kinds and extras share their signatures
"""AWS::CloudFormation::Stack: a stack inside a stack."""

from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.errors import ResourceFailedError
from localcloud.cloudformation.intrinsics import as_text
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


@dataclass(frozen=True)
class NestedKind(Kind):
    """A stack made through the same API as any other."""

    def made(self, scene: Scene, properties: Properties) -> Made:
        """Create the inner stack and wait for it."""
        name = scene.name(128)
        answer = scene.api.call(
            "cloudformation", "CreateStack", StackName=name, **_given(properties)
        )
        return self._finished(scene, answer["StackId"], "CREATE_COMPLETE", properties)

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Update the inner stack and wait for it."""
        try:
            scene.api.call(
                "cloudformation", "UpdateStack", StackName=made.physical_id, **_given(new)
            )
        except ResourceFailedError as problem:
            if "No updates are to be performed" not in str(problem):
                raise
            return made
        return self._finished(scene, made.physical_id, "UPDATE_COMPLETE", new)

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the inner stack."""
        scene.api.call("cloudformation", "DeleteStack", StackName=made.physical_id)

    def _finished(self, scene: Scene, stack_id: str, wanted: str, properties: Properties) -> Made:
        answer = scene.api.call("cloudformation", "DescribeStacks", StackName=stack_id)
        stack: dict[str, Any] = answer["Stacks"][0]
        if stack["StackStatus"] != wanted:
            raise ResourceFailedError(
                f"Embedded stack {stack_id} was not successfully created: "
                f"{stack.get('StackStatusReason', stack['StackStatus'])}"
            )
        outputs = {
            f"Outputs.{output['OutputKey']}": output["OutputValue"]
            for output in stack.get("Outputs", ())
        }
        return Made(stack_id, outputs, dict(properties))


def _given(properties: Properties) -> dict[str, Any]:
    return {
        "TemplateURL": properties["TemplateURL"],
        "Capabilities": CAPABILITIES,
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": as_text(value)}
            for name, value in (properties.get("Parameters") or {}).items()
        ],
    }


KINDS = (NestedKind("AWS::CloudFormation::Stack", "cloudformation", create="CreateStack", ref=""),)

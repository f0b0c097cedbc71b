"""Stacks for the conformance tests: create, look at, delete."""

import json
from typing import Any

from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class StackScene:
    """One stack of one test."""

    def __init__(self, cloud: CloudProcess, name: str) -> None:
        self.cloud = cloud
        self.name = name
        self.client = cloud.client("cloudformation")

    def create(self, resources: dict[str, Any], **sections: Any) -> str:
        return self._deploy("create_stack", resources, sections)

    def update(self, resources: dict[str, Any], **sections: Any) -> str:
        return self._deploy("update_stack", resources, sections)

    def refused(self, resources: dict[str, Any], **sections: Any) -> str:
        """Return the message CreateStack answers with."""
        try:
            self.create(resources, **sections)
        except ClientError as problem:
            return str(problem.response["Error"]["Message"])
        raise AssertionError(f"stack {self.name} was accepted")

    def delete(self) -> None:
        self.client.delete_stack(StackName=self.name)

    @property
    def outputs(self) -> dict[str, str]:
        found = self.describe().get("Outputs", [])
        return {output["OutputKey"]: output["OutputValue"] for output in found}

    @property
    def physical(self) -> dict[str, str]:
        found = self.client.list_stack_resources(StackName=self.name)["StackResourceSummaries"]
        return {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in found}

    def describe(self, name: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self.client.describe_stacks(StackName=name or self.name)["Stacks"][
            0
        ]
        return found

    def events(self, name: str | None = None) -> list[tuple[str, str]]:
        """Return (logical id, status), the oldest first."""
        found = self.client.describe_stack_events(StackName=name or self.name)["StackEvents"]
        return [(e["LogicalResourceId"], e["ResourceStatus"]) for e in reversed(found)]

    def reason(self, status: str, logical_id: str | None = None) -> str:
        """Return the reason of the newest event with that status."""
        found = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return str(
            next(
                event["ResourceStatusReason"]
                for event in found
                if event["ResourceStatus"] == status
                and logical_id in (None, event["LogicalResourceId"])
            )
        )

    def _deploy(self, call: str, resources: dict[str, Any], sections: dict[str, Any]) -> str:
        given = {
            key: sections.pop(key)
            for key in ("Capabilities", "Tags", "DisableRollback", "OnFailure")
            if key in sections
        }
        values = sections.pop("values", {})
        getattr(self.client, call)(
            StackName=self.name,
            TemplateBody=json.dumps({"Resources": resources, **sections}),
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
            **{"Capabilities": CAPABILITIES, **given},
        )
        return str(self.describe()["StackStatus"])


def topic(name: Any, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name, **properties}}


def queue(name: str, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, **properties}}


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Type": "String", "Value": value},
        **more,
    }

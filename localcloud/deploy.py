"""Deploy a SAM template from the working tree into a running cloud."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.answers import AwsError
from localcloud.cloudformation.template import parse
from localcloud.packaging import package

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

STACK = "nightshift"
BUCKET = "localcloud-deployments"
NONE: Mapping[str, str] = MappingProxyType({})
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
NO_CHANGE = "No updates are to be performed"


class DeployError(Exception):
    """The stack could not be deployed; the text names each failed resource with its reason."""


def deploy(
    cloud: "Cloud", template: Path, stack_name: str = STACK, parameters: Mapping[str, str] = NONE
) -> None:
    """Create or update a stack from a template and the files beside it.

    Raises:
        DeployError: CloudFormation refused it, or a resource failed.
        FileNotFoundError: the template, or a path in it, is not there.
    """
    body = _packaged(cloud, template)
    formation = cloud.client("cloudformation")
    request = {
        "StackName": stack_name,
        "TemplateURL": _uploaded(cloud, body),
        "Capabilities": CAPABILITIES,
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ],
    }
    try:
        call = formation.update_stack if _exists(formation, stack_name) else formation.create_stack
        call(**request)
    except ClientError as problem:
        message = problem.response["Error"]["Message"]
        if NO_CHANGE in message:
            return
        raise DeployError(f"stack {stack_name}: {message}") from problem
    _check(cloud, stack_name)


def _packaged(cloud: "Cloud", template: Path) -> str:
    try:
        parsed = parse(template.read_text())
    except AwsError as problem:
        raise DeployError(f"{template.name}: {problem}") from problem
    storage = cloud.client("s3")
    if BUCKET not in {bucket["Name"] for bucket in storage.list_buckets()["Buckets"]}:
        storage.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": cloud.region}
        )

    def upload(key: str, content: bytes) -> None:
        storage.put_object(Bucket=BUCKET, Key=key, Body=content)

    package(parsed, template.resolve().parent, BUCKET, upload)
    return json.dumps(parsed)


def _uploaded(cloud: "Cloud", body: str) -> str:
    key = f"{hashlib.sha256(body.encode()).hexdigest()}.template"
    cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body.encode())
    return f"s3://{BUCKET}/{key}"


def _exists(formation: Any, stack_name: str) -> bool:
    found = formation.list_stacks()["StackSummaries"]
    return any(
        stack["StackName"] == stack_name and stack["StackStatus"] != "DELETE_COMPLETE"
        for stack in found
    )


def _check(cloud: "Cloud", stack_name: str) -> None:
    formation = cloud.client("cloudformation")
    stack = formation.describe_stacks(StackName=stack_name)["Stacks"][0]
    while stack["StackStatus"].endswith("_IN_PROGRESS"):
        cloud.activity.settle()
        stack = formation.describe_stacks(StackName=stack_name)["Stacks"][0]
    if stack["StackStatus"] in DONE:
        return
    events = formation.describe_stack_events(StackName=stack_name)["StackEvents"]
    failures = [
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
        for event in events
        if event["ResourceStatus"].endswith("_FAILED") and "ResourceStatusReason" in event
    ]
    reasons = "; ".join(failures) or stack.get("StackStatusReason", "")
    raise DeployError(f"stack {stack_name} is {stack['StackStatus']}: {reasons}")

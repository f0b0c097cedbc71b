"""A copy of the project with workloads of a test's own, deployed as `sam deploy` would."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from localcloud.cloudformation.template import parse
from localcloud.packaging import package
from tests import project
from tests.cloud_process import REGION, CloudProcess

BUCKET = "deployments"
CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
FOLDERS = ("functions", "layers", "statemachines")


def copied(root: Path, manifests: Mapping[str, str]) -> Path:
    """Return a copy of what is deployed, with these manifests (file name -> text) and no others."""
    ignored = shutil.ignore_patterns("__pycache__", "wheels", "workloads")
    for name in FOLDERS:
        shutil.copytree(project.ROOT / name, root / name, ignore=ignored)
    shutil.copy(project.ROOT / "template.yaml", root)
    (root / "layers" / "nightshift" / "nightshift" / "workloads").mkdir()
    write(root, manifests)
    return root


def write(root: Path, manifests: Mapping[str, str]) -> None:
    """Write manifests into the copy."""
    for name, text in manifests.items():
        (root / "layers" / "nightshift" / "nightshift" / "workloads" / name).write_text(text)


def deploy(cloud: CloudProcess, root: Path, **parameters: str) -> str:
    """Create or update the stack with these parameters and return its status."""
    begin(cloud, root, **parameters)
    cloud.settle()
    return status(cloud)


def begin(cloud: CloudProcess, root: Path, **parameters: str) -> None:
    """Begin to create or update the stack."""
    s3 = cloud.client("s3")
    if BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    template = parse((root / "template.yaml").read_text())
    package(
        template, root, BUCKET, lambda key, body: s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    )
    s3.put_object(Bucket=BUCKET, Key="template", Body=json.dumps(template).encode())
    formation = cloud.client("cloudformation")
    names = [stack["StackName"] for stack in formation.list_stacks()["StackSummaries"]]
    call = formation.update_stack if "nightshift" in names else formation.create_stack
    call(
        StackName="nightshift",
        TemplateURL=f"https://{BUCKET}.s3.{REGION}.amazonaws.com/template",
        Capabilities=CAPABILITIES,
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
    )


def status(cloud: CloudProcess) -> str:
    """Return the stack's status."""
    (stack,) = cloud.client("cloudformation").describe_stacks(StackName="nightshift")["Stacks"]
    return str(stack["StackStatus"])


def reason(cloud: CloudProcess, logical_id: str) -> str:
    """Return why a resource of the stack failed last."""
    events = cloud.client("cloudformation").describe_stack_events(StackName="nightshift")
    return str(
        next(
            event["ResourceStatusReason"]
            for event in events["StackEvents"]
            if event["LogicalResourceId"] == logical_id
            and event["ResourceStatus"].endswith("_FAILED")
        )
    )

"""What moto 5.2.5 does wrong, each shown on moto alone: when one of these fails, upstream fixed it.

The reasons for localcloud/cloudformation (an engine of its own), policy_versions, bucket_policies,
query_definitions and localcloud/moto_data.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

PRELUDE = """
import json, warnings
warnings.simplefilter("ignore")
import boto3
from moto import mock_aws
KEYS = {"region_name": "ap-northeast-2", "aws_access_key_id": "x", "aws_secret_access_key": "y"}
found = {}
mock_aws().start()
formation = boto3.client("cloudformation", **KEYS)
"""
STACKS = """
schedule = {"Type": "AWS::Scheduler::Schedule", "Properties": {
    "ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:sqs:ap-northeast-2:123456789012:q",
               "RoleArn": "arn:aws:iam::123456789012:role/r"}}}
formation.create_stack(StackName="skips", TemplateBody=json.dumps({"Resources": {"S": schedule}}))
found["skipped"] = formation.describe_stacks(StackName="skips")["Stacks"][0]["StackStatus"]
found["schedules"] = len(boto3.client("scheduler", **KEYS).list_schedules()["Schedules"])

queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "left-behind"}}
broken = {"Type": "AWS::SQS::Queue", "DependsOn": "Q", "Properties": {"QueueName": "no name!"}}
body = json.dumps({"Resources": {"Q": queue, "B": broken}})
try:
    formation.create_stack(StackName="fails", TemplateBody=body)
except Exception as problem:
    found["raised"] = type(problem).__name__
found["failed"] = formation.describe_stacks(StackName="fails")["Stacks"][0]["StackStatus"]
found["left"] = boto3.client("sqs", **KEYS).list_queues().get("QueueUrls", [])

bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "bus"}}
formation.create_stack(StackName="refs", TemplateBody=json.dumps(
    {"Resources": {"B": bus}, "Outputs": {"Name": {"Value": {"Ref": "B"}}}}))
outputs = formation.describe_stacks(StackName="refs")["Stacks"][0]["Outputs"]
found["ref"] = str(outputs[0]["OutputValue"])
"""
PARTS = """
from moto.iam.policy_validation import IAMPolicyDocumentValidator
statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
try:
    IAMPolicyDocumentValidator(json.dumps({"Statement": statement})).validate()
    found["version"] = "accepted"
except Exception as problem:
    found["version"] = str(problem.message)

s3 = boto3.client("s3", **KEYS)
place = {"LocationConstraint": "ap-northeast-2"}
s3.create_bucket(Bucket="tls-only", CreateBucketConfiguration=place)
s3.put_bucket_policy(Bucket="tls-only", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::tls-only/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}))
try:
    s3.put_object(Bucket="tls-only", Key="k", Body=b"x")
    found["tls"] = "accepted"
except Exception as problem:
    found["tls"] = problem.response["Error"]["Code"]

try:
    boto3.client("logs", **KEYS).put_query_definition(name="n", queryString="q")
    found["query"] = "accepted"
except Exception as problem:
    found["query"] = type(problem).__name__

iam = boto3.client("iam", **KEYS)
role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
functions = boto3.client("lambda", **KEYS)
functions.create_function(FunctionName="f", Runtime="python3.13", Role=role, Handler="a.b",
                          Code={"ZipFile": b"x"})
functions.update_function_code(FunctionName="f", ZipFile=b"y", Architectures=["arm64"])
found["architectures"] = functions.get_function_configuration(FunctionName="f")["Architectures"]

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS
found["offerings"] = sum(
    list.__len__(offers)
    for regions in INSTANCE_TYPE_OFFERINGS.values()
    for offers in regions.values())
"""


@pytest.fixture(scope="module")
def moto() -> dict[str, Any]:
    """Return what plain moto did, in a process without our patches."""
    code = PRELUDE + STACKS + PARTS + "print(json.dumps(found))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_moto_skips_types_it_does_not_know(moto: dict[str, Any]) -> None:
    """kinds/: a schedule is reported as created, and is not there."""
    assert moto["skipped"] == "CREATE_COMPLETE"
    assert moto["schedules"] == 0


def test_moto_does_not_roll_back(moto: dict[str, Any]) -> None:
    """deployment.py: the stack hangs in progress and its first queue is left behind."""
    assert moto["failed"] == "CREATE_IN_PROGRESS"
    assert len(moto["left"]) == 1


def test_moto_gives_an_object_for_the_ref_of_a_bus(moto: dict[str, Any]) -> None:
    """kinds/schedules.py: Ref of an event bus is its name."""
    assert moto["ref"] != "bus"


def test_moto_refuses_policies_without_a_version(moto: dict[str, Any]) -> None:
    """policy_versions.py."""
    assert moto["version"] == "Policy document must be version 2012-10-17 or greater."


def test_moto_ignores_the_conditions_of_a_bucket_policy(moto: dict[str, Any]) -> None:
    """bucket_policies.py: boto3's requests are TLS, so the Deny must not apply."""
    assert moto["tls"] != "accepted"


def test_moto_has_no_query_definitions(moto: dict[str, Any]) -> None:
    """query_definitions.py."""
    assert moto["query"] != "accepted"


def test_moto_ignores_a_changed_architecture(moto: dict[str, Any]) -> None:
    """architectures.py."""
    assert moto["architectures"] != ["arm64"]


def test_moto_reads_every_regions_offerings_at_import(moto: dict[str, Any]) -> None:
    """localcloud/moto_data.py: 98 files nobody asked for."""
    assert moto["offerings"] > 10_000

"""Custom resources: a function of the template makes the resource and answers to a URL."""

import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import StackScene

# Answers as `Answer` of the properties says; keeps every request in a parameter's history.
SOURCE = """
import json, os, urllib.request

def handler(event, context):
    given = event["ResourceProperties"]
    if given.get("Silent"):
        return
    failing = given.get("FailOn") == event["RequestType"]
    answer = {
        "Status": "FAILED" if failing else "SUCCESS",
        "Reason": "asked to fail",
        "PhysicalResourceId": given.get("Id", "thing-1"),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "Data": {"Seen": event["RequestType"], "Old": event.get("PhysicalResourceId", ""),
                 "Number": given.get("Number")},
    }
    request = urllib.request.Request(
        event["ResponseURL"], data=json.dumps(answer).encode(), method="PUT",
        headers={"Content-Type": ""})
    urllib.request.urlopen(request)
    print("custom", event["RequestType"], event.get("PhysicalResourceId", ""))
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
OUTPUTS = {
    "Outputs": {
        "Ref": {"Value": {"Ref": "Thing"}},
        "Seen": {"Value": {"Fn::GetAtt": ["Thing", "Seen"]}},
        "Number": {"Value": {"Fn::GetAtt": ["Thing", "Number"]}},
    }
}


@pytest.fixture(scope="module")
def token(cloud: CloudProcess) -> str:
    stack = StackScene(cloud, "cfn-custom-maker")
    stack.create(
        {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": TRUST,
                    "ManagedPolicyArns": [
                        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
                    ],
                },
            },
            "Maker": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.13",
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"ZipFile": SOURCE},
                },
            },
        },
        Outputs={"Arn": {"Value": {"Fn::GetAtt": ["Maker", "Arn"]}}},
    )
    return stack.outputs["Arn"]


def _thing(token: str, **properties: Any) -> dict[str, Any]:
    return {"Thing": {"Type": "Custom::Thing", "Properties": {"ServiceToken": token, **properties}}}


def test_the_function_creates_it_and_its_data_are_attributes(
    cloud: CloudProcess, token: str
) -> None:
    """ "Data: The custom resource provider-defined name-value pairs to send with the response. You
    can access the values provided here by name in the template with Fn::GetAtt" (User Guide,
    "Custom resource response objects"); properties arrive as strings."""
    stack = StackScene(cloud, "cfn-custom")

    assert stack.create(_thing(token, Number=7), **OUTPUTS) == "CREATE_COMPLETE"

    assert stack.outputs == {"Ref": "thing-1", "Seen": "Create", "Number": "7"}


def test_a_failed_answer_fails_the_resource_with_its_reason(
    cloud: CloudProcess, token: str
) -> None:
    """ "Reason: Describes the reason for a failure response. Required if Status is FAILED" (User
    Guide, "Custom resource response objects")."""
    stack = StackScene(cloud, "cfn-custom-fail")

    assert stack.create(_thing(token, FailOn="Create")) == "ROLLBACK_COMPLETE"

    assert "Message returned: asked to fail" in stack.reason("CREATE_FAILED")


def test_another_physical_id_is_a_replacement(cloud: CloudProcess, token: str) -> None:
    """ "The value returned for a PhysicalResourceId can change custom resource update operations.
    [...] If the value returned is different, CloudFormation recognizes the update as a replacement
    and sends a delete request to the old resource" (Template reference, CustomResource)."""
    stack = StackScene(cloud, "cfn-custom-replace")
    assert stack.create(_thing(token, Id="one", Number=1), **OUTPUTS) == "CREATE_COMPLETE"
    seen = len(stack.events())

    assert stack.update(_thing(token, Id="two", Number=1), **OUTPUTS) == "UPDATE_COMPLETE"

    assert stack.outputs["Ref"] == "two"
    assert ("Thing", "DELETE_COMPLETE") in stack.events()[seen:]
    cloud.settle()
    assert "custom Delete one" in _log(cloud, token)


def test_no_answer_fails_after_the_service_timeout(cloud: CloudProcess, token: str) -> None:
    """ServiceTimeout: "The maximum time, in seconds, that can elapse before a custom resource
    operation times out" (Template reference, AWS::CloudFormation::CustomResource)."""
    stack = StackScene(cloud, "cfn-custom-silent")
    body = {"Resources": _thing(token, Silent="yes", ServiceTimeout=1)}

    stack.client.create_stack(
        StackName=stack.name, TemplateBody=json.dumps(body), OnFailure="DO_NOTHING"
    )

    assert stack.describe()["StackStatus"] == "CREATE_FAILED"
    assert "did not receive a response" in stack.reason("CREATE_FAILED", logical_id="Thing")


def _log(cloud: CloudProcess, token: str) -> str:
    group = f"/aws/lambda/{token.rpartition(':')[2]}"
    found = cloud.client("logs").filter_log_events(logGroupName=group)["events"]
    return "\n".join(event["message"] for event in found)

"""Intrinsic functions, pseudo parameters and dynamic references, as outputs of one stack."""

import base64
import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import StackScene, parameter, queue

NAME = "cfn-functions"
# Output -> (template value, what AWS gives); the docstring of the test names the pages.
VALUES: dict[str, tuple[Any, str]] = {
    "Ref": ({"Ref": "Word"}, "night"),
    "RefList": ({"Fn::Join": ["+", {"Ref": "Words"}]}, "a+b+c"),
    "GetAtt": (
        {"Fn::GetAtt": ["Queue", "Arn"]},
        f"arn:aws:sqs:ap-northeast-2:123456789012:{NAME}-queue",
    ),
    "GetAttText": ({"Fn::GetAtt": "Queue.QueueName"}, f"{NAME}-queue"),
    "Sub": ({"Fn::Sub": "${Word}-${Queue.QueueName}"}, f"night-{NAME}-queue"),
    "SubOwn": ({"Fn::Sub": ["${A}/${Word}", {"A": {"Ref": "Word"}}]}, "night/night"),
    "SubLiteral": ({"Fn::Sub": "${!Literal} ${Word}"}, "${Literal} night"),
    "Join": ({"Fn::Join": [":", ["a", {"Ref": "Word"}, "c"]]}, "a:night:c"),
    "Select": ({"Fn::Select": ["1", ["a", "b"]]}, "b"),
    "Split": ({"Fn::Select": [2, {"Fn::Split": ["|", "x|y|z"]}]}, "z"),
    "FindInMap": ({"Fn::FindInMap": ["Sizes", {"Ref": "Word"}, "small"]}, "7"),
    "FindInMapDefault": (
        {"Fn::FindInMap": ["Sizes", "no", "such", {"DefaultValue": "else"}]},
        "else",
    ),
    "If": ({"Fn::If": ["IsNight", "dark", "light"]}, "dark"),
    "And": ({"Fn::If": ["Both", "yes", "no"]}, "yes"),
    "Not": ({"Fn::If": ["IsDay", "yes", "no"]}, "no"),
    "Base64": ({"Fn::Base64": "한"}, base64.b64encode("한".encode()).decode()),
    "Cidr": (
        {"Fn::Join": [" ", {"Fn::Cidr": ["10.0.0.0/24", 3, 6]}]},
        "10.0.0.0/26 10.0.0.64/26 10.0.0.128/26",
    ),
    "GetAZs": ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "ap-northeast-2a"),
    "ToJsonString": ({"Fn::ToJsonString": {"word": {"Ref": "Word"}}}, '{"word":"night"}'),
    "Length": ({"Fn::Length": {"Ref": "Words"}}, "3"),
    "Region": ({"Ref": "AWS::Region"}, "ap-northeast-2"),
    "Account": ({"Ref": "AWS::AccountId"}, "123456789012"),
    "StackName": ({"Ref": "AWS::StackName"}, NAME),
    "Partition": ({"Fn::Sub": "${AWS::Partition}.${AWS::URLSuffix}"}, "aws.amazonaws.com"),
}
SECTIONS: dict[str, Any] = {
    "Parameters": {
        "Word": {"Type": "String", "Default": "night"},
        "Words": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
        "FromSsm": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": f"/{NAME}/given"},
    },
    "Mappings": {"Sizes": {"night": {"small": "7"}}},
    "Conditions": {
        "IsNight": {"Fn::Equals": [{"Ref": "Word"}, "night"]},
        "IsDay": {"Fn::Not": [{"Condition": "IsNight"}]},
        "Both": {
            "Fn::And": [
                {"Condition": "IsNight"},
                {"Fn::Or": [{"Condition": "IsNight"}, {"Condition": "IsDay"}]},
            ]
        },
    },
    "Outputs": {
        **{name: {"Value": value} for name, (value, _) in VALUES.items()},
        "Conditional": {"Condition": "IsDay", "Value": "never"},
    },
}
RESOURCES: dict[str, Any] = {
    "Queue": queue(f"{NAME}-queue", DelaySeconds={"Fn::If": ["IsDay", 5, {"Ref": "AWS::NoValue"}]}),
    "Absent": {**queue(f"{NAME}-absent"), "Condition": "IsDay"},
    "FromSecret": parameter(
        {"Fn::Sub": f"{{{{resolve:secretsmanager:{NAME}:SecretString:user}}}}/${{FromSsm}}"}
    ),
}


@pytest.fixture(scope="module")
def stack(cloud: CloudProcess) -> StackScene:
    scene = StackScene(cloud, NAME)
    cloud.client("ssm").put_parameter(Name=f"/{NAME}/given", Value="from-ssm", Type="String")
    cloud.client("secretsmanager").create_secret(
        Name=NAME, SecretString=json.dumps({"user": "app"})
    )
    assert scene.create(RESOURCES, **SECTIONS) == "CREATE_COMPLETE"
    return scene


@pytest.mark.parametrize("name", VALUES)
def test_a_function_gives_what_aws_gives(stack: StackScene, name: str) -> None:
    """Template reference, "Intrinsic function reference", "Pseudo parameters reference" and
    "Language extension functions", a page for each."""
    assert stack.outputs[name] == VALUES[name][1]


def test_a_resource_whose_condition_is_false_is_not_created(stack: StackScene) -> None:
    """ "CloudFormation creates entities that are associated with a true condition and ignores
    entities that are associated with a false condition" (User Guide, "Conditions section")."""
    assert "Absent" not in stack.physical
    assert "Conditional" not in stack.outputs


def test_no_value_removes_the_property(stack: StackScene) -> None:
    """AWS::NoValue "removes the corresponding resource property when specified as a return value
    in the Fn::If intrinsic function" (Template reference, "Pseudo parameters reference")."""
    attributes = stack.cloud.client("sqs").get_queue_attributes(
        QueueUrl=stack.physical["Queue"], AttributeNames=["DelaySeconds"]
    )["Attributes"]

    assert attributes["DelaySeconds"] == "0"


def test_dynamic_references_and_ssm_parameters_are_resolved(stack: StackScene) -> None:
    """ "When you use a dynamic reference, CloudFormation retrieves the value of the specified
    reference when necessary during stack and change set operations" (User Guide)."""
    value = stack.cloud.client("ssm").get_parameter(Name=stack.physical["FromSecret"])

    assert value["Parameter"]["Value"] == "app/from-ssm"


def test_select_out_of_bounds_fails(cloud: CloudProcess) -> None:
    """ "Fn::Select doesn't check for null values or if the index is out of bounds of the array.
    Both conditions will result in a stack error" (Template reference, "Fn::Select")."""
    scene = StackScene(cloud, "cfn-functions-select")

    status = scene.create({"A": parameter({"Fn::Select": [5, ["a"]]})})

    assert status == "ROLLBACK_COMPLETE"
    assert "nonexistent value at index 5" in scene.reason("CREATE_FAILED")

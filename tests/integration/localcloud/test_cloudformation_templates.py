"""CloudFormation refuses what cannot be deployed, before it changes anything, and says why."""

from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.cloudformation_scene import StackScene, parameter, topic

TOPIC = topic("cfn-templates-never")


@pytest.mark.parametrize(
    ("resources", "sections", "message"),
    [
        ({}, {}, "At least one Resources member must be defined"),
        (
            {"Bad": {"Type": "AWS::Nowhere::Thing"}},
            {},
            "Unrecognized resource types: [AWS::Nowhere::Thing (Bad)]",
        ),
        (
            {"A": topic({"Ref": "Gone"})},
            {},
            "Unresolved resource dependencies [Gone] in the Resources block of the template",
        ),
        (
            {"A": TOPIC},
            {"Outputs": {"O": {"Value": {"Ref": "Gone"}}}},
            "Unresolved resource dependencies [Gone] in the Outputs block of the template",
        ),
        (
            {"A": topic({"Ref": "B"}), "B": topic({"Ref": "A"})},
            {},
            "Circular dependency between resources: [A, B]",
        ),
        (
            {"A": TOPIC, "B": topic({"Fn::GetAtt": ["A", "Colour"]})},
            {},
            "resource A does not support attribute type Colour in Fn::GetAtt",
        ),
        ({"A": TOPIC}, {"Surprise": {}}, "Invalid template property or properties [Surprise]"),
        (
            {"A": TOPIC},
            {"Transform": "Nobodys::Macro"},
            "No transform named Nobodys::Macro found.",
        ),
        (
            {"A": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "python3.13"}}},
            {"Transform": "AWS::Serverless-2016-10-31"},
            "Resource with id [A] is invalid",
        ),
    ],
)
def test_a_template_that_cannot_work_is_refused_with_its_reason(
    cloud: CloudProcess, resources: dict[str, Any], sections: dict[str, Any], message: str
) -> None:
    """ValidateTemplate and CreateStack: "CloudFormation validates the template's syntax" and
    references before it creates anything (User Guide, "How CloudFormation works")."""
    stack = StackScene(cloud, "cfn-templates-refused")

    assert message in stack.refused(resources, **sections)
    assert "cfn-templates-refused" not in _names(cloud)


@pytest.mark.parametrize(
    ("declaration", "value", "message"),
    [
        ({"Type": "String"}, None, "Parameters: [P] must have values"),
        (
            {"Type": "String", "AllowedValues": ["a", "b"]},
            "c",
            "Parameter 'P' must be one of AllowedValues",
        ),
        (
            {"Type": "String", "AllowedPattern": "[a-z]+"},
            "A1",
            "Parameter 'P' must match pattern [a-z]+",
        ),
        ({"Type": "Number", "MaxValue": 5}, "6", "Parameter 'P' must be a number not greater than"),
        ({"Type": "Number"}, "six", "Parameter 'P' must be a number"),
        (
            {"Type": "String", "MinLength": 3},
            "ab",
            "Parameter 'P' must contain at least 3 characters",
        ),
        (
            {"Type": "String", "AllowedPattern": "x", "ConstraintDescription": "an x"},
            "y",
            "Parameter 'P' failed to satisfy constraint: an x",
        ),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_by_name(
    cloud: CloudProcess, declaration: dict[str, Any], value: str | None, message: str
) -> None:
    """ "AllowedPattern: A regular expression that represents the patterns to allow"; the same for
    the other constraints (User Guide, "Parameters section syntax reference")."""
    stack = StackScene(cloud, "cfn-templates-parameter")
    values = {} if value is None else {"P": value}

    assert message in stack.refused({"A": TOPIC}, Parameters={"P": declaration}, values=values)


def test_a_parameter_the_template_does_not_declare_is_refused(cloud: CloudProcess) -> None:
    """Parameters "must be declared and referenced from within the template" (User Guide,
    "Parameters")."""
    stack = StackScene(cloud, "cfn-templates-unknown")

    message = stack.refused({"A": TOPIC}, values={"Surprise": "1"})

    assert message == "Parameters: [Surprise] do not exist in the template"


def test_roles_need_an_acknowledgement(cloud: CloudProcess) -> None:
    """ "If you have IAM resources with custom names, you must specify CAPABILITY_NAMED_IAM. If you
    don't specify either of these capabilities, CloudFormation returns an InsufficientCapabilities
    error" (API reference, CreateStack)."""
    stack = StackScene(cloud, "cfn-templates-capabilities")
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {"RoleName": "cfn-named", "AssumeRolePolicyDocument": {"Statement": []}},
    }

    message = stack.refused({"Role": role}, Capabilities=["CAPABILITY_IAM"])

    assert message == "Requires capabilities : [CAPABILITY_NAMED_IAM]"


def test_macros_need_an_acknowledgement_unless_a_change_set_shows_them(cloud: CloudProcess) -> None:
    """CAPABILITY_AUTO_EXPAND: "This capacity doesn't apply to creating change sets" (API reference,
    CreateChangeSet)."""
    stack = StackScene(cloud, "cfn-templates-expand")
    transform = {"Transform": "AWS::Serverless-2016-10-31"}

    message = stack.refused({"A": TOPIC}, Capabilities=[], **transform)

    assert message == "Requires capabilities : [CAPABILITY_AUTO_EXPAND]"


def test_a_body_over_the_limit_is_refused(cloud: CloudProcess) -> None:
    """Template body size in a request: 51,200 bytes (User Guide, "CloudFormation quotas")."""
    stack = StackScene(cloud, "cfn-templates-big")

    message = stack.refused({"A": parameter("x" * 52_000)})

    assert "less than or equal to 51200" in message


def test_text_that_is_no_template_is_refused(cloud: CloudProcess) -> None:
    client = cloud.client("cloudformation")

    for text, message in (("{", "JSON not well-formed"), ("a: [", "YAML not well-formed")):
        with pytest.raises(client.exceptions.ClientError, match=message):
            client.validate_template(TemplateBody=text)


def test_a_summary_says_what_a_template_takes_and_needs(cloud: CloudProcess) -> None:
    """GetTemplateSummary "returns information about a new or existing template" (API reference)."""
    summary = cloud.client("cloudformation").get_template_summary(
        TemplateBody="""
            Transform: AWS::Serverless-2016-10-31
            Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}}
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: {Runtime: python3.13, Handler: a.b, InlineCode: "b = 1"}
        """
    )

    assert summary["Parameters"][0]["ParameterKey"] == "Stage"
    assert summary["Parameters"][0]["DefaultValue"] == "dev"
    assert summary["Parameters"][0]["ParameterConstraints"]["AllowedValues"] == ["dev", "prod"]
    assert summary["Capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    assert summary["DeclaredTransforms"] == ["AWS::Serverless-2016-10-31"]


def _names(cloud: CloudProcess) -> list[str]:
    found = cloud.client("cloudformation").describe_stacks()["Stacks"]
    return [stack["StackName"] for stack in found]

# ruff: noqa: ARG001 - kinds and extras share their signatures
"""AWS::Lambda::*."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene

FUNCTION = {"FunctionName": "FunctionName"}
# What UpdateFunctionConfiguration takes for "not set" (API reference, the parameters' defaults).
DEFAULTS: dict[str, Any] = {
    "DeadLetterConfig": {"TargetArn": ""},
    "Description": "",
    "Environment": {"Variables": {}},
    "KmsKeyArn": "",
    "Layers": [],
    "LoggingConfig": {"LogFormat": "Text"},
    "MemorySize": 128,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
}
EPOCH = (1980, 1, 1, 0, 0, 0)


def _code(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    scene.api.call(
        "lambda",
        "UpdateFunctionCode",
        FunctionName=facts["FunctionName"],
        Architectures=facts.get("Architectures") or ["x86_64"],
        **packaged(facts["Code"]),
    )


def _concurrency(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    name = facts["FunctionName"]
    if new is None:
        scene.api.call("lambda", "DeleteFunctionConcurrency", FunctionName=name)
    else:
        scene.api.call(
            "lambda",
            "PutFunctionConcurrency",
            FunctionName=name,
            ReservedConcurrentExecutions=new,
        )


def packaged(code: Mapping[str, Any]) -> dict[str, Any]:
    """Return `Code` as the API wants it: inline source becomes a zip with `index.py`."""
    source = code.get("ZipFile")
    if not isinstance(source, str):
        return dict(code)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("index.py", EPOCH), source)
    return {"ZipFile": packed.getvalue()}


@dataclass(frozen=True)
class FunctionKind(Kind):
    """AWS::Lambda::Function."""

    def complete(self, scene: Scene, properties: Properties) -> Properties:
        """Return the properties with name, tags and packed code."""
        properties = Kind.complete(self, scene, properties)
        return {**properties, "Code": packaged(properties["Code"])}


@dataclass(frozen=True)
class LayerVersionKind(Kind):
    """AWS::Lambda::LayerVersion: every change is a new version of the same layer."""

    def replaces(self, changed: set[str]) -> bool:
        """Tell that any change makes a new version."""
        return bool(changed)


@dataclass(frozen=True)
class PermissionKind(Kind):
    """AWS::Lambda::Permission."""

    def complete(self, scene: Scene, properties: Properties) -> Properties:
        """Return the properties with the statement id CloudFormation makes up."""
        return {**properties, "StatementId": scene.name(100)}


KINDS = (
    FunctionKind(
        "AWS::Lambda::Function",
        "lambda",
        create="CreateFunction",
        name="FunctionName",
        ref="FunctionName",
        attributes={"Arn": "FunctionArn"},
        extras={"ReservedConcurrentExecutions": _concurrency},
        changers={"Architectures": _code, "Code": _code},
        cleared=DEFAULTS,
        update="UpdateFunctionConfiguration",
        update_key=FUNCTION,
        delete="DeleteFunction",
        delete_key=FUNCTION,
        tag=("TagResource", "UntagResource", "Resource=FunctionArn", "Tags", "TagKeys"),
    ),
    Kind(
        "AWS::Lambda::Version",
        "lambda",
        create="PublishVersion",
        ref="FunctionArn",
        attributes={"Version": "Version", "FunctionArn": "FunctionArn"},
        delete="DeleteFunction",
        delete_key={"FunctionName": "FunctionName", "Qualifier": "Version"},
        replaced_by=frozenset({"FunctionName", "Description", "CodeSha256"}),
    ),
    Kind(
        "AWS::Lambda::Alias",
        "lambda",
        create="CreateAlias",
        ref="AliasArn",
        attributes={"AliasArn": "AliasArn"},
        update="UpdateAlias",
        update_key={"FunctionName": "FunctionName", "Name": "Name"},
        delete="DeleteAlias",
        delete_key={"FunctionName": "FunctionName", "Name": "Name"},
    ),
    LayerVersionKind(
        "AWS::Lambda::LayerVersion",
        "lambda",
        create="PublishLayerVersion",
        name="LayerName",
        ref="LayerVersionArn",
        attributes={"LayerVersionArn": "LayerVersionArn"},
        delete="DeleteLayerVersion",
        delete_key={"LayerName": "LayerName", "VersionNumber": "Version"},
        versioned=True,
    ),
    PermissionKind(
        "AWS::Lambda::Permission",
        "lambda",
        create="AddPermission",
        ref="StatementId",
        attributes={"Id": "StatementId"},
        delete="RemovePermission",
        delete_key={"FunctionName": "FunctionName", "StatementId": "StatementId"},
    ),
    Kind(
        "AWS::Lambda::EventInvokeConfig",
        "lambda",
        create="PutFunctionEventInvokeConfig",
        ref="join('|', [FunctionName, Qualifier])",
        update="PutFunctionEventInvokeConfig",
        delete="DeleteFunctionEventInvokeConfig",
        delete_key={"FunctionName": "FunctionName", "Qualifier": "Qualifier"},
    ),
    Kind(
        "AWS::Lambda::EventSourceMapping",
        "lambda",
        create="CreateEventSourceMapping",
        ref="UUID",
        attributes={"Id": "UUID", "EventSourceMappingArn": "EventSourceMappingArn"},
        update="UpdateEventSourceMapping",
        update_key={"UUID": "UUID"},
        delete="DeleteEventSourceMapping",
        delete_key={"UUID": "UUID"},
    ),
    Kind(
        "AWS::Lambda::Url",
        "lambda",
        create="CreateFunctionUrlConfig",
        rename={"TargetFunctionArn": "FunctionName"},
        ref="FunctionArn",
        attributes={"FunctionUrl": "FunctionUrl", "FunctionArn": "FunctionArn"},
        update="UpdateFunctionUrlConfig",
        update_key={"FunctionName": "TargetFunctionArn"},
        delete="DeleteFunctionUrlConfig",
        delete_key={"FunctionName": "TargetFunctionArn", "Qualifier": "Qualifier"},
    ),
)

# ruff: noqa: ARG001, ARG002 - kinds and extras share their signatures
"""AWS::SecretsManager::*, AWS::SSM::Parameter and AWS::KMS::*."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

SECRET = {"SecretId": "SecretId"}


def generated(scene: Scene, rule: Mapping[str, Any]) -> str:
    """Return a new secret value as `GenerateSecretString` asks for it."""
    own = ("SecretStringTemplate", "GenerateStringKey")
    options = {key: value for key, value in rule.items() if key not in own}
    password = scene.api.call("secretsmanager", "GetRandomPassword", **options)["RandomPassword"]
    if "GenerateStringKey" not in rule:
        return str(password)
    document = json.loads(rule.get("SecretStringTemplate", "{}"))
    return json.dumps({**document, rule["GenerateStringKey"]: password})


def _regenerate(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    if new is not None:
        value = generated(scene, new)
        scene.api.call(
            "secretsmanager", "PutSecretValue", SecretId=facts["ARN"], SecretString=value
        )


@dataclass(frozen=True)
class SecretKind(Kind):
    """AWS::SecretsManager::Secret."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        rule = properties.get("GenerateSecretString")
        value = {"SecretString": generated(scene, rule)} if rule is not None else {}
        rest = {k: v for k, v in properties.items() if k != "GenerateSecretString"}
        return Kind._create(self, scene, {**rest, **value})


@dataclass(frozen=True)
class RotationKind(Kind):
    """AWS::SecretsManager::RotationSchedule."""

    def destroy(self, scene: Scene, made: Made) -> None:
        """Stop rotating, unless the secret is gone already."""
        if scene.api.exists("secretsmanager", "DescribeSecret", SecretId=made.physical_id):
            Kind.destroy(self, scene, made)


@dataclass(frozen=True)
class KeyKind(Kind):
    """AWS::KMS::Key."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        tags = properties.get("Tags") or {}
        listed = [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
        rest = {k: v for k, v in properties.items() if k != "Tags"}
        answer = Kind._create(self, scene, {**rest, **({"Tags": listed} if listed else {})})
        return {"KeyId": answer["KeyMetadata"]["KeyId"], "Arn": answer["KeyMetadata"]["Arn"]}

    def retag(self, scene: Scene, made: Made, old: dict[str, str], new: dict[str, str]) -> None:
        """Set the key's tags."""
        key = {"KeyId": made.physical_id}
        gone = sorted(set(old) - set(new))
        if gone:
            scene.api.call("kms", "UntagResource", TagKeys=gone, **key)
        if new and new != old:
            listed = [{"TagKey": name, "TagValue": value} for name, value in new.items()]
            scene.api.call("kms", "TagResource", Tags=listed, **key)

    def destroy(self, scene: Scene, made: Made) -> None:
        """Schedule the key's deletion."""
        days = made.facts.get("PendingWindowInDays")
        scene.api.call(
            "kms", "ScheduleKeyDeletion", KeyId=made.physical_id, PendingWindowInDays=days
        )


def _key_policy(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    if new is not None:
        scene.api.call(
            "kms", "PutKeyPolicy", KeyId=facts["KeyId"], PolicyName="default", Policy=new
        )


def _key_rotation(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    verb = "Enable" if str(new).lower() == "true" else "Disable"
    scene.api.call("kms", f"{verb}KeyRotation", KeyId=facts["KeyId"])


def _enabled(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    verb = "Disable" if str(new).lower() == "false" else "Enable"
    scene.api.call("kms", f"{verb}Key", KeyId=facts["KeyId"])


@dataclass(frozen=True)
class ParameterKind(Kind):
    """AWS::SSM::Parameter."""

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        rest = {k: v for k, v in new.items() if k != "Tags"}
        return scene.api.call(
            "ssm", "PutParameter", Overwrite=True, **{**rest, "Name": facts["Name"]}
        )


KINDS = (
    SecretKind(
        "AWS::SecretsManager::Secret",
        "secretsmanager",
        create="CreateSecret",
        name="Name",
        ref="ARN",
        attributes={"Id": "ARN"},
        changers={"GenerateSecretString": _regenerate},
        update="UpdateSecret",
        update_key={"SecretId": "ARN"},
        delete="DeleteSecret",
        delete_key={"SecretId": "ARN", "ForceDeleteWithoutRecovery": "`true`"},
        tag=("TagResource", "UntagResource", "SecretId=ARN", "Tags", "TagKeys"),
    ),
    RotationKind(
        "AWS::SecretsManager::RotationSchedule",
        "secretsmanager",
        create="RotateSecret",
        rename={"RotateImmediatelyOnUpdate": "RotateImmediately"},
        ref="ARN",
        attributes={"Id": "ARN"},
        update="RotateSecret",
        delete="CancelRotateSecret",
        delete_key=SECRET,
    ),
    Kind(
        "AWS::SecretsManager::ResourcePolicy",
        "secretsmanager",
        create="PutResourcePolicy",
        ref="SecretId",
        attributes={"Id": "SecretId"},
        update="PutResourcePolicy",
        delete="DeleteResourcePolicy",
        delete_key=SECRET,
    ),
    ParameterKind(
        "AWS::SSM::Parameter",
        "ssm",
        create="PutParameter",
        name="Name",
        ref="Name",
        attributes={"Type": "Type", "Value": "Value"},
        update="PutParameter",
        delete="DeleteParameter",
        delete_key={"Name": "Name"},
        system_tags=False,
        tag=(
            "AddTagsToResource",
            "RemoveTagsFromResource",
            "ResourceId=Name",
            "Tags",
            "TagKeys",
        ),
    ),
    KeyKind(
        "AWS::KMS::Key",
        "kms",
        create="CreateKey",
        ref="KeyId",
        attributes={"Arn": "Arn", "KeyId": "KeyId"},
        rename={"KeyPolicy": "Policy"},
        extras={"EnableKeyRotation": _key_rotation, "Enabled": _enabled},
        changers={"KeyPolicy": _key_policy},
        ignored=frozenset({"PendingWindowInDays"}),
        update="UpdateKeyDescription",
        update_key={"KeyId": "KeyId"},
    ),
    Kind(
        "AWS::KMS::Alias",
        "kms",
        create="CreateAlias",
        ref="AliasName",
        update="UpdateAlias",
        delete="DeleteAlias",
        delete_key={"AliasName": "AliasName"},
    ),
)

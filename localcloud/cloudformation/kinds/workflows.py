"""AWS::StepFunctions::*."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.intrinsics import as_text
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

SOURCES = ("Definition", "DefinitionString", "DefinitionS3Location")
DEFINITION = frozenset({*SOURCES, "DefinitionSubstitutions"})


def definition_text(scene: Scene, properties: Mapping[str, Any]) -> str:
    """Return the definition as JSON with its substitutions made."""
    text = _source(scene, properties)
    for name, value in (properties.get("DefinitionSubstitutions") or {}).items():
        text = text.replace(f"${{{name}}}", as_text(value))
    try:
        return json.dumps(_read(text), ensure_ascii=False)
    except (ValueError, yaml.YAMLError) as problem:
        raise handler_failure(f"Invalid State Machine Definition: {problem}") from problem


def _source(scene: Scene, properties: Mapping[str, Any]) -> str:
    given = [name for name in SOURCES if properties.get(name) is not None]
    if len(given) != 1:
        raise handler_failure(f"exactly one of {', '.join(SOURCES)} is needed, got {given}")
    value = properties[given[0]]
    if given[0] == "Definition":
        return json.dumps(value)
    if given[0] == "DefinitionString":
        return str(value)
    answer = scene.api.call(
        "s3",
        "GetObject",
        Bucket=value["Bucket"],
        Key=value["Key"],
        VersionId=value.get("Version"),
    )
    return str(answer["Body"].read().decode())


def _read(text: str) -> Any:
    if text.lstrip().startswith("{"):
        return json.loads(text)
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True)
class StateMachineKind(Kind):
    """AWS::StepFunctions::StateMachine."""

    def _parameters(self, properties: Properties) -> Properties:
        return {k: v for k, v in Kind._parameters(self, properties).items() if k not in DEFINITION}

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        text = definition_text(scene, properties)
        return Kind._create(
            self,
            scene,
            {**{k: v for k, v in properties.items() if k not in DEFINITION}, "definition": text},
        )

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Update the machine with the definition as it is now."""
        strip = DEFINITION
        return Kind.changed(
            self,
            scene,
            made,
            {**{k: v for k, v in old.items() if k not in strip}, "definition": ""},
            {
                **{k: v for k, v in new.items() if k not in strip},
                "definition": definition_text(scene, new),
            },
        )


KINDS = (
    StateMachineKind(
        "AWS::StepFunctions::StateMachine",
        "stepfunctions",
        create="CreateStateMachine",
        rename={
            "StateMachineName": "name",
            "StateMachineType": "type",
            "LoggingConfiguration": "loggingConfiguration",
            "TracingConfiguration": "tracingConfiguration",
            "EncryptionConfiguration": "encryptionConfiguration",
            "RoleArn": "roleArn",
            "Tags": "tags",
        },
        name="StateMachineName",
        name_limit=80,
        ref="stateMachineArn",
        attributes={
            "Arn": "stateMachineArn",
            "Name": "StateMachineName",
            "StateMachineRevisionId": "revisionId",
        },
        update="UpdateStateMachine",
        cleared={
            "LoggingConfiguration": {"level": "OFF"},
            "TracingConfiguration": {"enabled": False},
        },
        update_key={"stateMachineArn": "stateMachineArn"},
        delete="DeleteStateMachine",
        delete_key={"stateMachineArn": "stateMachineArn"},
        tag=("TagResource", "UntagResource", "resourceArn=stateMachineArn", "tags", "tagKeys"),
    ),
    Kind(
        "AWS::StepFunctions::Activity",
        "stepfunctions",
        create="CreateActivity",
        name="Name",
        ref="activityArn",
        attributes={"Arn": "activityArn", "Name": "Name"},
        delete="DeleteActivity",
        delete_key={"activityArn": "activityArn"},
        tag=("TagResource", "UntagResource", "resourceArn=activityArn", "tags", "tagKeys"),
    ),
)

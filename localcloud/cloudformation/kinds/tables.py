"""AWS::DynamoDB::*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made


def _expiry(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    wanted = new or {**old, "Enabled": False}
    if old is None and not _true(wanted.get("Enabled")):
        return  # a table starts without; switching off what is off is an error
    scene.api.call(
        "dynamodb",
        "UpdateTimeToLive",
        TableName=facts["TableName"],
        TimeToLiveSpecification=wanted,
    )


def _true(value: Any) -> bool:
    return str(value).lower() == "true"


def _recovery(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    scene.api.call(
        "dynamodb",
        "UpdateContinuousBackups",
        TableName=facts["TableName"],
        PointInTimeRecoverySpecification=new or {"PointInTimeRecoveryEnabled": False},
    )


def _indexes(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    before = {index["IndexName"]: index for index in old or ()}
    after = {index["IndexName"]: index for index in new or ()}
    gone = [name for name, index in before.items() if after.get(name) != index]
    made = [index for name, index in after.items() if before.get(name) != index]
    steps = [{"Delete": {"IndexName": name}} for name in gone] + [{"Create": i} for i in made]
    for step in steps:  # "You can create or delete one global secondary index" per UpdateTable
        scene.api.call(
            "dynamodb",
            "UpdateTable",
            TableName=facts["TableName"],
            AttributeDefinitions=facts["AttributeDefinitions"],
            GlobalSecondaryIndexUpdates=[step],
        )


@dataclass(frozen=True)
class TableKind(Kind):
    """AWS::DynamoDB::Table."""

    def complete(self, scene: Scene, properties: Properties) -> Properties:
        """Return the properties as the API spells encryption and streams."""
        return _translated(Kind.complete(self, scene, properties))

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        mode = {"BillingMode": properties.get("BillingMode", "PROVISIONED")}
        answer = Kind._create(self, scene, {**properties, **mode})
        described: dict[str, Any] = answer["TableDescription"]
        return {key: described.get(key) for key in ("TableArn", "LatestStreamArn")}

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Change the table in place."""
        return Kind.changed(self, scene, made, _translated(old), _translated(new))


def _translated(properties: Properties) -> Properties:
    properties = dict(properties)
    encryption = properties.get("SSESpecification")
    if encryption:
        rest = {k: v for k, v in encryption.items() if k != "SSEEnabled"}
        properties["SSESpecification"] = {"Enabled": encryption.get("SSEEnabled"), **rest}
    stream = properties.get("StreamSpecification")
    if stream:
        properties["StreamSpecification"] = {"StreamEnabled": True, **stream}
    return properties


KINDS = (
    TableKind(
        "AWS::DynamoDB::Table",
        "dynamodb",
        create="CreateTable",
        name="TableName",
        name_limit=255,
        ref="TableName",
        attributes={"Arn": "TableArn", "StreamArn": "LatestStreamArn"},
        extras={
            "TimeToLiveSpecification": _expiry,
            "PointInTimeRecoverySpecification": _recovery,
        },
        changers={"GlobalSecondaryIndexes": _indexes},
        update="UpdateTable",
        cleared={
            "SSESpecification": {"Enabled": False},
            "StreamSpecification": {"StreamEnabled": False},
        },
        delete="DeleteTable",
        delete_key={"TableName": "TableName"},
        replaced_by=frozenset({"KeySchema", "LocalSecondaryIndexes"}),
        system_tags=False,
        tag=("TagResource", "UntagResource", "ResourceArn=TableArn", "Tags", "TagKeys"),
    ),
)

# ruff: noqa: ARG002 - kinds share their signatures
"""AWS::Events::* and AWS::Scheduler::*."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made


def _targets(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    place = {"Rule": facts["Name"], "EventBusName": facts.get("EventBusName")}
    gone = [t["Id"] for t in old or () if t["Id"] not in {n["Id"] for n in new or ()}]
    if gone:
        scene.api.call("events", "RemoveTargets", Ids=gone, **place)
    if new:
        answer = scene.api.call("events", "PutTargets", Targets=new, **place)
        for entry in answer.get("FailedEntries", ()):
            raise handler_failure(f"{entry['TargetId']}: {entry['ErrorMessage']}")


def _bus_policy(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    if new is None:
        scene.api.call(
            "events", "RemovePermission", EventBusName=facts["Name"], RemoveAllPermissions=True
        )
    else:
        scene.api.call("events", "PutPermission", EventBusName=facts["Name"], Policy=new)


@dataclass(frozen=True)
class RuleKind(Kind):
    """AWS::Events::Rule: Ref is `name`, or `bus|name` on a bus of your own."""

    def destroy(self, scene: Scene, made: Made) -> None:
        """Remove the targets, then the rule."""
        _targets(scene, made.facts, made.facts.get("Targets"), None)
        Kind.destroy(self, scene, made)


@dataclass(frozen=True)
class BusPolicyKind(Kind):
    """AWS::Events::EventBusPolicy: one statement among the others of the bus."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        if "Statement" not in properties:
            return Kind._create(self, scene, properties)
        bus, name = properties.get("EventBusName", "default"), properties["StatementId"]
        described = scene.api.call("events", "DescribeEventBus", Name=bus)
        policy = json.loads(described.get("Policy") or '{"Version": "2012-10-17", "Statement": []}')
        others = [statement for statement in policy["Statement"] if statement.get("Sid") != name]
        policy["Statement"] = [*others, {"Sid": name, **properties["Statement"]}]
        return scene.api.call("events", "PutPermission", EventBusName=bus, Policy=policy)

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        return self._create(scene, new)


RULE = {"Name": "Name", "EventBusName": "EventBusName"}
KINDS = (
    Kind(
        "AWS::Events::EventBus",
        "events",
        create="CreateEventBus",
        ref="Name",
        attributes={"Arn": "EventBusArn", "Name": "Name", "Policy": "Policy"},
        extras={"Policy": _bus_policy},
        update="UpdateEventBus",
        delete="DeleteEventBus",
        delete_key={"Name": "Name"},
        tag=("TagResource", "UntagResource", "ResourceARN=EventBusArn", "Tags", "TagKeys"),
    ),
    RuleKind(
        "AWS::Events::Rule",
        "events",
        create="PutRule",
        name="Name",
        ref="EventBusName && EventBusName != 'default' && join('|', [EventBusName, Name]) || Name",
        attributes={"Arn": "RuleArn"},
        extras={"Targets": _targets},
        update="PutRule",
        delete="DeleteRule",
        delete_key=RULE,
        probe="DescribeRule",
        probe_key=RULE,
        replaced_by=frozenset({"Name", "EventBusName"}),
        tag=("TagResource", "UntagResource", "ResourceARN=RuleArn", "Tags", "TagKeys"),
    ),
    Kind(
        "AWS::Events::Archive",
        "events",
        create="CreateArchive",
        rename={"SourceArn": "EventSourceArn"},
        name="ArchiveName",
        name_limit=48,
        ref="ArchiveName",
        attributes={"Arn": "ArchiveArn"},
        update="UpdateArchive",
        delete="DeleteArchive",
        delete_key={"ArchiveName": "ArchiveName"},
    ),
    BusPolicyKind(
        "AWS::Events::EventBusPolicy",
        "events",
        create="PutPermission",
        ref="StatementId",
        update="PutPermission",
        delete="RemovePermission",
        delete_key={"StatementId": "StatementId", "EventBusName": "EventBusName"},
    ),
    Kind(
        "AWS::Events::Connection",
        "events",
        create="CreateConnection",
        name="Name",
        ref="Name",
        attributes={"Arn": "ConnectionArn", "SecretArn": "SecretArn"},
        update="UpdateConnection",
        delete="DeleteConnection",
        delete_key={"Name": "Name"},
    ),
    Kind(
        "AWS::Events::ApiDestination",
        "events",
        create="CreateApiDestination",
        name="Name",
        ref="Name",
        attributes={"Arn": "ApiDestinationArn"},
        update="UpdateApiDestination",
        delete="DeleteApiDestination",
        delete_key={"Name": "Name"},
    ),
    Kind(
        "AWS::Scheduler::Schedule",
        "scheduler",
        create="CreateSchedule",
        name="Name",
        ref="Name",
        attributes={"Arn": "ScheduleArn"},
        update="UpdateSchedule",
        delete="DeleteSchedule",
        delete_key={"Name": "Name", "GroupName": "GroupName"},
        replaced_by=frozenset({"GroupName"}),
    ),
    Kind(
        "AWS::Scheduler::ScheduleGroup",
        "scheduler",
        create="CreateScheduleGroup",
        name="Name",
        ref="Name",
        attributes={"Arn": "ScheduleGroupArn"},
        delete="DeleteScheduleGroup",
        delete_key={"Name": "Name"},
        tag=("TagResource", "UntagResource", "ResourceArn=ScheduleGroupArn", "Tags", "TagKeys"),
    ),
)

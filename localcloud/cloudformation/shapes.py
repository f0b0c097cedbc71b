"""How stacks, events, resources and change sets look in answers."""

from typing import Any

from localcloud.cloudformation.parameters import SSM
from localcloud.cloudformation.stack import ChangeSet, Event, Resource, Stack, Version

HIDDEN = "****"  # what NoEcho parameters show


def stack_view(stack: Stack) -> dict[str, Any]:
    """Return a stack as DescribeStacks gives it."""
    version = stack.version
    view: dict[str, Any] = {
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason or None,
        "DisableRollback": stack.disable_rollback,
        "EnableTerminationProtection": stack.termination_protection,
        "NotificationARNs": stack.notification_arns,
        "RoleARN": stack.role_arn,
        "Outputs": stack.outputs,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }
    if version is not None:
        view |= {
            "Description": version.template.get("Description"),
            "Parameters": parameters_view(version),
            "Tags": tags_view(version.tags),
            "Capabilities": version.capabilities,
        }
    return {key: value for key, value in view.items() if value is not None}


def summary_view(stack: Stack) -> dict[str, Any]:
    """Return a stack as ListStacks gives it."""
    names = (
        "StackId",
        "StackName",
        "CreationTime",
        "LastUpdatedTime",
        "DeletionTime",
        "StackStatus",
        "StackStatusReason",
        "DriftInformation",
    )
    view = stack_view(stack)
    summary = {name: view[name] for name in names if name in view}
    if stack.version and stack.version.template.get("Description"):
        summary["TemplateDescription"] = stack.version.template["Description"]
    return summary


def parameters_view(version: Version) -> list[dict[str, str]]:
    """Return a version's parameters; those with NoEcho are hidden."""
    declared = version.template.get("Parameters") or {}
    found = []
    for name, text in version.parameters.items():
        declaration = declared.get(name, {})
        hidden = str(declaration.get("NoEcho", "")).lower() == "true"
        entry = {"ParameterKey": name, "ParameterValue": HIDDEN if hidden else text}
        if str(declaration.get("Type", "")).startswith(SSM):
            entry["ResolvedValue"] = str(version.values[name])
        found.append(entry)
    return found


def tags_view(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as a list."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def event_view(stack: Stack, event: Event) -> dict[str, Any]:
    """Return an event as DescribeStackEvents gives it."""
    view = {
        **of_view(stack),
        "EventId": event.id,
        "LogicalResourceId": event.logical_id,
        "PhysicalResourceId": event.physical_id,
        "ResourceType": event.type,
        "Timestamp": event.at,
        "ResourceStatus": event.status,
    }
    return view | ({"ResourceStatusReason": event.reason} if event.reason else {})


def of_view(stack: Stack) -> dict[str, Any]:
    """Return a stack's id and name."""
    return {"StackId": stack.id, "StackName": stack.name}


def resource_view(resource: Resource, time: str = "LastUpdatedTimestamp") -> dict[str, Any]:
    """Return a resource; `time` names its timestamp."""
    view: dict[str, Any] = {
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type,
        time: resource.at,
        "ResourceStatus": resource.status,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }
    return view | ({"ResourceStatusReason": resource.reason} if resource.reason else {})


def change_set_view(stack: Stack, change_set: ChangeSet) -> dict[str, Any]:
    """Return a change set without its changes."""
    view = {
        **of_view(stack),
        "ChangeSetId": change_set.id,
        "ChangeSetName": change_set.name,
        "CreationTime": change_set.created,
        "Description": change_set.description,
        "ExecutionStatus": change_set.execution,
        "Status": change_set.status,
    }
    return view | ({"StatusReason": change_set.reason} if change_set.reason else {})

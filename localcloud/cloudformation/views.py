"""The calls that only look: stacks, events, resources, templates, change sets, exports."""

import json
from typing import Any

from localcloud.api_call import ApiCall
from localcloud.cloudformation import shapes, sources, summaries, template
from localcloud.cloudformation.api import Api
from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.requests import Requests
from localcloud.cloudformation.stack import Stack, Version
from localcloud.cloudformation.stacks import Stacks


class Views:
    """Answer the calls that read; each method takes a call and returns the result."""

    def __init__(self, stacks: Stacks, requests: Requests) -> None:
        self._stacks = stacks
        self._requests = requests

    def describe_stacks(self, call: ApiCall) -> dict[str, Any]:
        """Describe one stack, or all that are not deleted."""
        name = call.params.get("StackName")
        if name:
            return {"Stacks": [shapes.stack_view(self._stacks.find(call.home, str(name)))]}
        found = [s for s in self._stacks.all(call.home) if s.deleted is None]
        return {"Stacks": [shapes.stack_view(stack) for stack in found]}

    def list_stacks(self, call: ApiCall) -> dict[str, Any]:
        """List stacks, deleted ones too, by status."""
        wanted = set(call.params.get("StackStatusFilter") or ())
        found = [s for s in self._stacks.all(call.home) if not wanted or s.status in wanted]
        return {"StackSummaries": [shapes.summary_view(stack) for stack in found]}

    def events(self, call: ApiCall) -> dict[str, Any]:
        """Return a stack's events, the newest first."""
        stack = self._stack(call)
        return {
            "StackEvents": [shapes.event_view(stack, event) for event in reversed(stack.events)]
        }

    def list_resources(self, call: ApiCall) -> dict[str, Any]:
        """List a stack's resources."""
        stack = self._stack(call)
        found = [shapes.resource_view(resource) for resource in stack.resources.values()]
        return {"StackResourceSummaries": found}

    def describe_resources(self, call: ApiCall) -> dict[str, Any]:
        """Describe a stack's resources; the stack may be found by a physical id."""
        physical = call.params.get("PhysicalResourceId")
        stack = self._by_physical_id(call, str(physical)) if physical else self._stack(call)
        wanted = call.params.get("LogicalResourceId")
        return {
            "StackResources": [
                shapes.of_view(stack) | shapes.resource_view(resource, "Timestamp")
                for resource in stack.resources.values()
                if wanted in (None, resource.logical_id)
                and physical in (None, resource.physical_id)
            ]
        }

    def describe_resource(self, call: ApiCall) -> dict[str, Any]:
        """Describe one resource."""
        stack, name = self._stack(call), str(call.params["LogicalResourceId"])
        resource = stack.resources.get(name)
        if resource is None:
            raise ValidationError(f"Resource {name} does not exist for stack {stack.name}")
        detail = shapes.of_view(stack) | shapes.resource_view(resource)
        metadata = resource.definition.get("Metadata")
        if metadata:
            detail["Metadata"] = json.dumps(metadata)
        return {"StackResourceDetail": detail}

    def get_template(self, call: ApiCall) -> dict[str, Any]:
        """Return a template as it was given, or after its transforms."""
        version = self._version(call)
        processed = call.params.get("TemplateStage", "Original") == "Processed"
        body = json.dumps(version.template, default=str) if processed else version.body
        return {"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]}

    def get_template_summary(self, call: ApiCall) -> dict[str, Any]:
        """Say what a template takes and needs."""
        if call.params.get("StackName"):
            stack = self._stack(call)
            version = stack.version or next(iter(stack.change_sets.values())).version
            parsed = template.parse(version.body)
        else:
            parsed = template.parse(sources.body(Api(self._stacks.cloud, call.home), call.params))
        return summaries.summarised(parsed, call.region)

    def validate_template(self, call: ApiCall) -> dict[str, Any]:
        """Check a template's form."""
        parsed = template.parse(sources.body(Api(self._stacks.cloud, call.home), call.params))
        return summaries.validated(parsed, call.region)

    def describe_change_set(self, call: ApiCall) -> dict[str, Any]:
        """Describe a change set."""
        stack, change_set = self._requests.change_set(call)
        return shapes.change_set_view(stack, change_set) | {
            "Changes": change_set.changes,
            "Parameters": shapes.parameters_view(change_set.version),
            "Tags": shapes.tags_view(change_set.version.tags),
            "Capabilities": change_set.version.capabilities,
            "NotificationARNs": stack.notification_arns,
        }

    def list_change_sets(self, call: ApiCall) -> dict[str, Any]:
        """List a stack's change sets."""
        stack = self._stack(call)
        return {"Summaries": [shapes.change_set_view(stack, c) for c in stack.change_sets.values()]}

    def list_exports(self, call: ApiCall) -> dict[str, Any]:
        """List the region's exports."""
        exports = self._stacks.exports(call.home)
        return {
            "Exports": [
                {"ExportingStackId": stack.id, "Name": name, "Value": value}
                for name, (stack, value) in exports.items()
            ]
        }

    def list_imports(self, call: ApiCall) -> dict[str, Any]:
        """List the stacks that use an export."""
        name = str(call.params["ExportName"])
        users = [stack.name for stack in self._stacks.importers(call.home, name)]
        if not users:
            raise ValidationError(f"Export '{name}' is not imported by any stack.")
        return {"Imports": users}

    def _stack(self, call: ApiCall) -> Stack:
        return self._stacks.find(call.home, str(call.params["StackName"]))

    def _version(self, call: ApiCall) -> Version:
        if call.params.get("ChangeSetName"):
            return self._requests.change_set(call)[1].version
        stack = self._stack(call)
        if stack.version is None:
            raise ValidationError(f"Stack with id {stack.name} does not exist")
        return stack.version

    def _by_physical_id(self, call: ApiCall, physical: str) -> Stack:
        for stack in self._stacks.all(call.home):
            if any(r.physical_id == physical for r in stack.resources.values()):
                return stack
        raise ValidationError(f"Stack for {physical} does not exist")

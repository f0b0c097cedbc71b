"""CreateStack, UpdateStack, DeleteStack and the change sets: the calls that change something."""

from typing import Any

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.cloudformation import capabilities, changes, template
from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.stack import ChangeSet, Stack, Version, arn
from localcloud.cloudformation.stacks import Stacks

NO_CHANGES = (
    "The submitted information didn't contain changes. Submit different information to create a "
    "change set."
)
UPDATABLE = frozenset(
    {
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "UPDATE_FAILED",
        "IMPORT_COMPLETE",
    }
)


class Requests:
    """Answer the calls that change stacks; each method takes a call and returns the result."""

    def __init__(self, stacks: Stacks) -> None:
        self._stacks = stacks
        self._cloud = stacks.cloud

    def create_stack(self, call: ApiCall) -> dict[str, Any]:
        """Create a stack."""
        request = call.params
        name = str(request["StackName"])
        if self._stacks.existing(call.home, name):
            raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
        version = self._stacks.prepare(call.home, request)
        parsed = template.parse(version.body)
        capabilities.check(version.capabilities, capabilities.required(version.template, parsed))
        stack = self._new(call, name)
        on_failure = request.get("OnFailure")
        stack.disable_rollback = bool(request.get("DisableRollback")) or on_failure == "DO_NOTHING"
        stack.termination_protection = bool(request.get("EnableTerminationProtection"))
        self._stacks.add(stack)
        self._stacks.run(stack, "CREATE", lambda deployment: deployment.create(version))
        if on_failure == "DELETE" and stack.status == "ROLLBACK_COMPLETE":
            self._stacks.run(stack, "DELETE", lambda deployment: deployment.delete(set()))
        return {"StackId": stack.id}

    def update_stack(self, call: ApiCall) -> dict[str, Any]:
        """Update a stack."""
        request = call.params
        stack = self._updatable(call, str(request["StackName"]))
        version = self._stacks.prepare(call.home, request, stack.version)
        parsed = template.parse(version.body)
        capabilities.check(version.capabilities, capabilities.required(version.template, parsed))
        found = changes.compute(self._stacks.evaluation(stack, version))
        if not changes.differs(stack, version, found):
            raise ValidationError("No updates are to be performed.")
        self._take(stack, request)
        self._stacks.run(stack, "UPDATE", lambda deployment: deployment.update(version))
        return {"StackId": stack.id}

    def delete_stack(self, call: ApiCall) -> dict[str, Any]:
        """Delete a stack; one that does not exist is deleted already."""
        request = call.params
        try:
            stack = self._stacks.find(call.home, str(request["StackName"]))
        except ValidationError:
            return {}
        if stack.deleted:
            return {}
        if stack.termination_protection:
            raise ValidationError(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        for output in stack.outputs:
            if "ExportName" in output:
                self._stacks.refuse_used_export(stack, output["ExportName"])
        if stack.version is None:
            self._stacks.remove(stack)
            return {}
        retained = set(request.get("RetainResources") or ())
        if retained and stack.status != "DELETE_FAILED":
            raise ValidationError(
                "Invalid operation on stack. Specify which resources to retain only when the stack"
                " is in the DELETE_FAILED state"
            )
        self._stacks.run(stack, "DELETE", lambda deployment: deployment.delete(retained))
        return {}

    def create_change_set(self, call: ApiCall) -> dict[str, Any]:
        """Compute a change set; a stack to create appears in REVIEW_IN_PROGRESS."""
        request = call.params
        kind = str(request.get("ChangeSetType", "UPDATE"))
        stack = self._of_change_set(call, kind)
        try:
            version = self._stacks.prepare(call.home, request, stack.version)
            capabilities.check(version.capabilities, capabilities.required(version.template))
        except AwsError:
            self._forget_empty(stack)
            raise
        self._take(stack, request)
        change_set = self._computed(stack, version, kind, request)
        if any(c.name == change_set.name for c in stack.change_sets.values()):
            raise AwsError("AlreadyExistsException", f"ChangeSet {change_set.name} already exists")
        stack.change_sets[change_set.id] = change_set
        return {"Id": change_set.id, "StackId": stack.id}

    def execute_change_set(self, call: ApiCall) -> dict[str, Any]:
        """Make a change set so."""
        request = call.params
        stack, change_set = self.change_set(call)
        if change_set.execution != "AVAILABLE":
            raise AwsError(
                "InvalidChangeSetStatus",
                f"ChangeSet [{change_set.id}] cannot be executed in its current status of "
                f"[{change_set.status}]",
            )
        stack.disable_rollback = bool(request.get("DisableRollback"))
        stack.change_sets.clear()  # executing one makes the others obsolete
        change_set.execution = "EXECUTE_COMPLETE"
        version = change_set.version
        if change_set.type == "CREATE":
            self._stacks.run(stack, "CREATE", lambda deployment: deployment.create(version))
        else:
            self._stacks.run(stack, "UPDATE", lambda deployment: deployment.update(version))
        return {}

    def delete_change_set(self, call: ApiCall) -> dict[str, Any]:
        """Forget a change set."""
        stack, change_set = self.change_set(call)
        del stack.change_sets[change_set.id]
        return {}

    def change_set(self, call: ApiCall) -> tuple[Stack, ChangeSet]:
        """Return the change set a call names.

        Raises:
            AwsError: ChangeSetNotFound.
        """
        name = str(call.params["ChangeSetName"])
        wanted = call.params.get("StackName")
        for stack in self._stacks.all(call.home):
            if wanted and wanted not in (stack.id, stack.name):
                continue
            for change_set in stack.change_sets.values():
                if name in (change_set.id, change_set.name):
                    return stack, change_set
        raise AwsError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)

    def protect(self, call: ApiCall) -> dict[str, Any]:
        """Set or take away termination protection."""
        stack = self._stacks.find(call.home, str(call.params["StackName"]))
        stack.termination_protection = bool(call.params["EnableTerminationProtection"])
        return {"StackId": stack.id}

    def _new(self, call: ApiCall, name: str) -> Stack:
        request, account = call.params, call.account
        stack = Stack(
            arn(call.region, account, "stack", name),
            name,
            call.region,
            account,
            self._cloud.clock.now(),
        )
        self._take(stack, request)
        return stack

    def _take(self, stack: Stack, request: dict[str, Any]) -> None:
        stack.role_arn = request.get("RoleARN") or stack.role_arn
        if request.get("NotificationARNs") is not None:
            stack.notification_arns = list(request["NotificationARNs"])

    def _updatable(self, call: ApiCall, name: str) -> Stack:
        stack = self._stacks.find(call.home, name, deleted=False)
        if stack.status not in UPDATABLE:
            raise ValidationError(
                f"Stack:{stack.id} is in {stack.status} state and can not be updated."
            )
        return stack

    def _of_change_set(self, call: ApiCall, kind: str) -> Stack:
        name = str(call.params["StackName"])
        existing = self._stacks.existing(call.home, name)
        if kind == "UPDATE":
            return self._updatable(call, name)
        if existing is not None and existing.version is not None:
            raise ValidationError(
                f"Stack [{name}] already exists and cannot be created again with "
                f"the changeSet [{call.params['ChangeSetName']}]."
            )
        if existing is not None:
            return existing
        stack = self._new(call, name)
        self._stacks.add(stack)
        stack.record(self._cloud.clock.now(), None, "REVIEW_IN_PROGRESS", "User Initiated")
        return stack

    def _forget_empty(self, stack: Stack) -> None:
        if stack.version is None and not stack.change_sets:
            self._stacks.remove(stack)

    def _computed(
        self, stack: Stack, version: Version, kind: str, request: dict[str, Any]
    ) -> ChangeSet:
        name = str(request["ChangeSetName"])
        found = changes.compute(self._stacks.evaluation(stack, version))
        change_set = ChangeSet(
            arn(stack.region, stack.account, "changeSet", name),
            name,
            kind,
            version,
            self._cloud.clock.now(),
            str(request.get("Description") or ""),
            found,
            role_arn=stack.role_arn,
        )
        if not changes.differs(stack, version, found):
            change_set.status, change_set.execution = "FAILED", "UNAVAILABLE"
            change_set.reason = NO_CHANGES
        return change_set

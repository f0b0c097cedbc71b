"""Bring a stack to a version, or back to the one before: create, update, delete, roll back."""

from collections.abc import Callable
from typing import Any

from localcloud.cloudformation import kinds, references
from localcloud.cloudformation.builder import Builder
from localcloud.cloudformation.errors import ResourceFailedError, ValidationError
from localcloud.cloudformation.evaluation import Evaluation
from localcloud.cloudformation.stack import Resource, Stack, Version

Failure = (ResourceFailedError, ValidationError)


class Deployment:
    """One operation on one stack; each method ends with the stack in a final state."""

    def __init__(
        self,
        builder: Builder,
        evaluate: Callable[[Stack, Version], Evaluation],
        publish: Callable[[Stack, list[dict[str, str]]], None],
    ) -> None:
        self._builder = builder
        self._stack = builder.stack
        self._evaluate = evaluate
        self._publish = publish  # check and store the outputs
        self._undo: list[Callable[[], None]] = []
        self._replaced: list[Resource] = []
        self._tags_tried: dict[str, str] = {}

    def create(self, version: Version) -> None:
        """Create everything; on failure everything made is deleted again."""
        stack, record = self._stack, self._builder.record
        stack.version = version
        record(None, "CREATE_IN_PROGRESS", "User Initiated")
        try:
            self._build(version)
            self._publish(stack, self._evaluate(stack, version).outputs())
        except Failure as problem:
            self._creation_failed(str(problem))
            return
        record(None, "CREATE_COMPLETE")

    def update(self, version: Version) -> None:
        """Bring the stack to `version`; on failure back to what it was."""
        stack, record, before = self._stack, self._builder.record, self._stack.version
        assert before is not None
        old, outputs = dict(stack.resources), list(stack.outputs)
        stack.version = version
        record(None, "UPDATE_IN_PROGRESS", "User Initiated")
        try:
            wanted = self._build(version, before.tags)
            self._publish(stack, self._evaluate(stack, version).outputs())
        except Failure as problem:
            self._update_failed(str(problem), before, old, outputs)
            return
        stack.updated = self._builder.now()
        record(None, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        self._clean_up(before, wanted)
        record(None, "UPDATE_COMPLETE")

    def delete(self, retained: set[str]) -> None:
        """Delete everything that its policy does not retain."""
        stack, record = self._stack, self._builder.record
        record(None, "DELETE_IN_PROGRESS", "User Initiated")
        keep = {name for name in retained if name in stack.resources}
        for name in keep:
            record(stack.resources.pop(name), "DELETE_SKIPPED")
        failed = self._delete_all(created_now=False)
        if failed:
            names = ", ".join(failed)
            record(
                None, "DELETE_FAILED", f"The following resource(s) failed to delete: [{names}]. "
            )
            return
        self._publish(stack, [])
        stack.deleted = self._builder.now()
        record(None, "DELETE_COMPLETE")

    def _build(self, version: Version, old_tags: dict[str, str] | None = None) -> set[str]:
        evaluation = self._evaluate(self._stack, version)
        wanted = evaluation.wanted()
        for name in references.order(wanted):
            self._place(name, wanted[name], evaluation, old_tags or {})
        return set(wanted)

    def _place(
        self,
        name: str,
        definition: dict[str, Any],
        evaluation: Evaluation,
        old_tags: dict[str, str],
    ) -> None:
        old = self._stack.resources.get(name)
        properties = self._properties(name, definition, evaluation)
        if old is None:
            made = self._builder.create(name, definition, properties)
            self._undo.append(lambda: self._drop(made))
        elif replaces(old, definition, properties):
            self._replace(old, definition, properties)
        elif old.properties != properties or old_tags != self._builder.user_tags():
            self._undo.append(lambda: self._change_back(old, definition, properties))
            made = self._builder.change(old, definition, properties, old_tags)
            if made.physical_id != old.physical_id:  # a custom resource may answer so
                self._replaced.append(old)
        else:
            old.definition = definition

    def _properties(
        self, name: str, definition: dict[str, Any], evaluation: Evaluation
    ) -> dict[str, Any]:
        try:
            return evaluation.properties(name)
        except Failure as problem:
            known = self._stack.resources.get(name)
            failed = Resource(
                name, definition["Type"], definition, made=known.made if known else None
            )
            status = "UPDATE_FAILED" if known else "CREATE_FAILED"
            self._builder.record(failed, status, str(problem))
            raise ResourceFailedError(f"{name} ({definition['Type']}): {problem}") from problem

    def _replace(
        self, old: Resource, definition: dict[str, Any], properties: dict[str, Any]
    ) -> None:
        kind = kinds.find(definition["Type"])
        name = properties.get(kind.name) if kind.name else None
        same_name = name and name == old.properties.get(kind.name)
        if same_name and old.type == definition["Type"] and not kind.versioned:
            reason = (
                "CloudFormation cannot update a stack when a custom-named resource requires "
                f"replacing. Rename {name} and update the stack again."
            )
            self._builder.record(old, "UPDATE_FAILED", reason)
            raise ResourceFailedError(f"{old.logical_id} ({old.type}): {reason}")
        made = self._builder.create(old.logical_id, definition, properties)
        self._replaced.append(old)
        self._undo.append(lambda: self._take_back(made, old))

    def _drop(self, made: Resource) -> None:
        self._builder.delete(made, created_now=True)
        self._stack.resources.pop(made.logical_id, None)

    def _take_back(self, made: Resource, old: Resource) -> None:
        self._builder.delete(made, created_now=True)
        self._stack.resources[old.logical_id] = old

    def _change_back(
        self, old: Resource, definition: dict[str, Any], properties: dict[str, Any]
    ) -> None:
        current = self._stack.resources.get(old.logical_id, old)
        tried = Resource(old.logical_id, old.type, definition, properties, current.made)
        made = self._builder.change(tried, old.definition, old.properties, self._tags_tried)
        if made.physical_id != current.physical_id:
            self._builder.delete(current, created_now=True)

    def _creation_failed(self, reason: str) -> None:
        stack, record = self._stack, self._builder.record
        failed = [r for r in stack.events if r.status == "CREATE_FAILED"]
        names = ", ".join(dict.fromkeys(event.logical_id for event in failed))
        text = f"The following resource(s) failed to create: [{names}]. " if names else reason
        if stack.disable_rollback:
            record(None, "CREATE_FAILED", text)
            return
        record(None, "ROLLBACK_IN_PROGRESS", f"{text}Rollback requested by user.")
        left = self._delete_all(created_now=True)
        record(None, "ROLLBACK_FAILED" if left else "ROLLBACK_COMPLETE", ", ".join(left))

    def _update_failed(
        self,
        reason: str,
        before: Version,
        old: dict[str, Resource],
        outputs: list[dict[str, str]],
    ) -> None:
        stack, record = self._stack, self._builder.record
        names = reason.split(" ", 1)[0]
        text = f"The following resource(s) failed to update: [{names}]. "
        if stack.disable_rollback:
            record(None, "UPDATE_FAILED", text)
            return
        record(None, "UPDATE_ROLLBACK_IN_PROGRESS", text)
        assert stack.version is not None
        self._tags_tried, stack.version = stack.version.tags, before
        try:
            for undo in reversed(self._undo):
                undo()
        except ResourceFailedError as problem:
            record(None, "UPDATE_ROLLBACK_FAILED", str(problem))
            return
        record(None, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        stack.resources = {**old, **{k: r for k, r in stack.resources.items() if k in old}}
        stack.outputs = outputs
        record(None, "UPDATE_ROLLBACK_COMPLETE")

    def _clean_up(self, before: Version, wanted: set[str]) -> None:
        for resource in reversed(self._replaced):
            policy = resource.definition.get("UpdateReplacePolicy", "Delete")
            if policy == "Retain":
                self._skip(resource)
            else:
                self._builder.delete(
                    Resource(
                        resource.logical_id,
                        resource.type,
                        {**resource.definition, "DeletionPolicy": "Delete"},
                        resource.properties,
                        resource.made,
                    )
                )
        known = before.template["Resources"]
        for name in reversed(references.order(known)):
            if name in self._stack.resources and name not in wanted:
                self._builder.delete(self._stack.resources.pop(name))

    def _skip(self, resource: Resource) -> None:
        gone = Resource(resource.logical_id, resource.type, resource.definition, made=resource.made)
        self._builder.record(gone, "DELETE_SKIPPED")

    def _delete_all(self, *, created_now: bool) -> list[str]:
        resources = self._stack.resources
        definitions = {name: resource.definition for name, resource in resources.items()}
        failed = []
        for name in reversed(references.order(definitions)):
            if self._builder.delete(resources[name], created_now=created_now):
                del resources[name]
            else:
                failed.append(name)
        return failed


def replaces(old: Resource, definition: dict[str, Any], properties: dict[str, Any]) -> bool:
    """Tell whether the new definition makes a new resource instead of changing the old one."""
    if old.type != definition["Type"]:
        return True
    names = {*old.properties, *properties}
    changed = {n for n in names if old.properties.get(n) != properties.get(n)}
    return kinds.find(old.type).replaces(changed)

"""Make one resource of a stack, change it, delete it; every step is an event of the stack."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation import kinds
from localcloud.cloudformation.api import Api
from localcloud.cloudformation.errors import ResourceFailedError, ValidationError
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Scene
from localcloud.cloudformation.stack import Made, Resource, Stack

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class Builder:
    """The hands of one operation on one stack."""

    def __init__(self, cloud: "Cloud", stack: Stack) -> None:
        self._cloud = cloud
        self.stack = stack
        self.api = Api(cloud, stack.home, stack.role_arn)

    def now(self) -> datetime:
        """Return the virtual time."""
        return self._cloud.clock.now()

    def record(self, resource: Resource | None, status: str, reason: str = "") -> None:
        """Set a status (resource None: the stack's) and add the event."""
        self.stack.record(self.now(), resource, status, reason)

    def create(
        self, logical_id: str, definition: dict[str, Any], properties: dict[str, Any]
    ) -> Resource:
        """Create a resource and put it into the stack.

        Raises:
            ResourceFailedError: it could not be created; the stack's events say so already.
        """
        resource = Resource(logical_id, definition["Type"], definition, properties)
        self.record(resource, "CREATE_IN_PROGRESS")
        try:
            resource.made = kinds.find(resource.type).made(self.scene(logical_id), properties)
        except (ResourceFailedError, ValidationError) as problem:
            self.record(resource, "CREATE_FAILED", str(problem))
            raise ResourceFailedError(f"{logical_id} ({resource.type}): {problem}") from problem
        self.stack.resources[logical_id] = resource
        self.record(resource, "CREATE_IN_PROGRESS", "Resource creation Initiated")
        self.record(resource, "CREATE_COMPLETE")
        return resource

    def change(
        self,
        old: Resource,
        definition: dict[str, Any],
        properties: dict[str, Any],
        old_tags: dict[str, str],
    ) -> Resource:
        """Change a resource in place and return it as it is now.

        Raises:
            ResourceFailedError: it could not be changed; the stack's events say so already.
        """
        resource = Resource(old.logical_id, old.type, definition, properties, old.made)
        self.stack.resources[old.logical_id] = resource
        self.record(resource, "UPDATE_IN_PROGRESS")
        try:
            resource.made = self._changed(old, properties, old_tags)
        except (ResourceFailedError, ValidationError) as problem:
            self.record(resource, "UPDATE_FAILED", str(problem))
            raise ResourceFailedError(f"{old.logical_id} ({old.type}): {problem}") from problem
        self.record(resource, "UPDATE_COMPLETE")
        return resource

    def _changed(self, old: Resource, properties: dict[str, Any], old_tags: dict[str, str]) -> Made:
        kind, scene = kinds.find(old.type), self.scene(old.logical_id)
        assert old.made is not None
        before = _named(kind, old.properties, old.made)
        after = _named(kind, properties, old.made)
        made = kind.changed(scene, old.made, before, after) if before != after else old.made
        kind.retag(
            scene,
            made,
            {**old_tags, **kind.tags_of(old.properties)},
            {**self.user_tags(), **kind.tags_of(properties)},
        )
        return made

    def delete(self, resource: Resource, *, created_now: bool = False) -> bool:
        """Delete a resource, or leave it where its policy says so; False when that failed."""
        policy = resource.definition.get("DeletionPolicy", "Delete")
        if policy == "Retain" or (policy == "RetainExceptOnCreate" and not created_now):
            self.record(resource, "DELETE_SKIPPED")
            return True
        self.record(resource, "DELETE_IN_PROGRESS")
        try:
            if resource.made is not None:
                kind = kinds.find(resource.type)
                kind.destroy(self.scene(resource.logical_id), resource.made)
        except ResourceFailedError as problem:
            if "HandlerErrorCode: NotFound" not in str(problem):  # gone already is gone
                self.record(resource, "DELETE_FAILED", str(problem))
                return False
        self.record(resource, "DELETE_COMPLETE")
        return True

    def user_tags(self) -> dict[str, str]:
        """Return the tags that the stack passes on to its resources."""
        return dict(self.stack.version.tags) if self.stack.version else {}

    def scene(self, logical_id: str) -> Scene:
        """Return where a resource stands."""
        stack = self.stack
        system = {
            "aws:cloudformation:stack-name": stack.name,
            "aws:cloudformation:stack-id": stack.id,
            "aws:cloudformation:logical-id": logical_id,
        }
        return Scene(
            self.api,
            stack.name,
            stack.id,
            stack.region,
            stack.account,
            logical_id,
            {**system, **self.user_tags()},
        )


def _named(kind: Kind, properties: dict[str, Any], made: Made) -> dict[str, Any]:
    """Return the properties with the name that was made up at creation."""
    if kind.name and not properties.get(kind.name) and kind.name in made.facts:
        return {**properties, kind.name: made.facts[kind.name]}
    return properties

# ruff: noqa: ARG002 - kinds share their signatures
"""What queues, topics and subscriptions have in common: attributes as texts, policies on many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.intrinsics import as_text
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made


@dataclass(frozen=True)
class AttributesKind(Kind):
    """A type whose API takes its properties as a map of texts, `Attributes`."""

    names: frozenset[str] = frozenset()
    holder: str = ""  # the property (and fact) that the setter takes: QueueUrl, TopicArn
    setter: str = ""
    one_by_one: bool = True

    def _parameters(self, properties: Properties) -> Properties:
        own = {k: v for k, v in properties.items() if k in self.names}
        rest = {k: v for k, v in properties.items() if k not in self.names}
        return {**Kind._parameters(self, rest), **({"Attributes": own} if own else {})}

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        lost = changed - self.names
        if lost:
            raise handler_failure(f"{self.type}: {', '.join(sorted(lost))} cannot be changed")
        holder = {self.holder: facts[self.holder]}
        values = {
            name: as_json(new.get(name, self.cleared.get(name, ""))) for name in sorted(changed)
        }
        if not self.one_by_one:
            scene.api.call(self.service, self.setter, Attributes=values, **holder)
            return {}
        for name, value in values.items():
            scene.api.call(
                self.service, self.setter, AttributeName=name, AttributeValue=value, **holder
            )
        return {}


def as_json(value: Any) -> Any:
    """Return an attribute's text: structures as JSON (by `fit`), the rest as it is."""
    return value if isinstance(value, Mapping | list) else as_text(value)


@dataclass(frozen=True)
class PolicyOfManyKind(Kind):
    """A policy document set as one attribute of several queues or topics."""

    targets: str = ""  # the property that lists them
    setter: str = ""
    holder: str = ""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        self._set(scene, properties[self.targets], properties["PolicyDocument"])
        return {"Id": scene.name()}

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        self._set(scene, new[self.targets], new["PolicyDocument"])
        return {}

    def destroy(self, scene: Scene, made: Made) -> None:
        """Take the policy away."""
        self._set(scene, made.facts[self.targets], "")

    def _set(self, scene: Scene, targets: list[str], policy: Any) -> None:
        for target in targets:
            holder = {self.holder: target}
            if self.service == "sqs":
                scene.api.call("sqs", self.setter, Attributes={"Policy": policy}, **holder)
            elif policy:
                scene.api.call(
                    "sns", self.setter, AttributeName="Policy", AttributeValue=policy, **holder
                )

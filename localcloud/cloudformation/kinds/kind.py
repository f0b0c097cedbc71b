# ruff: noqa: ARG002 - kinds and extras share their signatures
"""How one resource type is created, changed and deleted.

A `Kind` is a declaration; most types need nothing else. What one API call cannot say (a table's
TTL, a role's inline policies) is an extra: a function for one property, run after the main call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jmespath  # type: ignore[import-untyped]

from localcloud.cloudformation import schemas
from localcloud.cloudformation.errors import ResourceFailedError, handler_failure
from localcloud.cloudformation.kinds.scene import Extra, Properties, Scene
from localcloud.cloudformation.stack import Made


@dataclass(frozen=True)
class Kind:
    """One resource type over one service.

    Expressions are JMESPath over the facts: the properties, the create call's answer, what extras
    returned, and region, account, Ref.
    """

    type: str
    service: str
    create: str
    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    name: str = ""  # the property that names it; made up where it is absent
    name_limit: int = 64
    lower: bool = False  # whether made-up names are lower case
    defaults: Mapping[str, str] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)  # property -> parameter
    extras: Mapping[str, Extra] = field(default_factory=dict)
    changers: Mapping[str, Extra] = field(default_factory=dict)  # in the create call, not in update
    ignored: frozenset[str] = frozenset()  # properties without an effect in one account
    update: str = ""  # "": only extras and tags can change
    update_key: Mapping[str, str] = field(default_factory=dict)
    cleared: Mapping[str, Any] = field(default_factory=dict)  # what to send for a removed property
    delete: str = ""
    delete_key: Mapping[str, str] = field(default_factory=dict)
    probe: str = ""  # an operation that answers when it exists; for creates that would overwrite
    probe_key: Mapping[str, str] = field(default_factory=dict)
    probe_found: str = "@"  # what in its answer says that it exists
    tag: tuple[str, str, str, str, str] | None = None  # operations, key, tags, keys parameters
    system_tags: bool = True  # whether the API takes tags that start with aws:
    versioned: bool = False  # whether a replacement keeps the name and gets a new version
    replaced_by: frozenset[str] = frozenset()  # properties that replace, beyond the schema's

    def replaces(self, changed: set[str]) -> bool:
        """Tell whether a change of these properties makes a new resource."""
        schema = schemas.find(self.type)
        create_only = schema.create_only if schema else frozenset()
        return bool(changed & (create_only | self.replaced_by))

    def made(self, scene: Scene, properties: Properties) -> Made:
        """Create the resource; nothing is left behind when that fails."""
        properties = self.complete(scene, properties)
        self._refuse_existing(scene, properties)
        answer = self._create(scene, properties)
        facts = {**self._parameters(properties), **properties, **answer}
        facts |= {"region": scene.region, "account": scene.account, "stack": scene.stack_name}
        facts["Ref"] = str(self._find(self.ref, facts))
        try:
            return self._finish(scene, properties, facts)
        except ResourceFailedError as problem:
            self._undo(scene, facts, problem)
            raise

    def complete(self, scene: Scene, properties: Properties) -> Properties:
        """Return the properties with name and tags."""
        properties = dict(properties)
        if self.name and not properties.get(self.name):
            made_up = self.new_name(scene, properties)
            properties[self.name] = made_up.lower() if self.lower else made_up
        return self._tagged(scene, properties)

    def new_name(self, scene: Scene, properties: Properties) -> str:
        """Return a made-up name."""
        return scene.name(self.name_limit)

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Change the resource in place."""
        names = {key for key in {*old, *new} if old.get(key) != new.get(key)}
        facts = {**made.facts, **self._parameters(new), **new}
        apart = {**self.extras, **self.changers}
        direct = names - {*apart, self._tags_property(), *self.ignored}
        if direct:
            facts = {**facts, **self._update(scene, facts, new, direct), **new}
        for name in sorted(names & set(apart)):
            facts |= apart[name](scene, facts, old.get(name), new.get(name)) or {}
        facts = {key: value for key, value in facts.items() if key in new or key not in old}
        return self._described(facts)

    def retag(self, scene: Scene, made: Made, old: dict[str, str], new: dict[str, str]) -> None:
        """Make the resource's tags `new`; both without the stack's system tags."""
        if self.tag is None or old == new:
            return
        tag, untag, key, tags, keys = self.tag
        target = {key.partition("=")[0]: self._find(key.partition("=")[2] or "Ref", made.facts)}
        gone = sorted(set(old) - set(new))
        if gone and untag:
            scene.api.call(self.service, untag, **target, **{keys: gone})
        if new:
            scene.api.call(self.service, tag, **target, **{tags: new})

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the resource."""
        if self.delete:
            scene.api.call(self.service, self.delete, **self._key(self.delete_key, made.facts))

    def tags_of(self, properties: Properties) -> dict[str, str]:
        """Return the tags that the template gives the resource."""
        return as_tags(properties.get(self._tags_property() or "", None))

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        parameters = {
            name: value
            for name, value in self._parameters(properties).items()
            if name not in self.extras and name not in self.ignored
        }
        known, unknown = scene.api.accepted(self.service, self.create, parameters)
        if unknown:
            raise unsupported(self.type, unknown)
        return scene.api.call(self.service, self.create, **known)

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        if not self.update:
            raise unsupported(self.type, changed, "cannot be changed")
        apart = {*self.extras, *self.changers, self._tags_property()}
        gone = {name: value for name, value in self.cleared.items() if name in changed - set(new)}
        wanted = {n: v for n, v in self._parameters({**gone, **new}).items() if n not in apart}
        known, unknown = scene.api.accepted(self.service, self.update, wanted)
        lost = {self.rename.get(name, name) for name in changed} & unknown
        if lost:
            raise unsupported(self.type, lost, "cannot be changed")
        return scene.api.call(
            self.service, self.update, **{**known, **self._key(self.update_key, facts)}
        )

    def _finish(self, scene: Scene, properties: Properties, facts: dict[str, Any]) -> Made:
        for name, extra in self.extras.items():
            if name in properties:
                facts |= extra(scene, facts, None, properties[name]) or {}
        return self._described(facts)

    def _described(self, facts: dict[str, Any]) -> Made:
        facts["Ref"] = str(self._find(self.ref, facts))
        attributes = {name: self._find(path, facts) for name, path in self.attributes.items()}
        return Made(facts["Ref"], {k: v for k, v in attributes.items() if v is not None}, facts)

    def _undo(self, scene: Scene, facts: dict[str, Any], problem: ResourceFailedError) -> None:
        try:
            self.destroy(scene, Made(facts.get("Ref", ""), {}, facts))
        except ResourceFailedError as left:
            raise ResourceFailedError(f"{problem} (and could not be deleted: {left})") from problem

    def _parameters(self, properties: Properties) -> Properties:
        return {self.rename.get(name, name): value for name, value in properties.items()}

    def _refuse_existing(self, scene: Scene, properties: Properties) -> None:
        if not self.probe:
            return
        facts = {**properties, "region": scene.region, "account": scene.account}
        answer = scene.api.exists(self.service, self.probe, **self._key(self.probe_key, facts))
        if answer and self._find(self.probe_found, answer):
            raise already_exists(self.type, str(properties.get(self.name, "")))

    def _key(self, key: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._find(path, facts) for name, path in key.items()}

    def _tags_property(self) -> str | None:
        schema = schemas.find(self.type)
        return schema.tags if schema else None

    def _tagged(self, scene: Scene, properties: Properties) -> Properties:
        name = self._tags_property()
        if name is None:
            return properties
        inherited = {
            key: value
            for key, value in scene.tags.items()
            if self.system_tags or not key.startswith("aws:")
        }
        tags = {**inherited, **as_tags(properties.get(name))}
        return {**properties, name: tags} if tags else properties

    @staticmethod
    def _find(path: str, facts: Mapping[str, Any]) -> Any:
        return jmespath.search(path, facts)


def already_exists(type_name: str, name: str) -> ResourceFailedError:
    """Return the failure for a name that is taken."""
    return handler_failure(
        f"Resource of type '{type_name}' with identifier '{name}' already exists.", "AlreadyExists"
    )


def as_tags(tags: Any) -> dict[str, str]:
    """Return tags, given as a list or a map, as a map."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(tag["Key"]): str(tag["Value"]) for tag in tags or ()}


def unsupported(
    type_name: str, names: set[str], what: str = "is not in the embedded cloud"
) -> ResourceFailedError:
    """Return the failure for properties that would otherwise be dropped silently."""
    return handler_failure(
        f"{type_name}: property {', '.join(sorted(names))} {what}", "InvalidRequest"
    )

# ruff: noqa: ARG002 - kinds and extras share their signatures
"""Types without a kind of their own that moto's CloudFormation models can create.

Only such a type loads moto's models of every service, which takes seconds.
"""

import logging
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation import schemas
from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MotoKind(Kind):
    """A type as one of moto's models makes it."""

    def made(self, scene: Scene, properties: Properties) -> Made:
        """Create it in moto."""
        model = moto_model(self.type)
        properties = _listed_tags(self._tagged(scene, properties))
        name = properties.get(model.cloudformation_name_type() or "") or scene.name(63)
        try:
            found = model.create_from_cloudformation_json(
                name, {"Type": self.type, "Properties": properties}, scene.account, scene.region
            )
        except Exception as problem:  # moto's models raise anything; the resource is what failed
            logger.info("%s %s", self.type, name, exc_info=True)
            raise handler_failure(f"{type(problem).__name__}: {problem}") from problem
        return self._read(found, properties)

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Change it in moto."""
        model = moto_model(self.type)
        try:
            found = model.update_from_cloudformation_json(
                made.facts["model"],
                made.physical_id,
                {"Type": self.type, "Properties": new},
                scene.account,
                scene.region,
            )
        except NotImplementedError as problem:
            message = f"{self.type} cannot be changed in the embedded cloud"
            raise handler_failure(message) from problem
        except Exception as problem:  # see `made`
            raise handler_failure(f"{type(problem).__name__}: {problem}") from problem
        return self._read(found, new)

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete it in moto."""
        model, found = moto_model(self.type), made.facts.get("model")
        if found is not None and hasattr(found, "delete"):
            found.delete(scene.account, scene.region)
        else:
            model.delete_from_cloudformation_json(
                made.physical_id,
                {"Type": self.type, "Properties": made.facts},
                scene.account,
                scene.region,
            )

    def _read(self, found: Any, properties: Properties) -> Made:
        schema = schemas.find(self.type)
        names = schema.read_only if schema else frozenset()
        given = {name: _attribute(found, name) for name in names}
        attributes = {name: value for name, value in given.items() if value is not None}
        return Made(str(found.physical_resource_id), attributes, {**properties, "model": found})


def _attribute(found: Any, name: str) -> Any:
    from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

    try:
        return found.get_cfn_attribute(name) if type(found).has_cfn_attr(name) else None
    except (UnformattedGetAttTemplateException, NotImplementedError):
        return None  # Fn::GetAtt of it is refused by name


def _listed_tags(properties: Properties) -> Properties:
    tags = properties.get("Tags")
    if not isinstance(tags, dict):
        return properties
    return {**properties, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def moto_model(type_name: str) -> Any:
    """Return moto's model class of a type, None where it has none."""
    from moto.cloudformation.parsing import get_model_map

    return get_model_map().get(type_name)


def kind(type_name: str) -> Kind | None:
    """Return the kind of a type that only moto can make, None where it cannot."""
    if moto_model(type_name) is None:
        return None
    return MotoKind(type_name, "cloudformation", create="", ref="")

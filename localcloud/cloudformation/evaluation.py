"""Look names up for one stack: parameters, pseudo parameters, resources, exports, secrets."""

import json
import re
from collections.abc import Callable
from typing import Any

from localcloud.cloudformation import kinds
from localcloud.cloudformation.api import Api
from localcloud.cloudformation.errors import ResourceFailedError, ValidationError
from localcloud.cloudformation.intrinsics import Scope, as_text
from localcloud.cloudformation.stack import Resource, Stack, Version

DYNAMIC = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]*)\}\}")


class Evaluation:
    """A version of a stack with its functions evaluated."""

    def __init__(
        self, stack: Stack, version: Version, api: Api, exported: Callable[[str], str]
    ) -> None:
        self.stack = stack
        self.version = version
        self.pending: frozenset[str] = frozenset()  # resources whose ids are not known yet
        self._api = api
        self.scope = Scope(version.template, self._ref, self._attribute, exported)

    def wanted(self) -> dict[str, dict[str, Any]]:
        """Return the definitions of the resources whose condition holds."""
        return {
            name: definition
            for name, definition in self.version.template["Resources"].items()
            if "Condition" not in definition or self.scope.holds(str(definition["Condition"]))
        }

    def properties(self, logical_id: str) -> dict[str, Any]:
        """Return a resource's properties as they have to be."""
        definition = self.version.template["Resources"][logical_id]
        return dict(self._resolved(self.scope.value(definition.get("Properties") or {})))

    def outputs(self) -> list[dict[str, str]]:
        """Return the outputs: key, value and, where given, description and export name."""
        found = []
        for key, output in (self.version.template.get("Outputs") or {}).items():
            if "Condition" in output and not self.scope.holds(str(output["Condition"])):
                continue
            entry = {"OutputKey": key, "OutputValue": as_text(self.scope.value(output["Value"]))}
            if output.get("Description"):
                entry["Description"] = str(output["Description"])
            if output.get("Export"):
                entry["ExportName"] = as_text(self.scope.value(output["Export"]["Name"]))
            found.append(entry)
        return found

    def _ref(self, name: str) -> Any:
        pseudo = self._pseudo(name)
        if pseudo is not None:
            return pseudo
        if name in self.version.values:
            return self.version.values[name]
        return self._resource(name).physical_id if name not in self.pending else unknown(name)

    def _pseudo(self, name: str) -> Any:
        stack = self.stack
        return {
            "AWS::AccountId": stack.account,
            "AWS::NotificationARNs": stack.notification_arns,
            "AWS::Partition": "aws",
            "AWS::Region": stack.region,
            "AWS::StackId": stack.id,
            "AWS::StackName": stack.name,
            "AWS::URLSuffix": "amazonaws.com",
        }.get(name)

    def _resource(self, name: str) -> Resource:
        resource = self.stack.resources.get(name)
        if resource is None or resource.made is None:
            raise ValidationError(
                f"Template format error: Unresolved resource dependencies [{name}] in the "
                "Resources block of the template"
            )
        return resource

    def _attribute(self, name: str, attribute: str) -> Any:
        if name in self.pending:
            return unknown(f"{name}.{attribute}")
        resource = self._resource(name)
        assert resource.made is not None
        found = resource.made.attributes.get(attribute)
        if found is None:
            found = _inside(resource.made.attributes, attribute)
        if found is None and not kinds.is_custom(resource.type):
            found = _inside(resource.properties, attribute)
        if found is None:
            raise ValidationError(
                f"Template error: resource {name} does not support attribute type {attribute} in "
                "Fn::GetAtt"
            )
        return found

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._resolved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        if isinstance(value, str) and "{{resolve:" in value:
            return DYNAMIC.sub(lambda found: self._dynamic(*found.groups()), value)
        return value

    def _dynamic(self, service: str, reference: str) -> str:
        if service != "secretsmanager":
            answer = self._api.call("ssm", "GetParameter", Name=reference, WithDecryption=True)
            return str(answer["Parameter"]["Value"])
        return self._secret(reference)

    def _secret(self, reference: str) -> str:
        secret, _, rest = reference.partition(":SecretString")
        _, key, stage, version = (rest.split(":") + [""] * 4)[:4]
        answer = self._api.call(
            "secretsmanager",
            "GetSecretValue",
            SecretId=secret,
            VersionStage=stage or None,
            VersionId=version or None,
        )
        text = str(answer["SecretString"])
        if not key:
            return text
        document = json.loads(text)
        if key not in document:
            raise ResourceFailedError(f"Could not find a value associated with JSONKey {key}")
        return as_text(document[key])


def unknown(name: str) -> str:
    """Return what stands for a value that only executing the change will show."""
    return f"{{{{changeSet:KNOWN_AFTER_APPLY:{name}}}}}"


def _inside(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value

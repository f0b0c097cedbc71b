"""Call the cloud's own APIs for a stack: the same door as any client."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import StructureShape

from localcloud.api_call import Home
from localcloud.cloudformation.errors import from_service
from localcloud.cloudformation.fit import fit, members

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class Api:
    """API calls in one account and region, as the administrator or as the stack's role."""

    def __init__(self, cloud: "Cloud", home: Home, role_arn: str | None = None) -> None:
        self.cloud = cloud
        self.home = home
        self.role_arn = role_arn

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Return the answer; parameters are fitted to the operation's input, None is left out.

        Raises:
            ResourceFailedError: the service refused, or a parameter does not fit.
        """
        client = self._client(service)
        given = {key: value for key, value in parameters.items() if value is not None}
        arguments = fit(self.shape(service, operation), given) if given else {}
        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**arguments)
        except ClientError as problem:
            raise from_service(problem) from problem
        answer.pop("ResponseMetadata", None)
        return answer

    def exists(self, service: str, operation: str, **parameters: Any) -> dict[str, Any] | None:
        """Return the answer of a read, None where the service says that there is no such thing."""
        client = self._client(service)
        arguments = fit(self.shape(service, operation), parameters)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**arguments)
        except ClientError as problem:
            if problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500:
                raise from_service(problem) from problem
            return None
        return answer

    def shape(self, service: str, operation: str) -> StructureShape:
        """Return the input shape of an operation."""
        model = self._client(service).meta.service_model
        shape = model.operation_model(operation).input_shape
        return shape if shape is not None else StructureShape("Empty", {"type": "structure"})

    def accepted(
        self, service: str, operation: str, properties: Mapping[str, Any]
    ) -> tuple[dict[str, Any], set[str]]:
        """Return (properties an operation has, spelled its way; names it does not have)."""
        spelled = members(self.shape(service, operation))
        known = {
            spelled[name.lower()]: value
            for name, value in properties.items()
            if name.lower() in spelled
        }
        return known, {name for name in properties if name.lower() not in spelled}

    def _client(self, service: str) -> Any:
        account, region = self.home
        return self.cloud.client(service, region, self.role_arn, account=account)

"""Configuration sets and where they publish: event destinations of kind EventBridge.

moto 5.2.5 has the sets, and of the destinations only the old API's.
"""

from typing import TYPE_CHECKING, Any

from moto.ses.models import ses_backends

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall
from localcloud.gateway import dispatch_to_moto

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

Definition = dict[str, Any]
# SES API v2 reference, "EventDestinationDefinition": kinds we do not have.
OTHER_KINDS = (
    "CloudWatchDestination",
    "KinesisFirehoseDestination",
    "PinpointDestination",
    "SnsDestination",
)


class ConfigurationSets:
    """Event destinations by (region, configuration set) and name."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._destinations: dict[tuple[str, str], dict[str, Definition]] = {}

    def install(self) -> None:
        """Answer what moto lacks."""
        replace = self._cloud.gateway.replace
        replace("sesv2", "DeleteConfigurationSet", self._delete_set)
        replace("sesv2", "CreateConfigurationSetEventDestination", self._create)
        replace("sesv2", "UpdateConfigurationSetEventDestination", self._update)
        replace("sesv2", "DeleteConfigurationSetEventDestination", self._delete)
        replace("sesv2", "GetConfigurationSetEventDestinations", self._list)

    def check(self, name: str | None, region: str) -> None:
        """Refuse a set that does not exist.

        Raises:
            AwsError: NotFoundException.
        """
        if name is not None and name not in ses_backends[self._cloud.account][region].config_sets:
            raise AwsError("NotFoundException", f"Configuration set <{name}> does not exist.", 404)

    def publishes(self, name: str | None, region: str, event_type: str) -> bool:
        """Tell whether mails of this set announce `event_type` (SEND, DELIVERY) on the bus."""
        return any(
            found.get("Enabled", False) and event_type in found.get("MatchingEventTypes", ())
            for found in self._destinations.get((region, name or ""), {}).values()
        )

    def _create(self, call: ApiCall) -> Answer:
        found, name = self._of(call), call.params["EventDestinationName"]
        if name in found:
            raise AwsError("AlreadyExistsException", f"Event destination <{name}> already exists.")
        found[name] = self._definition(call)
        return result(call, {})

    def _update(self, call: ApiCall) -> Answer:
        self._existing(call)
        self._of(call)[call.params["EventDestinationName"]] = self._definition(call)
        return result(call, {})

    def _delete(self, call: ApiCall) -> Answer:
        self._existing(call)
        del self._of(call)[call.params["EventDestinationName"]]
        return result(call, {})

    def _list(self, call: ApiCall) -> Answer:
        found = [{"Name": name, **definition} for name, definition in self._of(call).items()]
        return result(call, {"EventDestinations": found})

    def _delete_set(self, call: ApiCall) -> Answer:
        name = call.params["ConfigurationSetName"]
        self.check(name, call.region)
        self._destinations.pop((call.region, name), None)
        return dispatch_to_moto(call)

    def _of(self, call: ApiCall) -> dict[str, Definition]:
        name = call.params["ConfigurationSetName"]
        self.check(name, call.region)
        return self._destinations.setdefault((call.region, name), {})

    def _existing(self, call: ApiCall) -> None:
        name = call.params["EventDestinationName"]
        if name not in self._of(call):
            raise AwsError("NotFoundException", f"Event destination <{name}> does not exist.", 404)

    def _definition(self, call: ApiCall) -> Definition:
        definition: Definition = call.params["EventDestination"]
        other = next((kind for kind in OTHER_KINDS if definition.get(kind)), None)
        if other is not None:
            raise AwsError(
                "NotImplemented",
                f"SES: {other} is not in the embedded cloud; use EventBridgeDestination",
                501,
            )
        bus = (definition.get("EventBridgeDestination") or {}).get("EventBusArn", "")
        default = f"arn:aws:events:{call.region}:{self._cloud.account}:event-bus/default"
        if bus != default:
            raise AwsError(
                "BadRequestException",
                f"EventBusArn {bus!r}: only the default bus is supported, {default}",
            )
        return definition

# ruff: noqa: ARG002 - kinds and extras share their signatures
"""AWS::SES::* and AWS::Budgets::Budget."""

from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made


@dataclass(frozen=True)
class IdentityKind(Kind):
    """AWS::SES::EmailIdentity."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        name = (properties.get("ConfigurationSetAttributes") or {}).get("ConfigurationSetName")
        rest = {k: v for k, v in properties.items() if k != "ConfigurationSetAttributes"}
        return Kind._create(
            self, scene, {**rest, **({"ConfigurationSetName": name} if name else {})}
        )


@dataclass(frozen=True)
class DestinationKind(Kind):
    """AWS::SES::ConfigurationSetEventDestination."""

    def _parameters(self, properties: Properties) -> Properties:
        """Return the API's form: the name apart, `EventBridgeDestination` as it is."""
        destination = dict(properties["EventDestination"])
        name = destination.pop("Name", None) or "destination"
        return {
            "ConfigurationSetName": properties["ConfigurationSetName"],
            "EventDestinationName": name,
            "EventDestination": {
                key: _api_destination(key, value) for key, value in destination.items()
            },
        }


def _api_destination(key: str, value: Any) -> Any:
    return [str(item).upper() for item in value] if key == "MatchingEventTypes" else value


@dataclass(frozen=True)
class BudgetKind(Kind):
    """AWS::Budgets::Budget."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        budget = dict(properties["Budget"])
        budget.setdefault("BudgetName", scene.name(100))
        scene.api.call(
            "budgets",
            "CreateBudget",
            AccountId=scene.account,
            Budget=budget,
            NotificationsWithSubscribers=properties.get("NotificationsWithSubscribers"),
        )
        return {"BudgetName": budget["BudgetName"]}

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        budget = {**new["Budget"], "BudgetName": facts["BudgetName"]}
        scene.api.call("budgets", "UpdateBudget", AccountId=scene.account, NewBudget=budget)
        return {}

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the budget."""
        scene.api.call(
            "budgets", "DeleteBudget", AccountId=scene.account, BudgetName=made.facts["BudgetName"]
        )


SET = {"ConfigurationSetName": "Name"}
DESTINATION = {
    "ConfigurationSetName": "ConfigurationSetName",
    "EventDestinationName": "EventDestinationName",
}
KINDS = (
    Kind(
        "AWS::SES::ConfigurationSet",
        "sesv2",
        create="CreateConfigurationSet",
        rename={"Name": "ConfigurationSetName"},
        name="Name",
        ref="Name",
        delete="DeleteConfigurationSet",
        delete_key=SET,
    ),
    DestinationKind(
        "AWS::SES::ConfigurationSetEventDestination",
        "sesv2",
        create="CreateConfigurationSetEventDestination",
        ref="EventDestinationName",
        attributes={"Id": "EventDestinationName"},
        update="UpdateConfigurationSetEventDestination",
        delete="DeleteConfigurationSetEventDestination",
        delete_key=DESTINATION,
    ),
    IdentityKind(
        "AWS::SES::EmailIdentity",
        "sesv2",
        create="CreateEmailIdentity",
        ref="EmailIdentity",
        delete="DeleteEmailIdentity",
        delete_key={"EmailIdentity": "EmailIdentity"},
        replaced_by=frozenset({"EmailIdentity"}),
    ),
    BudgetKind(
        "AWS::Budgets::Budget",
        "budgets",
        create="CreateBudget",
        ref="BudgetName",
        update="UpdateBudget",
        replaced_by=frozenset({"NotificationsWithSubscribers"}),
    ),
)

"""What every kind is observed with: the place's clients, our hub, and what carries our tag."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nightshift.adapters import aws
from nightshift.adapters.places import Clients
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Hub, Place

STACK, WORKLOAD = "nightshift:stack", "nightshift:workload"
# How AWS says that what is to be deleted is gone already.
GONE = ("ResourceNotFound", "ResourceNotFoundException", "NotFound", "NotFoundException")
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """One place while it is looked at or changed."""

    place: Place
    hub: Hub
    clients: Clients
    marked: Mapping[str, Tags]  # ARN -> tags of what carries our tag, as GetResources lists it

    @property
    def prefix(self) -> str:
        """The beginning of the names of what is ours."""
        return f"{self.hub.stack}-"

    def arn(self, service: str, rest: str, *, everywhere: bool = False) -> str:
        """Return an ARN of this place; `everywhere` is one of a service without regions."""
        region = "" if everywhere else self.place.region
        return f"arn:{self.hub.partition}:{service}:{region}:{self.place.account}:{rest}"

    @property
    def logs(self) -> Any:
        """The client of CloudWatch Logs, which does not wait for a quota to grow."""
        client = self.clients("logs")
        client.meta.events.register(
            "response-received.cloudwatch-logs", _tell_quota, unique_id="nightshift-quota"
        )
        return client

    def tags(self, arn: str, ask: Callable[[str], list[dict[str, str]]]) -> Tags:
        """Return the tags of a thing with our name.

        The listing of tags may be older than the thing: what it lacks is asked for by itself.
        """
        return self.marked.get(arn) or {tag["Key"]: tag["Value"] for tag in ask(arn)}

    def owns(self, tags: Tags) -> bool:
        """Tell whether `reconcile` made it, for a workload."""
        return tags.get(STACK) == self.hub.stack and WORKLOAD in tags

    def is_the_stacks(self, tags: Tags) -> bool:
        """Tell whether it is of template.yaml: CloudFormation's to look after, not ours."""
        return tags.get(STACK) == self.hub.stack and WORKLOAD not in tags


def _tell_quota(parsed_response: dict[str, Any] | None, **_: Any) -> None:
    """Rename the code of a quota that is used up: botocore takes it for a throttle, and waits."""
    error = (parsed_response or {}).get("Error", {})
    if error.get("Code") == "LimitExceededException":
        error["Code"] = "LimitExceeded"


def tag_list(hub: Hub, workload: str) -> list[dict[str, str]]:
    """Return our tags as AWS's APIs take them."""
    tags = hub.tags | {WORKLOAD: workload}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def is_marked_otherwise(change: Change) -> bool:
    """Tell whether the thing is there with another workload's tag."""
    return change.before is not None and change.before.workload != change.resource.workload


def only(found: Mapping[str, Any], *members: str) -> dict[str, Any]:
    """Return those members of an answer that belong to a definition."""
    return {name: found[name] for name in members if name in found}


@contextmanager
def gone_is_fine() -> Iterator[None]:
    """Accept the answer that there is nothing to delete."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as problem:
        if aws.code(problem) not in GONE:
            raise

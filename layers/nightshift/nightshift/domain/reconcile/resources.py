"""The resources `reconcile` owns, as values: what should be, what is, and where.

A definition is the AWS API's own shape, normalised so that equal definitions compare equal:
no empty members, lists whose order means nothing sorted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# The workload of what serves every workload of a place. No manifest can have this name.
EVERY = "all workloads"


class Kind(StrEnum):
    """What `reconcile` makes, in the order in which it makes it; it deletes in reverse order."""

    TOPIC = "topic"  # name: the topic's; {}
    SUBSCRIPTION = "subscription"  # "<topic> <protocol> <endpoint>"; {TopicArn, Protocol, Endpoint}
    LOG_RETENTION = "log-retention"  # the log group's; {retentionInDays}
    METRIC_FILTER = "metric-filter"  # filterName; PutMetricFilter without it
    SAVED_QUERY = "saved-query"  # name; PutQueryDefinition without name and id
    EVENT_RULE = "event-rule"  # Name; PutRule without name and tags, pattern parsed; Targets
    ALARM = "alarm"  # AlarmName; PutMetricAlarm without name and tags
    DASHBOARD = "dashboard"  # DashboardName; the body, parsed
    SCHEDULE = "schedule"  # Name; CreateSchedule without name and group


# What carries the workload's name as a tag; others tell by their name, or by their topic's tag.
TAGGED = frozenset({Kind.TOPIC, Kind.ALARM, Kind.DASHBOARD})


@dataclass(frozen=True, slots=True)
class Place:
    """An account and a region; in another account than the hub's, the role to assume there."""

    account: str
    region: str
    role_arn: str | None = None
    external_id: str | None = None

    def __str__(self) -> str:
        return f"{self.account}/{self.region}"


@dataclass(frozen=True, slots=True)
class Hub:
    """What of our own stack other resources point to."""

    stack: str  # its name, the prefix of every name of ours
    account: str
    region: str
    scheduler_role_arn: str  # what Scheduler assumes to put an event on the bus
    dead_letters_arn: str  # the queue of schedules whose event could not be put
    forwarding_role_arn: str  # what EventBridge assumes to forward alarms to the bus
    partition: str = "aws"

    @property
    def place(self) -> Place:
        """Where the stack is."""
        return Place(self.account, self.region)

    @property
    def ledger_table(self) -> str:
        """The ledger (contract)."""
        return f"{self.stack}-ledger"

    @property
    def bus_arn(self) -> str:
        """The event bus, which has the stack's name (contract)."""
        prefix = f"arn:{self.partition}:events:{self.region}:{self.account}"
        return f"{prefix}:event-bus/{self.stack}"

    def forwarder(self, account: str) -> str:
        """Return the role that forwards an account's alarms; a spoke has its own (docs/spokes.md).

        A rule's role must be of the rule's account (EventBridge User Guide, Sending events to an
        AWS service in another account, read 2026-11-21).
        """
        if account == self.account:
            return self.forwarding_role_arn
        return f"arn:{self.partition}:iam::{account}:role/{self.stack}-forwarding"

    @property
    def tags(self) -> dict[str, str]:
        """The tags by which we know what is ours."""
        return {"nightshift:stack": self.stack}


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing as it should be, or as it is."""

    kind: Kind
    name: str
    workload: str
    definition: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What identifies it in its place; a metric filter's name is unique in its log group."""
        if self.kind is Kind.METRIC_FILTER:
            return (self.kind, self.name, self.definition.get("logGroupName", ""))
        return (self.kind, self.name)


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing that is there."""

    resource: Resource
    owned: bool  # it carries our mark; what does not is never touched
    handle: str | None = None  # what the API needs to change it, where that is not the name
    the_stacks: bool = False  # of template.yaml: CloudFormation's to look after, nobody's news

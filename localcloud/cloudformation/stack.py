"""What a stack is: its resources, events, change sets and outputs."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from localcloud.api_call import Home

STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass
class Made:
    """What exists in the account for one resource."""

    physical_id: str  # what Ref gives
    attributes: dict[str, Any] = field(default_factory=dict)  # what Fn::GetAtt gives
    facts: dict[str, Any] = field(default_factory=dict)  # what its kind needs to change it later


@dataclass
class Resource:
    """One logical resource of a stack."""

    logical_id: str
    type: str
    definition: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)  # resolved
    made: Made | None = None
    status: str = ""
    reason: str = ""
    at: datetime | None = None

    @property
    def physical_id(self) -> str:
        """The physical id, "" before there is one."""
        return self.made.physical_id if self.made else ""


@dataclass(frozen=True)
class Event:
    """One line of `DescribeStackEvents`."""

    id: str
    at: datetime
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str = ""


@dataclass
class Version:
    """What a stack is made of at one time: the text, and what it became."""

    body: str
    template: dict[str, Any]  # after the transform
    parameters: dict[str, str] = field(default_factory=dict)  # as given, or the default
    values: dict[str, Any] = field(default_factory=dict)  # as Ref gives them
    tags: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)


@dataclass
class ChangeSet:
    """A change that was computed and can be executed once."""

    id: str
    name: str
    type: str
    version: Version
    created: datetime
    description: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATE_COMPLETE"
    execution: str = "AVAILABLE"
    reason: str = ""
    role_arn: str | None = None


@dataclass
class Stack:
    """One stack; `version` is None while only a change set for its creation exists."""

    id: str
    name: str
    region: str
    account: str
    created: datetime
    version: Version | None = None
    status: str = "REVIEW_IN_PROGRESS"
    reason: str = ""
    updated: datetime | None = None
    deleted: datetime | None = None
    role_arn: str | None = None
    notification_arns: list[str] = field(default_factory=list)
    disable_rollback: bool = False
    termination_protection: bool = False
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[dict[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    parent: "Stack | None" = None

    @property
    def home(self) -> Home:
        """Where the stack and its resources are."""
        return Home(self.account, self.region)

    @property
    def busy(self) -> bool:
        """Whether an operation is under way."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def record(
        self, now: datetime, resource: Resource | None, status: str, reason: str = ""
    ) -> None:
        """Set the status of a resource (None: of the stack) and add the event.

        Two events never have the same millisecond: clients read on from the last one they saw.
        """
        if self.events:
            now = max(now, self.events[-1].at + timedelta(milliseconds=1))
        if resource is None:
            self.status, self.reason = status, reason
            names = (self.name, self.id, STACK_TYPE)
        else:
            resource.status, resource.reason, resource.at = status, reason, now
            names = (resource.logical_id, resource.physical_id, resource.type)
        self.events.append(Event(str(uuid.uuid4()), now, *names, status, reason))


def arn(region: str, account: str, kind: str, name: str) -> str:
    """Return a new id of a stack or a change set (`kind` is `stack` or `changeSet`)."""
    return f"arn:aws:cloudformation:{region}:{account}:{kind}/{name}/{uuid.uuid4()}"

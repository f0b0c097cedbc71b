"""The team behind one manifest: its account, its tags, and what it shares with others."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from nightshift.domain.manifest import Manifest

TAG = "nightshift:workload"


class WorkloadError(Exception):
    """A workload's resources could not be made; the text names the manifest and the reason."""


class Account(Protocol):
    """Whoever hands out clients that act as an administrator: a `Cloud`, or a test's."""

    def client(self, service: str, region: str, *, account: str) -> Any:
        """Return a boto3 client of the account's administrator."""


@dataclass(frozen=True, slots=True)
class Team:
    """One manifest's team."""

    cloud: Account
    manifest: Manifest
    stage: str  # of the nightshift stack; parameters are named by it
    made: set[tuple[str, ...]]  # what was made so far, by any team
    facts: dict[str, Any] = field(default_factory=dict)  # what one maker tells a later one

    def client(self, service: str) -> Any:
        """Return a boto3 client of the team's administrator, in the workload's region."""
        return self.cloud.client(service, self.manifest.region, account=self.manifest.account)

    def first(self, kind: str, name: str) -> bool:
        """Tell whether nobody has made this yet: two environments may share a thing."""
        key = (self.manifest.account, self.manifest.region, kind, name)
        if key in self.made:
            return False
        self.made.add(key)
        return True

    @property
    def tags(self) -> dict[str, str]:
        """What everything of the team is tagged with."""
        return {TAG: self.manifest.name}

    def listed_tags(self, **more: str) -> list[dict[str, str]]:
        """Return the tags, and more of them, as most services take them."""
        return [{"Key": key, "Value": value} for key, value in (self.tags | more).items()]

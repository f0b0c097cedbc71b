"""What a message needs of a manifest: a small part of it, read without the rest."""

from zoneinfo import ZoneInfo

from pydantic import ConfigDict

from nightshift.domain.manifest.notifications import Notifications
from nightshift.domain.manifest.part import AccountId, Part, Region, Zone


class Told(Part):
    """Whom a workload's messages reach, where it is, and which hour it is there."""

    # Of a dozen fields: most of a cold start would be spent on the models that nobody asks.
    model_config = ConfigDict(extra="ignore")

    account: AccountId
    region: Region
    timezone: Zone
    environment: str = "prod"
    notifications: Notifications = Notifications()

    @property
    def zone(self) -> ZoneInfo:
        """The workload's time zone."""
        return ZoneInfo(self.timezone)

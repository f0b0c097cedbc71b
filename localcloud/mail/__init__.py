"""Amazon SES, both APIs: what is sent lands in the outbox and is announced on the event bus."""

from typing import TYPE_CHECKING

from localcloud.mail.configuration_sets import ConfigurationSets
from localcloud.mail.identities import Identities
from localcloud.mail.post_office import PostOffice

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    identities, sets = Identities(cloud), ConfigurationSets(cloud)
    identities.install()
    sets.install()
    PostOffice(cloud, identities, sets).install()

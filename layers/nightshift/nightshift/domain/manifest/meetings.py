"""How the post-meeting pipeline treats a workload's meetings."""

from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import Part, SecretName
from nightshift.domain.meetings.request import Address
from nightshift.domain.meetings.results import Language


class Meetings(Part):
    """What the post-meeting pipeline needs to know."""

    database_secret: SecretName
    email_from: str  # as it stands in the mail: "Onno <meetings@onno.app>"
    email_identity: str  # the SES identity that may send it
    email_fallback: tuple[Address, ...] = Field(min_length=1, max_length=50)  # no attendees named
    provider: Literal["embedded"] = "embedded"
    default_language: Language | None = None

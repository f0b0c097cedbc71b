"""What `Meeting Ended` and a manual execution ask for, as the contract writes it."""

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from nightshift.domain.inputs import Input, shown
from nightshift.domain.meetings.results import Language

Task = Literal[
    "extract_action_items",
    "extract_relationship_data",
    "generate_summary",
    "create_embeddings",
    "send_email_summary",
]
TASKS: tuple[Task, ...] = get_args(Task)
ALIASES = {"extract_actions": "extract_action_items"}  # ON-B26: what Onno's queue writes

# S3's rules for names (Developer Guide, "Bucket naming rules" and "Object key names", read
# 2026-11-20). Anything else is refused here, by field, and not by the SDK's parameter check.
BUCKET_PATTERN = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
KEY_LIMIT_BYTES = 1024
# The HTML standard's pattern of an e-mail address, with at least one dot: SES takes ASCII only
# (an international domain in Punycode), and one address it cannot read stops the whole mail.
EMAIL_PATTERN = (
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)

# One S3 key segment and one SES tag: no slash, no space.
MEETING_ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}"
WORKLOAD_PATTERN = r"[a-z][a-z0-9-]{0,62}"


def _matching(pattern: str, message: str) -> AfterValidator:
    def match(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(message)
        return text

    return AfterValidator(match)


MeetingId = Annotated[
    str,
    _matching(
        MEETING_ID_PATTERN,
        "must be 1 to 128 of A-Z a-z 0-9 . _ : @ - and begin with a letter or digit",
    ),
]
WorkloadName = Annotated[
    str, _matching(WORKLOAD_PATTERN, "must be a manifest's name: 1 to 63 of a-z 0-9 -")
]
BucketName = Annotated[
    str, _matching(BUCKET_PATTERN, "must be an S3 bucket's name: 3 to 63 of a-z 0-9 . -")
]
Address = Annotated[
    str,
    Field(max_length=320),
    _matching(EMAIL_PATTERN, "must be an e-mail address in ASCII, e.g. mina@example.com"),
]


def _known_task(name: object) -> object:
    known = ALIASES.get(str(name), name)
    if known not in TASKS:
        raise ValueError(f"{shown(repr(name))} is not a task; known: {', '.join(TASKS)}")
    return known


def _ordered(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(task for task in TASKS if task in tasks) or TASKS


def _storable_key(key: str) -> str:
    if len(key.encode()) > KEY_LIMIT_BYTES:
        raise ValueError(f"has {len(key.encode()):,} bytes, the limit is {KEY_LIMIT_BYTES:,}")
    if "\x00" in key:
        raise ValueError("has a NUL character; name the object's real key")
    return key


Tasks = Annotated[
    tuple[Annotated[Task, BeforeValidator(_known_task)], ...], AfterValidator(_ordered)
]


class Location(Input):
    """Where an object lies in S3."""

    bucket: BucketName
    key: Annotated[str, Field(min_length=1), AfterValidator(_storable_key)]

    @property
    def uri(self) -> str:
        """The object as people write it."""
        return f"s3://{self.bucket}/{self.key}"


class Attendee(Input):
    """Somebody who was there and may get the summary."""

    name: str = Field(min_length=1, max_length=200)
    email: Address


class MeetingEnded(Input):
    """A meeting whose transcript is in S3. No `tasks` means all five."""

    workload: WorkloadName
    meeting_id: MeetingId
    transcript: Location
    tasks: Tasks = TASKS
    language: Language | None = None  # None: detected
    attendees: tuple[Attendee, ...] = Field(default=(), max_length=50)  # SES: 50 recipients a mail

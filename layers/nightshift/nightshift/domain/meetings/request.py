"""What `Meeting Ended` and a manual execution ask for, as the contract writes it."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from nightshift.domain.inputs import Input
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

# One S3 key segment and one SES tag: no slash, no space.
MeetingId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$")]
WorkloadName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


def _known_task(name: object) -> object:
    known = ALIASES.get(str(name), name)
    if known not in TASKS:
        raise ValueError(f"{name!r} is not a task; known: {', '.join(TASKS)}")
    return known


def _ordered(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(task for task in TASKS if task in tasks) or TASKS


Tasks = Annotated[
    tuple[Annotated[Task, BeforeValidator(_known_task)], ...], AfterValidator(_ordered)
]


class Location(Input):
    """Where an object lies in S3."""

    bucket: str = Field(min_length=3, max_length=63)
    key: str = Field(min_length=1, max_length=1024)

    @property
    def uri(self) -> str:
        """The object as people write it."""
        return f"s3://{self.bucket}/{self.key}"


class Attendee(Input):
    """Somebody who was there and may get the summary."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;]+$", max_length=320)


class MeetingEnded(Input):
    """A meeting whose transcript is in S3. No `tasks` means all five."""

    workload: WorkloadName
    meeting_id: MeetingId
    transcript: Location
    tasks: Tasks = TASKS
    language: Language | None = None  # None: detected
    attendees: tuple[Attendee, ...] = Field(default=(), max_length=50)  # SES: 50 recipients a mail

"""Block Kit's limits for messages, as Slack refuses what is beyond them.

docs.slack.dev, "Reference: Block Kit", the page of each block and object, read 2026-11-20. Rich
text, files, video and other blocks that no message of ours has are taken as they are.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    field_validator,
    model_validator,
)

BLOCKS_LIMIT = 50  # in a message
Id = Annotated[str, Field(max_length=255)]
Url = Annotated[str, Field(min_length=1, max_length=3000)]


class Part(BaseModel):
    """An object that has no field but those Slack knows."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PlainText(Part):
    """Text without formatting."""

    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool | None = None


class Markdown(Part):
    """Text in Slack's mrkdwn."""

    type: Literal["mrkdwn"]
    text: str = Field(min_length=1, max_length=3000)
    verbatim: bool | None = None


Text = Annotated[PlainText | Markdown, Field(discriminator="type")]


def _at_most(text: PlainText | Markdown, limit: int) -> PlainText | Markdown:
    if len(text.text) > limit:
        raise ValueError(f"must be at most {limit} characters")
    return text


class Header(Part):
    """A line in larger letters."""

    type: Literal["header"]
    block_id: Id | None = None
    text: PlainText

    @field_validator("text")
    @classmethod
    def _short(cls, text: PlainText) -> PlainText:
        _at_most(text, 150)
        return text


class Image(Part):
    """An image, as a block or in a context."""

    type: Literal["image"]
    block_id: Id | None = None
    alt_text: str = Field(max_length=2000)
    image_url: Url | None = None
    slack_file: dict[str, Any] | None = None
    title: PlainText | None = None


class Button(Part):
    """A button; one with a `url` opens it."""

    type: Literal["button"]
    action_id: Id | None = None
    text: PlainText
    url: Url | None = None
    value: str | None = Field(default=None, max_length=2000)
    style: Literal["primary", "danger"] | None = None
    confirm: dict[str, Any] | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)

    @field_validator("text")
    @classmethod
    def _short(cls, text: PlainText) -> PlainText:
        _at_most(text, 75)
        return text


def _known(names: tuple[str, ...]) -> Discriminator:
    """Return what picks a block's model by its type; `other` for one that is not checked."""

    def pick(block: Any) -> str:
        kind = block.get("type") if isinstance(block, dict) else getattr(block, "type", None)
        return str(kind) if kind in names else "other"

    return Discriminator(pick)


class OtherElement(BaseModel):
    """A menu, a date picker, ...: taken as it is."""

    type: str = Field(min_length=1)


Element = Annotated[
    Annotated[Button, Tag("button")]
    | Annotated[Image, Tag("image")]
    | Annotated[OtherElement, Tag("other")],
    _known(("button", "image")),
]


class Section(Part):
    """Text, fields in two columns, and one thing beside them."""

    type: Literal["section"]
    block_id: Id | None = None
    text: Text | None = None
    fields: list[Text] | None = Field(default=None, min_length=1, max_length=10)
    accessory: Element | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.text is None and not self.fields:
            raise ValueError("text or fields is required")
        for field in self.fields or ():
            _at_most(field, 2000)
        return self


class Context(Part):
    """Small text and images."""

    type: Literal["context"]
    block_id: Id | None = None
    elements: list[Annotated[PlainText | Markdown | Image, Field(discriminator="type")]] = Field(
        min_length=1, max_length=10
    )


class Actions(Part):
    """Buttons and menus."""

    type: Literal["actions"]
    block_id: Id | None = None
    elements: list[Element] = Field(min_length=1, max_length=25)


class Divider(Part):
    """A line."""

    type: Literal["divider"]
    block_id: Id | None = None


OTHER_BLOCKS = Literal["rich_text", "file", "video", "markdown", "table", "input", "call", "alert"]


class OtherBlock(BaseModel):
    """A block whose inside is not checked."""

    type: OTHER_BLOCKS


Block = Annotated[
    Annotated[Header, Tag("header")]
    | Annotated[Image, Tag("image")]
    | Annotated[Section, Tag("section")]
    | Annotated[Context, Tag("context")]
    | Annotated[Actions, Tag("actions")]
    | Annotated[Divider, Tag("divider")]
    | Annotated[OtherBlock, Tag("other")],
    _known(("header", "image", "section", "context", "actions", "divider")),
]


class Blocks(RootModel[Annotated[list[Block], Field(max_length=BLOCKS_LIMIT)]]):
    """The blocks of a message."""

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        named = [getattr(block, "block_id", None) for block in self.root]
        given = [name for name in named if name]
        if len(given) != len(set(given)):
            raise ValueError("block_id must be unique in a message")
        return self

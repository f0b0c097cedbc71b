"""What the rules of a language hand over: one sentence with work in it."""

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """How the work was put into words."""

    COMMIT = "commit"  # I'll send it / 제가 보내겠습니다
    NAMED = "named"  # Hannah will send it / 하나 님이 보내기로 했습니다
    REQUEST = "request"  # can you send it / 보내 주세요
    MARKED = "marked"  # action item: ... / 액션 아이템은 ...
    OFFER = "offer"  # I can send it
    AGREED = "agreed"  # we need to send it / 보내기로 했습니다, 보내야 합니다
    PROPOSED = "proposed"  # let's send it / 보내죠


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the words put in charge, before anybody knows who spoke them."""

    speaker: bool = False  # whoever says it
    addressee: bool = False  # whoever it is said to
    name: str | None = None


NOBODY = Owner()
SPEAKER = Owner(speaker=True)
ADDRESSEE = Owner(addressee=True)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a rule found in one sentence."""

    form: Form
    owner: Owner
    due: str | None

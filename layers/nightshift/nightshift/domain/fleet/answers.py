"""Read the few fields we need of EC2's XML about many instances, in the shape boto3 gives them.

A regular expression cannot tell where an instance begins. It need not: every instance has exactly
one id, one state and one set of tags, and no other element has those names. Where there are as many
of the one as of the others, the n-th of each are the n-th instance's. Whatever is not exactly so is
not read here (None): who asks has it parsed in full.
"""

import re
from dataclasses import dataclass
from typing import Any

INSTANCE_ID = re.compile(r"<instanceId>([^<]+)</instanceId>")
STATE = re.compile(
    r"<instanceState>\s*<code>\d+</code>\s*<name>([a-z-]+)</name>\s*</instanceState>"
)
TAG = re.compile(
    r"<item>\s*<key>([^<]*)</key>\s*(?:<value/>|<value>([^<]*)</value>)\s*</item>",
)
ITEM = "<item>"
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
# What EC2's XML hardly has: a comment or CDATA could hide an element, a parser reads another line
# end where a carriage return is, and a character may be written as a number. The second of each is
# rare, and so found out 40 times as fast.
UNKNOWN = (("<!", "!"), ("\r", "\r"), ("&#", "#"))
Members = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer whose set was taken out."""

    inner: str  # what was in the set
    outer: str  # the answer without it, still XML: the token of the next page, the request's id


def cut(text: str, name: str) -> Cut | None:
    """Take the one set of this name out of an answer; None where it is not as we know it."""
    opening, closing = f"<{name}>", f"</{name}>"
    head, _, rest = text.partition(opening)
    inner, found, tail = rest.rpartition(closing)
    if not found or any(rare in text and each in text for each, rare in UNKNOWN):
        return None
    return Cut(inner, head + tail)


def described(inner: str) -> Members | None:
    """Return DescribeInstances' reservations, all instances in one; None: not as we know it."""
    ids, states = INSTANCE_ID.findall(inner), STATE.findall(inner)
    tags = [_tags(part) for part in inner.split("<tagSet>")[1:]]
    if not len(ids) == len(states) == len(tags) or None in tags:
        return None
    instances = [
        {"InstanceId": each, "State": {"Name": state}, "Tags": tagged}
        for each, state, tagged in zip(ids, states, tags, strict=True)
    ]
    return [{"Instances": instances}]


def _tags(text: str) -> Members | None:
    """Return the tags of the set that `text` begins with."""
    inner, found, _ = text.partition("</tagSet>")
    tags = TAG.findall(inner)
    if not found or len(tags) != inner.count(ITEM):
        return None
    return [{"Key": _plain(key), "Value": _plain(value)} for key, value in tags]


def _plain(text: str) -> str:
    if "&" in text:
        for written, meant in ENTITIES:
            text = text.replace(written, meant)
    return text


def changed(inner: str) -> Members | None:
    """Return what StopInstances or StartInstances took; None: not as we know it."""
    ids = INSTANCE_ID.findall(inner)
    return [{"InstanceId": each} for each in ids] if len(ids) == inner.count(ITEM) else None

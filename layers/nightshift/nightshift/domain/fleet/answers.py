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
ITEM, TAGS, END_OF_TAGS = "<item>", "<tagSet>", "</tagSet>"
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
    begin, end = text.find(opening), text.rfind(closing)
    if not 0 <= begin < end or any(rare in text and each in text for each, rare in UNKNOWN):
        return None
    return Cut(text[begin + len(opening) : end], text[:begin] + text[end + len(closing) :])


def described(inner: str) -> Members | None:
    """Return DescribeInstances' reservations, all instances in one; None: not as we know it."""
    ids, states = INSTANCE_ID.findall(inner), STATE.findall(inner)
    sets = [part[: part.find(END_OF_TAGS) + len(END_OF_TAGS)] for part in inner.split(TAGS)[1:]]
    read = {each: _tags(each) for each in set(sets)}  # those of one group are often the same
    if not len(ids) == len(states) == len(sets) or None in read.values():
        return None
    instances = [
        {"InstanceId": each, "State": {"Name": state}, "Tags": read[tagged]}
        for each, state, tagged in zip(ids, states, sets, strict=True)
    ]
    return [{"Instances": instances}]


def _tags(text: str) -> Members | None:
    """Return the tags of a set, of which `text` has the end, too."""
    tags = TAG.findall(text)
    if not text.endswith(END_OF_TAGS) or len(tags) != text.count(ITEM):
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

"""Text as people may see it: what other systems put into an event is not always that.

Half a surrogate pair cannot be sent at all, control characters are refused by SNS and SES, and
marks that turn the direction of writing let a text show other words than it has.
"""

import re
from dataclasses import replace

from nightshift.domain.notifications.notice import Notice, digest

BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
HALVES = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """Return text without what cannot be seen; half a character is shown as a question mark."""
    return HALVES.sub("\ufffd", UNSEEN.sub("", BREAKS.sub("\n", text))).strip()


def clean(notice: Notice) -> Notice:
    """Return the notice in readable text; a title or summary that is blank is its kind."""
    title = readable(notice.title) or notice.kind
    return replace(
        notice,
        id=readable(notice.id) or digest(notice.id),
        workload=readable(notice.workload),
        title=" ".join(title.split()),
        summary=readable(notice.summary) or title,
        fields={readable(name): readable(value) for name, value in notice.fields.items()},
        facts=tuple((readable(name), readable(value)) for name, value in notice.facts),
        findings=tuple(readable(finding) for finding in notice.findings),
        incident=readable(notice.incident) if notice.incident else None,
    )

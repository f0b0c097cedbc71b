"""A message as an e-mail: tables and inline styles, because that is what mail clients draw.

Colours for dark rooms are in the page's style sheet; a client that ignores it shows the light mail.
"""

from nightshift.domain import filling
from nightshift.domain.meetings.email import Email
from nightshift.domain.notifications import plain
from nightshift.domain.notifications.notice import Effect, Message
from nightshift.domain.notifications.slack import clipped

SUBJECT_LIMIT = 150  # characters; what an inbox shows, and far below the 998 of a header line
PREVIEW_LIMIT = 120
COLOURS = {"critical": "#b3261e", "warning": "#9a5b00", "info": "#1f5fa8", "resolved": "#1d7a3e"}
_fill = filling.of("nightshift.domain.notifications", "letter_templates")


def write(message: Message, sender: str, recipients: tuple[str, ...]) -> Email:
    """Return the mail."""
    subject = message.text if message.exact else f"{message.icon} {plain.line(message)}"
    return Email(
        sender=sender,
        recipients=recipients,
        subject=clipped(" ".join(subject.split()), SUBJECT_LIMIT),
        text=plain.body(message),
        html=draw(message),
    )


def draw(message: Message) -> str:
    """Return the page."""
    notice = message.notice
    state = "resolved" if notice.effect is Effect.RESOLVE else notice.severity
    return _fill(
        "page",
        title=message.headline,
        preview=clipped(message.text, PREVIEW_LIMIT),
        workload=notice.workload or "unknown workload",
        when=message.when,
        state=state,
        colour=COLOURS[state],
        text=message.text,
        raw_facts=_facts(message),
        raw_findings=_findings(message),
        raw_remarks="".join(_fill("remark", text=text) for text in _remarks(message)),
    )


def _remarks(message: Message) -> list[str]:
    runbook = message.notice.runbook
    return [*([f"Runbook: {runbook}"] if runbook else []), *message.remarks]


def _facts(message: Message) -> str:
    shown = [(label, value) for label, value in message.notice.facts if value]
    rows = "".join(_fill("fact", label=label, value=value) for label, value in shown)
    return _fill("rows", raw_rows=rows) if rows else ""


def _findings(message: Message) -> str:
    rows = "".join(_fill("finding", text=text) for text in message.notice.findings)
    return _fill("rows", raw_rows=rows) if rows else ""

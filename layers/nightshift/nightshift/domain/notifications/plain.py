"""A message as plain text: for SNS, and beside the HTML of an e-mail.

SNS: a subject of at most 100 ASCII characters without line breaks that begins with a letter, a
number or punctuation, a message of at most 256 KB (API_Publish, read 2026-11-20).
"""

from nightshift.domain.notifications.notice import Effect, Message

SUBJECT_LIMIT = 100
BODY_LIMIT = 250_000  # bytes of 262,144


def subject(message: Message) -> str:
    """Return the one line an SNS e-mail is known by."""
    ascii_only = line(message).encode("ascii", "ignore").decode("ascii")
    words = " ".join("".join(c if c.isprintable() else " " for c in ascii_only).split())
    return words if len(words) <= SUBJECT_LIMIT else f"{words[: SUBJECT_LIMIT - 3]}..."


def line(message: Message) -> str:
    """Return severity, workload and title in one line; of what is over, that it is."""
    notice = message.notice
    over = notice.effect is Effect.RESOLVE
    word, title = ("resolved", notice.title) if over else (notice.severity, message.headline)
    return " ".join(f"[{word.upper()}] {notice.workload or 'unknown workload'}: {title}".split())


def body(message: Message) -> str:
    """Return everything that is to be said; findings that do not fit are counted."""
    notice = message.notice
    above = [message.text, "", *(f"{name}: {value}" for name, value in notice.facts if value)]
    runbook = [f"Runbook: {notice.runbook}"] if notice.runbook else []
    below = ["", *runbook, *message.remarks, f"{notice.workload or 'nightshift'}, {message.when}"]
    room = BODY_LIMIT - _bytes(above) - _bytes(below)
    return "\n".join([*above, *_findings(notice.findings, room), *below])


def _findings(findings: tuple[str, ...], room: int) -> list[str]:
    shown: list[str] = []
    for finding in findings:
        room -= _bytes([finding]) + len("- ")
        if room < 0:
            return [*shown, f"... and {len(findings) - len(shown)} more"]
        shown.append(f"- {finding}")
    return shown


def _bytes(lines: list[str]) -> int:
    return sum(len(text.encode("utf-8", "backslashreplace")) + 1 for text in lines)

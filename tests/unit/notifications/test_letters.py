"""Mail and SNS say the same as Slack, in their own form; what waited is told together."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.notifications import failures, grouping, letter, plain
from nightshift.domain.notifications.notice import Effect, Message
from tests.unit.notifications.notices import AT, message, notice


@given(title=st.text(max_size=300), workload=st.text(max_size=30))
def test_a_subject_is_one_short_line_of_ascii(title: str, workload: str) -> None:
    subject = plain.subject(message(title=title, workload=workload))

    assert subject.isascii()
    assert subject.isprintable()
    assert 1 <= len(subject) <= plain.SUBJECT_LIMIT


def test_a_body_holds_everything_and_stays_within_the_limit() -> None:
    findings = tuple(f"finding {n}" for n in range(200))

    assert all(f"- {each}" in plain.body(message(findings=findings)) for each in findings)
    huge = plain.body(message(findings=tuple("한" * 1000 for _ in range(200))))
    assert len(huge.encode()) <= plain.BODY_LIMIT
    assert "more" in huge


def test_a_mail_escapes_what_it_says() -> None:
    made = message(
        title="<b>", summary="<script>", facts=(("k&", "<v>"),), findings=("<f>",), runbook="<r>"
    )

    mail = letter.write(made, "ops@onno.app", ("team@onno.app",))

    assert "<script>" not in mail.html
    assert all(text in mail.html for text in ("&lt;b&gt;", "k&amp;", "&lt;v&gt;", "&lt;f&gt;"))
    assert mail.subject == "🟠 [WARNING] onno-prod: <b>"
    assert "\n" not in mail.subject


def test_what_ended_is_green_and_says_so() -> None:
    html = letter.draw(message(title="API is down", effect=Effect.RESOLVE))

    assert "Resolved: API is down" in html
    assert letter.COLOURS["resolved"] in html


def test_a_notice_survives_the_waiting() -> None:
    made = notice(
        findings=("f",), facts=(("a", "b"),), effect=Effect.RESOLVE, incident="x/1", covered=("t",)
    )
    exact = replace(made, fact="done", fields={"sha": "1"})

    assert grouping.unpack(grouping.pack(Message(made, made.summary))) == made
    assert grouping.unpack(grouping.pack(Message(exact, exact.summary, exact=True))) == exact
    remarked = grouping.unpack(grouping.pack(Message(made, "exact", remarks=("3 repeats",))))
    assert (remarked.summary, remarked.findings) == ("exact", ("f", "3 repeats"))
    json.loads(grouping.pack(Message(made, made.summary)))


def test_together_the_worst_comes_first_and_all_are_counted() -> None:
    calm = [notice(id=f"i{n}", severity="info", title="Calm", summary="same") for n in range(5)]
    bad = [
        notice(id=f"c{n}", severity="critical", title="Bad", summary=f"reason {n}")
        for n in range(15)
    ]

    found = grouping.together([*calm, *bad], AT + timedelta(minutes=1))

    assert (found.title, found.severity) == ("20 messages: Bad, Calm", "critical")
    assert found.summary == "15 critical and 5 info came together."
    assert found.findings[0] == "🔴 15 × Bad (critical)"
    assert found.findings[11] == "and 5 more that say something else"
    assert found.findings[12:] == ("🔵 5 × Calm (info)", "same (×5)")


@pytest.mark.parametrize(
    ("told", "head", "over"),
    [
        ([("a", "open"), ("a", "resolve")], "🟢 2 × API (warning), over", True),
        ([("a", "resolve"), ("a", "open")], "🟠 2 × API (warning), still open", False),
        (
            [("a", "resolve"), ("b", "open")],
            "🟠 2 × API (warning), 1 of 2 still open",
            False,
        ),
        ([("a", "resolve"), (None, "none")], "🟠 2 × API (warning)", False),
    ],
)
def test_together_says_what_is_still_open(
    told: list[tuple[str | None, str]], head: str, over: bool
) -> None:
    waited = [
        notice(title="API", incident=incident, effect=Effect(effect), at=AT + timedelta(seconds=n))
        for n, (incident, effect) in enumerate(told)
    ]

    found = grouping.together(waited[::-1], AT + timedelta(minutes=1))

    assert found.findings[0] == head
    assert (found.effect is Effect.RESOLVE) == over


def test_many_titles_are_named_up_to_three() -> None:
    found = grouping.together([notice(title=f"T{n}") for n in range(5)], AT)

    assert found.title == "5 messages: T0, T1, T2 and 2 more"


def test_what_waits_fits_an_item_of_the_ledger_however_long_the_event_was() -> None:
    long = "한" * 80_000
    made = notice(summary=long, fields={"summary": long}, fact="cost-reported")

    assert len(grouping.pack(Message(made, long)).encode()) < 300_000
    assert len(grouping.pack(Message(made, long, exact=True)).encode()) < 300_000


def test_only_a_title_that_does_not_say_it_is_called_resolved() -> None:
    over = {"effect": Effect.RESOLVE}

    assert message(title="API is down", **over).headline == "Resolved: API is down"
    assert message(title="Nat Healed", kind="Nat Healed", **over).headline == "Nat Healed"


def test_one_alone_stays_as_it_is() -> None:
    assert grouping.together([notice()], AT) == notice()


def test_a_failed_channel_is_named_without_its_address() -> None:
    failure = failures.Failure("onno-prod", "slack", "slack: HTTP 503", "email", AT)

    detail = failures.detail(failure)

    assert detail["summary"] == (
        "Slack does not take messages of onno-prod; they went by E-mail instead."
    )
    assert detail["id"] == "notification-failed/onno-prod/slack/2026-01-15T10"
    nobody = failures.detail(replace(failure, by=None))
    assert nobody["summary"].endswith("; check the channel.")
    assert failures.remark({"slack": "HTTP 503", "pagerduty": "no answer"}).startswith(
        "⚠ Slack and PagerDuty did not take this message (HTTP 503; no answer)"
    )


def test_the_subject_of_what_is_over_says_so_and_not_that_it_is_critical() -> None:
    over = message(title="API", severity="critical", effect=Effect.RESOLVE)

    assert plain.subject(over) == f"[RESOLVED] {over.notice.workload}: API"

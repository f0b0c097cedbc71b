"""Whatever call goes wrong once, the meeting still ends complete: one set of rows, one e-mail."""

from typing import Any

import pytest

from tests.e2e.pipeline import Pipeline, short
from tests.e2e.turns import in_turn

MISSED = ["generate_summary", "send_email_summary"]
KINDS = ("throttle", "error", "timeout", "lost-answer", "kill")
# Every call the pipeline makes; `test_no_call_is_left_out` holds the list against the journal.
CALLS = (
    ("claim-meeting", "s3", "GetObject"),
    ("claim-meeting", "dynamodb", "GetItem"),
    ("claim-meeting", "dynamodb", "PutItem"),
    ("prepare-meeting", "s3", "GetObject"),
    ("prepare-meeting", "s3", "PutObject"),
    ("generate-summary", "s3", "GetObject"),
    ("generate-summary", "s3", "PutObject"),
    ("extract-action-items", "s3", "GetObject"),
    ("extract-action-items", "s3", "PutObject"),
    ("extract-relationship-data", "s3", "GetObject"),
    ("extract-relationship-data", "s3", "PutObject"),
    ("create-embeddings", "s3", "GetObject"),
    ("create-embeddings", "s3", "PutObject"),
    ("persist-meeting", "s3", "GetObject"),
    ("persist-meeting", "secretsmanager", "GetSecretValue"),
    ("send-email-summary", "s3", "GetObject"),
    ("send-email-summary", "dynamodb", "GetItem"),
    ("send-email-summary", "dynamodb", "PutItem"),
    ("send-email-summary", "ses", "SendEmail"),
    ("record-receipt", "dynamodb", "PutItem"),
    ("post-meeting", "lambda", "InvokeFunction"),
    ("post-meeting", "events", "PutEvents"),
    ("post-meeting", "dynamodb", "UpdateItem"),
)


def role_of(pipeline: Pipeline, name: str) -> str:
    """Return the role a function or machine runs under, as the journal names it."""
    if name == "post-meeting":
        machine = pipeline.cloud.client("stepfunctions").describe_state_machine(
            stateMachineArn=pipeline.machine_arn
        )
        return str(machine["roleArn"].rpartition("/")[2])
    function = pipeline.cloud.client("lambda").get_function_configuration(
        FunctionName=f"nightshift-{name}"
    )
    return str(function["Role"].rpartition("/")[2])


def announce_with(pipeline: Pipeline, fault: dict[str, Any], detail: dict[str, Any]) -> None:
    """Announce a meeting while a fault is planned, let all happen, and see that it struck once."""
    pipeline.cloud.post("faults", fault)
    pipeline.announce(detail)
    pipeline.finish()
    (planned,) = pipeline.cloud.get("faults")
    assert planned["hits"] == 1


@pytest.mark.parametrize(
    ("name", "service", "action", "kind"), in_turn(CALLS, KINDS, always=["kill"])
)
def test_one_fault_at_one_call_changes_nothing(
    pipeline: Pipeline, name: str, service: str, action: str, kind: str
) -> None:
    meeting_id = f"{kind}-{name}-{action}".lower()
    detail = pipeline.request(meeting_id, short(meeting_id))
    role = role_of(pipeline, name)
    pipeline.cloud.delete("faults")
    fault = {"service": service, "action": action, "kind": kind, "times": 1, "role": role}

    announce_with(pipeline, fault, detail)

    assert [event["status"] for event in pipeline.processed(meeting_id)[-1:]] == ["COMPLETE"]
    assert len({event["id"] for event in pipeline.processed(meeting_id)}) == 1
    assert len(pipeline.mails(meeting_id)) == 1
    assert pipeline.rows(meeting_id)["meeting"] == 1


AGAIN = [call for call in CALLS if not call[0].startswith(("extract-", "create-"))]


@pytest.mark.parametrize(
    ("name", "service", "action", "kind"), in_turn(AGAIN, ["error", "lost-answer", "kill"])
)
def test_one_fault_in_a_second_run_changes_nothing(
    pipeline: Pipeline, name: str, service: str, action: str, kind: str
) -> None:
    meeting_id = f"again-{kind}-{name}-{action}".lower()
    detail = pipeline.request(meeting_id, short(meeting_id))
    role = role_of(pipeline, name)
    pipeline.cloud.delete("faults")
    with pipeline.busy("generate-summary"), pipeline.busy("send-email-summary"):
        pipeline.announce(detail)
        pipeline.finish()
    assert pipeline.processed(meeting_id)[-1]["missing"] == MISSED
    fault = {"service": service, "action": action, "kind": kind, "times": 1, "role": role}

    announce_with(pipeline, fault, detail)

    assert pipeline.processed(meeting_id)[-1]["status"] == "COMPLETE"
    assert len({event["id"] for event in pipeline.processed(meeting_id)}) == 2
    assert len(pipeline.mails(meeting_id)) == 1
    assert pipeline.rows(meeting_id)["summary_sentence"] > 0


def test_no_call_is_left_out(pipeline: Pipeline) -> None:
    pipeline.cloud.delete("faults")
    pipeline.cloud.delete("calls")
    pipeline.announce(pipeline.request("all-calls", short("all-calls")))
    pipeline.finish()

    roles = {role_of(pipeline, name) for name, _, _ in CALLS}
    made = {
        (call["role"], call["service"], call["action"])
        for call in pipeline.calls()
        if call["role"] in roles and call["service"] != "logs"  # the Lambda service writes those
    }
    assert made == {(role_of(pipeline, name), service, action) for name, service, action in CALLS}

"""Each handler of the pipeline on its own: what it makes, and that a second run changes nothing."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from localcloud.database.server import postgres
from nightshift.adapters import claims
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.meetings.documents import NAMES
from nightshift.domain.meetings.request import TASKS
from tests import project
from tests.integration.conftest import ARTEFACTS, REGION, TRANSCRIPTS

MEETINGS = Path(__file__).resolve().parents[2] / "demo" / "meetings"
EXECUTION = "arn:aws:states:ap-northeast-2:123456789012:execution:nightshift-post-meeting:{}"
AT = "2026-01-15T10:00:00Z"
BRANCHES = [task for task in TASKS if task in NAMES]


@dataclass(frozen=True)
class Context:
    """What the runtime tells a handler."""

    aws_request_id: str = "request-1"
    function_name: str = "function"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:ap-northeast-2:123456789012:function:function"


def call(name: str, event: Any, request_id: str = "request-1") -> dict[str, Any]:
    answer: dict[str, Any] = project.function(name).handler(event, Context(request_id))
    return answer


@pytest.fixture
def request_(buckets: Any, ledger_table: Any) -> dict[str, Any]:
    """Give the detail of `Meeting Ended` for a transcript that is there."""
    key = "meetings/en-release-planning.json"
    body = (MEETINGS / "en-release-planning.json").read_bytes()
    buckets.put_object(Bucket=TRANSCRIPTS, Key=key, Body=body)
    return {
        "workload": "onno-prod",
        "meeting_id": "en-release-planning",
        "transcript": {"bucket": TRANSCRIPTS, "key": key},
    }


def claim(
    request: dict[str, Any], execution: str = "one", request_id: str = "r1"
) -> dict[str, Any]:
    event = {"request": request, "execution": EXECUTION.format(execution), "at": AT}
    return call("claim_meeting", event, request_id)


def read_meeting(request: dict[str, Any]) -> dict[str, Any]:
    """Return the input of the steps after the parallel ones."""
    claimed = claim(request)
    call("prepare_meeting", {"work": claimed["work"], "transcript": request["transcript"]})
    produced = [call(task, claimed["work"]) for task in BRANCHES]
    return {
        "work": claimed["work"], "tasks": claimed["tasks"], "done": [], "produced": produced
    }  # fmt: skip


def items(table: Any) -> Any:
    return table.scan()["Items"]


def test_a_claim_asked_twice_by_one_execution_is_one_claim(
    request_: dict[str, Any], ledger_table: Any
) -> None:
    first = claim(request_)

    assert claim(request_, request_id="r2") == first | {
        "reason": "this run holds the meeting already"
    }
    assert len(items(ledger_table)) == 1


def test_a_claim_is_forgotten_some_day(request_: dict[str, Any], ledger_table: Any) -> None:
    claim(request_)

    (item,) = items(ledger_table)
    assert item["expires_at"] == datetime.fromisoformat(AT).timestamp() + 90 * 86_400


def test_a_transcript_replaced_after_the_claim_is_not_mixed_into_it(
    request_: dict[str, Any], buckets: Any
) -> None:
    claimed = claim(request_)
    document = json.loads((MEETINGS / "en-release-planning.json").read_text())
    document["turns"] = document["turns"][:20]
    key = request_["transcript"]["key"]
    buckets.put_object(Bucket=TRANSCRIPTS, Key=key, Body=json.dumps(document))

    with pytest.raises(RefusedError, match="was replaced"):
        call("prepare_meeting", {"work": claimed["work"], "transcript": request_["transcript"]})

    assert buckets.list_objects_v2(Bucket=ARTEFACTS)["KeyCount"] == 0


def test_the_same_words_exported_again_are_the_same_meeting(
    request_: dict[str, Any], buckets: Any
) -> None:
    first = claim(request_)
    document = json.loads((MEETINGS / "en-release-planning.json").read_text())
    again = json.dumps(document | {"exported_at": "later"}, indent=2)
    buckets.put_object(Bucket=TRANSCRIPTS, Key=request_["transcript"]["key"], Body=again)

    assert claim(request_, request_id="r2")["work"] == first["work"]


def test_a_claim_whose_execution_is_gone_is_taken_over(
    request_: dict[str, Any], ledger_table: Any
) -> None:
    claim(request_, "one")

    second = claim(request_, "two", "r2")

    assert (second["outcome"], second["epoch"]) == ("claimed", 2)


def test_a_refused_request_leaves_no_claim(request_: dict[str, Any], ledger_table: Any) -> None:
    with pytest.raises(RefusedError, match=r"tasks\.0"):
        claim(request_ | {"tasks": ["make_coffee"]})

    assert items(ledger_table) == []


def test_a_finished_meeting_is_answered(request_: dict[str, Any], ledger_table: Any) -> None:
    claim(request_)
    ledger_table.update_item(
        Key={"pk": "meeting#onno-prod#en-release-planning", "sk": "claim"},
        UpdateExpression="SET #s = :s, #r = :r, done = :d",
        ExpressionAttributeNames={"#s": "status", "#r": "result"},
        ExpressionAttributeValues={":s": "COMPLETE", ":r": "{}", ":d": list(TASKS)},
    )

    answer = claim(request_, "two", "r2")

    assert (answer["outcome"], answer["result"]) == ("finished", "{}")
    assert items(ledger_table)[0]["owner"] == EXECUTION.format("one")


@pytest.mark.parametrize("task", BRANCHES)
def test_a_task_writes_its_artefact_and_the_same_again(
    request_: dict[str, Any], buckets: Any, task: str
) -> None:
    claimed = claim(request_)
    call("prepare_meeting", {"work": claimed["work"], "transcript": request_["transcript"]})

    first = call(task, claimed["work"])
    body = buckets.get_object(Bucket=ARTEFACTS, Key=first["key"])["Body"].read()

    assert first["count"] > 0
    assert call(task, claimed["work"]) == first
    assert buckets.get_object(Bucket=ARTEFACTS, Key=first["key"])["Body"].read() == body


def test_a_meeting_is_persisted_and_the_same_again(request_: dict[str, Any]) -> None:
    run = read_meeting(request_) | {"at": AT}
    with postgres(database="onno") as server:
        boto3.client("secretsmanager").create_secret(Name="onno/db-url", SecretString=server.url())

        first = call("persist_meeting", run)

        assert first["rows"]["meeting"] == 1
        assert call("persist_meeting", run) == first


@pytest.fixture
def identity(account: None) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="onno.app")
    boto3.client("ses").create_configuration_set(ConfigurationSet={"Name": "nightshift"})


def test_the_summary_is_mailed_once(request_: dict[str, Any], identity: None) -> None:
    run = read_meeting(request_) | {"recipients": ["mina@example.com"], "at": AT}

    first = call("send_email_summary", run)

    assert call("send_email_summary", run, "request-2") == first
    assert len(ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages) == 1


def test_a_receipt_is_kept(ledger_table: Any) -> None:
    event = project.event("record_receipt")

    assert call("record_receipt", event) == call("record_receipt", event, "request-2")
    (item,) = items(ledger_table)
    assert (item["sk"], item["message_id"]) == ("receipt", "0100")


def test_the_end_of_a_run_is_told_and_counted(
    account: None, capsys: pytest.CaptureFixture[str]
) -> None:
    end = call("conclude_meeting", project.event("conclude_meeting"))

    assert end["status"] == "COMPLETE"
    assert json.loads(end["record"]) == end["detail"]
    assert "MeetingsComplete" in capsys.readouterr().out


def test_a_handlers_first_line_names_its_workload_field(account: None) -> None:
    with pytest.raises(RefusedError, match="work: is required"):
        call("prepare_meeting", {"transcript": {"bucket": "abc", "key": "k"}})


def test_another_run_that_was_faster_makes_it_a_matter_of_trying_again(
    request_: dict[str, Any], ledger_table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    observe = claims.observe

    def observe_slowly(table: str, *arguments: Any) -> claims.Found:
        found = observe(table, *arguments)
        ledger_table.put_item(
            Item={"pk": "meeting#onno-prod#en-release-planning", "sk": "claim", "version": 9}
        )
        return found

    monkeypatch.setattr(claims, "observe", observe_slowly)

    with pytest.raises(TransientError, match="another run wrote it"):
        claim(request_)

"""A mail goes out once: after a lost answer, a throttle, a failure, and when asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from nightshift.adapters import aws, deliveries, mail
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.meetings.email import Email
from nightshift.domain.meetings.receipts import Receipt
from tests.integration.conftest import REGION, TABLE

AT = datetime(2026, 1, 15, 10, tzinfo=UTC)
FORGOTTEN = int((AT + timedelta(days=400)).timestamp())
RECEIPT = Receipt(delivery="d1", message_id="m1", at=AT)
MAIL = Email("Onno <meetings@onno.app>", ("mina@example.com",), "subject", "text", "<p>html</p>")


def outbound(writer: str) -> deliveries.Outbound:
    return deliveries.Outbound(TABLE, "d1", "nightshift", writer, AT)


def sent() -> int:
    return len(ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages)


@pytest.fixture
def identity(ledger_table: Any) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="onno.app")
    boto3.client("ses").create_configuration_set(ConfigurationSet={"Name": "nightshift"})


class Trouble:
    """Stand before SES and spoil the first answer, with or without the mail having gone out."""

    def __init__(self, client: Any, problem: Exception, *, after_sending: bool) -> None:
        self._client = client
        self._problem: Exception | None = problem
        self._after_sending = after_sending

    def send_email(self, **arguments: Any) -> Any:
        problem, self._problem = self._problem, None
        if problem is None:
            return self._client.send_email(**arguments)
        if self._after_sending:
            self._client.send_email(**arguments)
        raise problem


def trouble(monkeypatch: pytest.MonkeyPatch, problem: Exception, *, after_sending: bool) -> None:
    spoiled = Trouble(aws.client("sesv2", 1), problem, after_sending=after_sending)
    monkeypatch.setattr(mail, "client", lambda *_, **__: spoiled)


def answer(code: str, status: int) -> ClientError:
    response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "SendEmail")  # type: ignore[arg-type]


def test_a_mail_asked_for_twice_goes_out_once(identity: None) -> None:
    first = deliveries.deliver(outbound("one"), MAIL)

    assert deliveries.deliver(outbound("two"), MAIL) == first
    assert sent() == 1


def test_a_throttled_mail_goes_out_at_the_next_try(
    identity: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, answer("TooManyRequestsException", 429), after_sending=False)
    with pytest.raises(TransientError):
        deliveries.deliver(outbound("one"), MAIL)

    assert deliveries.deliver(outbound("two"), MAIL)
    assert sent() == 1


def test_after_a_lost_answer_the_receipt_is_enough(
    identity: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, ReadTimeoutError(endpoint_url="ses"), after_sending=True)
    with pytest.raises(TransientError):
        deliveries.deliver(outbound("one"), MAIL)
    deliveries.confirm(TABLE, RECEIPT)

    assert deliveries.deliver(outbound("two"), MAIL) == "m1"
    assert deliveries.deliver(outbound("three"), MAIL) == "m1"
    assert sent() == 1


def test_without_a_receipt_it_waits_once_and_then_sends_again(
    identity: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, answer("InternalFailure", 500), after_sending=False)
    with pytest.raises(TransientError):
        deliveries.deliver(outbound("one"), MAIL)
    with pytest.raises(TransientError, match="waiting for its receipt"):
        deliveries.deliver(outbound("two"), MAIL)

    assert deliveries.deliver(outbound("three"), MAIL)
    assert sent() == 1


def test_an_address_ses_rejects_is_refused(identity: None, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble(monkeypatch, answer("MessageRejected", 400), after_sending=False)

    with pytest.raises(RefusedError, match="MessageRejected"):
        deliveries.deliver(outbound("one"), MAIL)

    assert deliveries.deliver(outbound("two"), MAIL)
    assert sent() == 1


def test_a_receipt_that_comes_first_is_not_lost(
    identity: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, ReadTimeoutError(endpoint_url="ses"), after_sending=True)
    deliveries.confirm(TABLE, RECEIPT)
    with pytest.raises(TransientError):
        deliveries.deliver(outbound("one"), MAIL)

    assert deliveries.deliver(outbound("two"), MAIL) == "m1"
    assert sent() == 1


def test_a_receipt_of_an_earlier_attempt_comes_in_time_for_the_second(
    identity: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, ReadTimeoutError(endpoint_url="ses"), after_sending=True)
    for writer in ("one", "two"):
        with pytest.raises(TransientError):
            deliveries.deliver(outbound(writer), MAIL)
    deliveries.confirm(TABLE, RECEIPT)

    assert deliveries.deliver(outbound("three"), MAIL) == "m1"
    assert sent() == 1


def test_delivery_and_receipt_are_forgotten_after_the_meeting_is(
    identity: None, ledger_table: Any
) -> None:
    deliveries.deliver(outbound("one"), MAIL)
    deliveries.confirm(TABLE, RECEIPT)

    assert [item["expires_at"] for item in ledger_table.scan()["Items"]] == [FORGOTTEN, FORGOTTEN]

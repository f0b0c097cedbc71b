"""E-mail through SES, one attempt a call: whoever calls knows what a lost answer means."""

from typing import TYPE_CHECKING

from nightshift.adapters.aws import Actions, client, code, translated
from nightshift.domain.meetings.email import Email

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

ACTIONS: Actions = {"send": frozenset({"ses:SendEmail"})}
DELIVERY_TAG = "nightshift-delivery"
THROTTLES = frozenset({"TooManyRequestsException", "ThrottlingException", "LimitExceededException"})


class NotSentError(Exception):
    """SES surely did not take the mail; for `deliveries`, which makes it a TransientError."""


def send(email: Email, *, configuration_set: str, delivery: str) -> str:
    """Return SES's message id.

    Raises:
        NotSentError: throttled.
        TransientError: no answer, or a failure inside SES: it may have been sent.
        RefusedError: rejected (address not verified, sending paused, access denied).
    """
    from botocore.exceptions import ClientError

    with translated("e-mail"):
        try:
            answer = client("sesv2", attempts=1).send_email(
                FromEmailAddress=email.sender,
                Destination={"ToAddresses": list(email.recipients)},
                Content={
                    "Simple": {
                        "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": email.text, "Charset": "UTF-8"},
                            "Html": {"Data": email.html, "Charset": "UTF-8"},
                        },
                    }
                },
                EmailTags=[{"Name": DELIVERY_TAG, "Value": delivery}],
                ConfigurationSetName=configuration_set,
            )
        except ClientError as problem:
            _raise_if_not_sent(problem)
            raise
        return str(answer["MessageId"])


def _raise_if_not_sent(problem: "ClientError") -> None:
    if code(problem) in THROTTLES:
        raise NotSentError(f"e-mail: {problem}") from problem

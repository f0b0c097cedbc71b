"""Accept mails: check the sender, put them into the outbox, announce them."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from localcloud.answers import Answer, result
from localcloud.api_call import ApiCall
from localcloud.mail import events, messages
from localcloud.mail.configuration_sets import ConfigurationSets
from localcloud.mail.events import Sent
from localcloud.mail.identities import Identities

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class PostOffice:
    """Answer the send operations of both SES APIs."""

    def __init__(self, cloud: "Cloud", identities: Identities, sets: ConfigurationSets) -> None:
        self._cloud, self._identities, self._sets = cloud, identities, sets

    def install(self) -> None:
        """Answer them instead of moto."""
        for model, operation in messages.SENDING:
            self._cloud.gateway.replace(model, operation, self._send)
        for model, operation in messages.FROM_TEMPLATES:
            self._cloud.gateway.replace(model, operation, messages.refuse_template)

    def _send(self, call: ApiCall) -> Answer:
        message = messages.read(call)
        identity = self._identities.of(message.sender_address, call.region)
        configuration_set = message.configuration_set or identity.configuration_set_name
        self._sets.check(configuration_set, call.region)
        sent = Sent(
            message=message,
            message_id=_message_id(self._cloud.clock.now()),
            at=self._cloud.clock.now(),
            identity=identity.email_identity,
            configuration_set=configuration_set,
            operation=call.operation,
            caller=self._cloud.iam.principal(call).name,
            account=self._cloud.account,
            region=call.region,
        )
        self._deliver(sent)
        self._announce(sent)
        return result(call, {"MessageId": sent.message_id})

    def _deliver(self, sent: Sent) -> None:
        message = sent.message
        # GetSendQuota and GetSendStatistics count what moto's backend says.
        self._identities.backend(sent.region).sent_message_count += len(message.recipients)
        copies = {"cc": message.cc, "bcc": message.bcc, "reply_to": message.reply_to}
        self._cloud.outbox.add(
            {
                "channel": "email",
                "at": sent.at.isoformat(timespec="milliseconds"),
                "from": message.sender,
                "to": message.to,
                **{name: people for name, people in copies.items() if people},
                "subject": message.subject,
                "body": message.text,
                "html": message.html,
                "tags": message.tags,
                "message_id": sent.message_id,
            }
        )

    def _announce(self, sent: Sent) -> None:
        for kind in events.KINDS:
            if self._sets.publishes(sent.configuration_set, sent.region, kind.event_type):
                self._cloud.events.emit(
                    "aws.ses",
                    kind.detail_type,
                    events.detail(kind, sent),
                    resources=[sent.arn(f"configuration-set/{sent.configuration_set}")],
                    region=sent.region,
                )


def _message_id(now: datetime) -> str:
    """Return an id in the form of SES's: time, random, and a counter that is always zero."""
    return f"{int(now.timestamp() * 1000):016x}-{uuid.uuid4()}-000000"

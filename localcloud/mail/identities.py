"""Identities: who may send. Here one is verified as soon as it is created.

On AWS a domain waits for its DNS records and an address for a click in a mail; neither has anybody
to wait for here.
"""

from typing import TYPE_CHECKING, Any

from moto.ses.models import SESBackend, ses_backends

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.gateway import dispatch_to_moto

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class Identities:
    """The identities of an account, which moto keeps."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud

    def install(self) -> None:
        """Correct moto where it differs from SES."""
        replace = self._cloud.gateway.replace
        replace("sesv2", "CreateEmailIdentity", self._create)
        replace("sesv2", "DeleteEmailIdentity", self._delete)
        # moto deletes an address whose domain is verified by raising KeyError.
        SESBackend.delete_identity = _forget

    def backend(self, region: str) -> Any:
        """Return moto's backend of a region."""
        return ses_backends[self._cloud.account][region]

    def of(self, address: str, region: str) -> Any:
        """Return the identity that may send as `address`: itself, its domain or a parent domain.

        Raises:
            AwsError: MessageRejected, there is none.
        """
        known = {name.lower(): found for name, found in self._known(region).items()}
        domain = address.rpartition("@")[2].lower()
        parents = [domain.split(".", skipped)[-1] for skipped in range(domain.count("."))]
        for name in (address.lower(), *parents):
            if name in known:
                return known[name]
        raise AwsError(
            "MessageRejected",
            "Email address is not verified. The following identities failed the check in region "
            f"{region.upper()}: {address}",
        )

    def _known(self, region: str) -> dict[str, Any]:
        return dict(self.backend(region).email_identities)

    def _create(self, call: ApiCall) -> Answer:
        name = call.params["EmailIdentity"]
        if name in self._known(call.region):
            raise AwsError("AlreadyExistsException", f"Email identity {name} already exist.")
        answer = dispatch_to_moto(call)
        created = self._known(call.region).get(name)
        if created is not None:
            created.verified_for_sending_status = True
        return answer

    def _delete(self, call: ApiCall) -> Answer | None:
        name = call.params["EmailIdentity"]
        if name not in self._known(call.region):
            raise AwsError("NotFoundException", f"Email identity {name} does not exist.", 404)
        return None


def _forget(self: SESBackend, identity: str) -> None:
    self.email_identities.pop(identity, None)

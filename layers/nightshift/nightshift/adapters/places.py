"""Clients for a place: our own account, or a spoke's role assumed with its external id."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from typing import Any

from nightshift.adapters import aws
from nightshift.adapters.aws import Actions, translated
from nightshift.domain.errors import RefusedError
from nightshift.domain.reconcile.resources import Place

ACTIONS: Actions = {"clients": frozenset({"sts:AssumeRole"}), "now": frozenset()}
SESSION = "nightshift"  # the name CloudTrail of the spoke shows
# Of one call. CloudWatch takes 3 PutMetricAlarm a second and account (CloudWatch service quotas,
# read 2026-11-20): with botocore's backoff of up to 20 s, ten tries outlast every queue before us.
PATIENT_ATTEMPTS = 10
Clients = Callable[..., Any]  # (service, region=the place's) -> boto3 client


def clients(place: Place) -> Clients:
    """Return what hands out the clients of a place.

    Raises:
        RefusedError: its role may not be assumed; the message names the place and the fix.
        TransientError: throttled, or no answer.
    """
    session = _session(place) if place.role_arn else None
    return partial(aws.client, attempts=PATIENT_ATTEMPTS, session=session, region=place.region)


@cache
def _session(place: Place) -> Any:
    """Return a session under the place's role, which renews itself."""
    import boto3

    from nightshift.adapters import sessions

    inner = sessions.made()
    inner.register_component("credential_provider", _resolver(place))
    _checked(place, inner)
    return boto3.Session(botocore_session=inner, region_name=place.region)


def _resolver(place: Place) -> Any:
    """Return what gives botocore the role's credentials, and renews them before they end."""
    from botocore.credentials import (
        AssumeRoleCredentialFetcher,
        CredentialProvider,
        CredentialResolver,
        DeferredRefreshableCredentials,
    )

    from nightshift.adapters import sessions

    ours = sessions.made()
    fetcher = AssumeRoleCredentialFetcher(
        # The place's own STS: it works when another region's does not.
        client_creator=partial(ours.create_client, region_name=place.region),
        source_credentials=ours.get_credentials(),
        role_arn=str(place.role_arn),
        extra_args={"RoleSessionName": SESSION}
        | ({"ExternalId": place.external_id} if place.external_id else {}),
    )

    class Assumed(CredentialProvider):
        METHOD = "assume-role"

        def load(self) -> Any:
            return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)

    return CredentialResolver([Assumed()])


def _checked(place: Place, session: Any) -> None:
    """Assume the role now, so that a refusal is told as one about the place."""
    from botocore.exceptions import ClientError

    with translated(f"{place}: {place.role_arn}"):
        try:
            session.get_credentials().get_frozen_credentials()
        except ClientError as problem:
            if aws.is_transient(problem):
                raise
            raise RefusedError(
                f"{place}: the role {place.role_arn} does not exist, is not tagged as a spoke of "
                "this stack, or does not trust it with the manifest's external_id; "
                f"see docs/spokes.md ({aws.code(problem)})"
            ) from problem


def now(place: Place) -> datetime:
    """Return the instant of AWS's clock there: a call's event need not carry one.

    Raises:
        TransientError: no answer.
    """
    with translated(str(place)):
        answer = clients(place)("sts").get_caller_identity()  # needs no permission
    return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])

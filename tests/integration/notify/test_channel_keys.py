"""What is kept where an address should be is named, and never shown."""

import boto3
import pytest

from nightshift.adapters.notify import ways
from nightshift.domain.notifications.routing import Timing, Way
from tests.integration.notify.conftest import CANARY, Town
from tests.integration.notify.test_delivering import notice


@pytest.mark.parametrize(
    "kept", ["http://hooks.slack.com/x", "not a url", "https://[", "ftp://x/y"]
)
def test_an_address_that_is_not_https_is_refused(town: Town, kept: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="onno/slack", SecretString=kept)

    outcome = ways.along(Way("slack", Timing.NOW), notice(), town.desk())

    assert "the address that is kept" in str(outcome.why)
    assert kept not in str(outcome.why)


def test_a_secret_of_another_kind_is_a_failed_channel_and_not_a_lost_message(town: Town) -> None:
    secrets = boto3.client("secretsmanager")
    secrets.delete_secret(SecretId="onno/slack", ForceDeleteWithoutRecovery=True)
    missing = ways.along(Way("slack", Timing.NOW), notice("n1"), town.desk("w1"))
    secrets.create_secret(Name="onno/slack", SecretBinary=CANARY.encode())

    binary = ways.along(Way("slack", Timing.NOW), notice("n2"), town.desk("w2"))

    assert missing.why == "secret onno/slack cannot be read: ResourceNotFoundException"
    assert binary.why == "secret onno/slack is kept as binary, not as text"

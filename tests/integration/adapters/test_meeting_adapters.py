"""Transcripts, artefacts, secrets, executions and manifests: found, missing, refused."""

from typing import Any

import boto3
import pytest

from nightshift.adapters import artefacts, executions, manifests, providers, secrets, transcripts
from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.request import Location
from tests.integration.conftest import ARTEFACTS, REGION, TRANSCRIPTS

MACHINE = "arn:aws:states:ap-northeast-2:123456789012:stateMachine:m"


def test_a_transcript_is_read_whole(buckets: Any) -> None:
    buckets.put_object(Bucket=TRANSCRIPTS, Key="k", Body=b"{}")

    assert transcripts.read(Location(bucket=TRANSCRIPTS, key="k")) == b"{}"


@pytest.mark.parametrize(
    ("bucket", "key", "field"),
    [(TRANSCRIPTS, "nobody", "transcript.key"), ("no-such-bucket", "k", "transcript.bucket")],
)
def test_a_missing_transcript_is_refused_by_field(
    buckets: Any, bucket: str, key: str, field: str
) -> None:
    with pytest.raises(RefusedError, match=field):
        transcripts.read(Location(bucket=bucket, key=key))


def test_an_empty_transcript_is_refused(buckets: Any) -> None:
    buckets.put_object(Bucket=TRANSCRIPTS, Key="k", Body=b"")

    with pytest.raises(RefusedError, match="is empty"):
        transcripts.read(Location(bucket=TRANSCRIPTS, key="k"))


def test_another_refusal_of_s3_keeps_its_name(buckets: Any) -> None:
    buckets.put_object(Bucket=TRANSCRIPTS, Key="k", Body=b"{}", StorageClass="GLACIER")

    with pytest.raises(RefusedError, match="InvalidObjectState"):
        transcripts.read(Location(bucket=TRANSCRIPTS, key="k"))


def test_an_artefact_comes_back_as_it_was_written(buckets: Any) -> None:
    artefacts.write(ARTEFACTS, "meetings/k.json", {"text": "회의"})

    assert artefacts.read(ARTEFACTS, "meetings/k.json") == {"text": "회의"}


def test_a_secret_has_its_value_and_a_missing_one_is_refused(account: None) -> None:
    boto3.client("secretsmanager").create_secret(Name="onno/db-url", SecretString="postgresql://")

    assert secrets.value("onno/db-url") == "postgresql://"
    with pytest.raises(RefusedError, match="secret onno/nothing"):
        secrets.value("onno/nothing")


def test_an_execution_nobody_knows_does_not_run(account: None) -> None:
    states = boto3.client("stepfunctions", region_name=REGION)
    role = "arn:aws:iam::123456789012:role/r"
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    machine = states.create_state_machine(name="m", definition=definition, roleArn=role)
    started = states.start_execution(stateMachineArn=machine["stateMachineArn"])

    assert executions.is_running(started["executionArn"])
    assert not executions.is_running(f"{MACHINE.replace('stateMachine', 'execution')}:nobody")


def test_every_manifest_that_ships_is_valid() -> None:
    assert [manifests.get(name).name for name in manifests.names()] == manifests.names()


def test_an_unknown_workload_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RefusedError, match=r"'nobody' is not known; known: .*onno-prod"):
        manifests.meetings("nobody")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: [", "not YAML"),
        ("name: onno-prod", "product: is required"),
        ("- a", "is not a mapping"),
    ],
)
def test_a_broken_manifest_is_refused_by_file_and_field(text: str, sentence: str) -> None:
    with pytest.raises(RefusedError, match=rf"onno-prod\.yaml:1: .*{sentence}"):
        manifests.read(text, "onno-prod.yaml")


MINIMAL = """
name: other
product: o
environment: dev
account: "123456789012"
region: ap-northeast-2
timezone: {zone}
"""


def test_a_manifest_is_named_after_its_file_and_lives_in_a_real_zone() -> None:
    with pytest.raises(RefusedError, match="name: 'other' is not the file's name"):
        manifests.read(MINIMAL.format(zone="Asia/Seoul"), "onno-prod.yaml")
    with pytest.raises(RefusedError, match=r"timezone: 'Asia/Soul' .* e\.g\. Asia/Seoul"):
        manifests.read(MINIMAL.format(zone="Asia/Soul"), "other.yaml")


def test_an_address_nobody_can_be_mailed_at_is_found_before_the_first_meeting() -> None:
    meetings = "meetings: {database_secret: s, email_from: x, email_identity: y, "
    text = MINIMAL.format(zone="Asia/Seoul") + meetings + "email_fallback: [team]}"

    with pytest.raises(RefusedError, match=r"meetings\.email_fallback\[0\]: .* an e-mail"):
        manifests.read(text, "other.yaml")


def test_a_manifest_has_its_zone() -> None:
    manifest = manifests.read(MINIMAL.format(zone="Asia/Seoul"), "other.yaml")

    assert manifest.zone.key == "Asia/Seoul"


def test_the_embedded_provider_is_there_and_no_other() -> None:
    assert providers.get("embedded").embedding_id.startswith("embedded::")
    with pytest.raises(ValueError, match="known: embedded"):
        providers.get("crystal-ball")

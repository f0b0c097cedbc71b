"""AWS in this process (moto), for one adapter or one handler at a time."""

from collections.abc import Iterator
from typing import Any, Literal

import boto3
import pytest
from moto import mock_aws

from nightshift.adapters import aws
from nightshift.runtime.settings import settings

REGION: Literal["ap-northeast-2"] = "ap-northeast-2"
TABLE = "nightshift-ledger"
ARTEFACTS = "nightshift-artefacts"
TRANSCRIPTS = "onno-transcripts-prod"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give an empty account, and a function's environment."""
    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "NIGHTSHIFT_STAGE": "dev",
        "NIGHTSHIFT_LEDGER_TABLE": TABLE,
        "NIGHTSHIFT_ARTEFACTS_BUCKET": ARTEFACTS,
        "NIGHTSHIFT_EMAIL_CONFIGURATION_SET": "nightshift",
        "POWERTOOLS_METRICS_NAMESPACE": "Nightshift",
        "POWERTOOLS_SERVICE_NAME": "nightshift",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        _forget()
        yield
    _forget()


def _forget() -> None:
    aws.client.cache_clear()
    settings.cache_clear()


@pytest.fixture
def ledger_table(account: None) -> Any:
    """Give the ledger, empty."""
    boto3.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    return boto3.resource("dynamodb").Table(TABLE)


@pytest.fixture
def buckets(account: None) -> Any:
    """Give the artefacts' bucket and the workload's transcripts bucket, empty; return S3."""
    s3 = boto3.client("s3")
    for name in (ARTEFACTS, TRANSCRIPTS):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return s3

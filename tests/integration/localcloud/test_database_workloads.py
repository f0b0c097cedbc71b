"""A workload's resources are there as its manifest declares them."""

import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from localcloud import workloads
from nightshift.adapters import manifests
from nightshift.adapters.postgres import address
from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from tests.cloud_process import ROOT, CloudProcess


@pytest.fixture(scope="module")
def product(cloud: CloudProcess, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the project's own manifest under another product's name."""
    name = f"p{uuid.uuid4().hex[:8]}"
    text = (ROOT / "workloads" / "onno-prod.yaml").read_text().replace("onno", name)
    folder = tmp_path_factory.mktemp("workloads")
    (folder / f"{name}-prod.yaml").write_text(text)

    workloads.create(cloud, folder)

    return name


@pytest.fixture(scope="module")
def manifest(product: str) -> Manifest:
    text = (ROOT / "workloads" / "onno-prod.yaml").read_text().replace("onno", product)
    return manifests.read(text, f"{product}-prod.yaml")


def tags_of(found: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in found}


def test_buckets_are_private_encrypted_and_tagged(
    cloud: CloudProcess, product: str, manifest: Manifest
) -> None:
    s3: Any = cloud.client("s3")
    for bucket in manifest.buckets:
        versioning = s3.get_bucket_versioning(Bucket=bucket.name).get("Status") == "Enabled"
        assert versioning == bucket.versioning
        block = s3.get_public_access_block(Bucket=bucket.name)["PublicAccessBlockConfiguration"]
        assert all(block.values())
        encryption = s3.get_bucket_encryption(Bucket=bucket.name)
        rule = encryption["ServerSideEncryptionConfiguration"]["Rules"][0]
        used = rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
        assert used == bucket.encryption
        assert tags_of(s3.get_bucket_tagging(Bucket=bucket.name)["TagSet"]) == {
            "nightshift:workload": f"{product}-prod"
        }
    assert manifest.buckets


def test_the_database_secret_opens_the_database(cloud: CloudProcess, product: str) -> None:
    secret = cloud.client("secretsmanager").get_secret_value(SecretId=f"{product}/db-url")
    url = secret["SecretString"]

    assert url.startswith("postgresql://postgres:")
    assert url.endswith(f"/{product}?ssl=true")
    with psycopg.connect(address(url)) as connection:
        assert connection.execute("show max_connections").fetchone() == ("100",)


def test_every_other_secret_has_a_value_of_its_own(
    cloud: CloudProcess, product: str, manifest: Manifest
) -> None:
    secrets: Any = cloud.client("secretsmanager")
    found = [
        s
        for s in secrets.list_secrets(MaxResults=100)["SecretList"]
        if s["Name"].startswith(product)
    ]

    values = {secrets.get_secret_value(SecretId=s["Name"])["SecretString"] for s in found}
    assert {s["Name"] for s in found} >= {
        s.name for s in manifest.secrets if s.store == "secrets-manager"
    }
    assert len(values) == len(found)
    assert all(tags_of(s["Tags"])["nightshift:workload"] == f"{product}-prod" for s in found)


def test_the_workload_may_send_mail(cloud: CloudProcess, product: str) -> None:
    sent = cloud.client("sesv2").send_email(
        FromEmailAddress=f"Onno <meetings@{product}.app>",
        Destination={"ToAddresses": ["a@b.kr"]},
        Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "y"}}}},
    )

    assert sent["MessageId"]


def test_an_invalid_manifest_is_named(cloud: CloudProcess, tmp_path: Path) -> None:
    (tmp_path / "broken-dev.yaml").write_text("name: broken-dev\n")

    with pytest.raises(RefusedError, match=r"broken-dev\.yaml"):
        workloads.create(cloud, tmp_path)

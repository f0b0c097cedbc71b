"""A workload's resources are there as its manifest declares them."""

import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from localcloud import workloads
from nightshift.adapters.postgres import address
from nightshift.domain.errors import RefusedError
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


def tags_of(found: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in found}


def test_buckets_are_private_encrypted_and_tagged(cloud: CloudProcess, product: str) -> None:
    s3: Any = cloud.client("s3")
    for kind, versioning in (
        ("audio-files", None),
        ("user-uploads", "Enabled"),
        ("backups", "Enabled"),
    ):
        name = f"{product}-{kind}-prod"

        assert s3.get_bucket_versioning(Bucket=name).get("Status") == versioning
        block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        assert all(block.values())
        rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert tags_of(s3.get_bucket_tagging(Bucket=name)["TagSet"]) == {
            "nightshift:workload": f"{product}-prod"
        }


def test_the_database_secret_opens_the_database(cloud: CloudProcess, product: str) -> None:
    secret = cloud.client("secretsmanager").get_secret_value(SecretId=f"{product}/db-url")
    url = secret["SecretString"]

    assert url.startswith("postgresql://postgres:")
    assert url.endswith(f"/{product}?ssl=true")
    with psycopg.connect(address(url)) as connection:
        assert connection.execute("show max_connections").fetchone() == ("100",)


def test_every_other_secret_has_a_value_of_its_own(cloud: CloudProcess, product: str) -> None:
    secrets: Any = cloud.client("secretsmanager")
    found = [
        s
        for s in secrets.list_secrets(MaxResults=100)["SecretList"]
        if s["Name"].startswith(product)
    ]

    assert len({secrets.get_secret_value(SecretId=s["Name"])["SecretString"] for s in found}) == 6
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

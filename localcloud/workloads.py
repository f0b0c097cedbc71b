"""Create what a workload's own team has in its account: buckets, database, secrets, sender.

Nightshift never owns these (Terraform or CloudFormation does), so no template of ours has them.
They are made through the API, as the account's administrator, from what the manifests declare.
"""

import secrets
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from botocore.exceptions import ClientError

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.secrets import Secret
from nightshift.domain.manifest.storage import Bucket, Database

TAG = "nightshift:workload"
# The tag by which a team lets nightshift read a secret (template.yaml, PersistMeetingFunction).
READABLE = {"database-url": [{"Key": "nightshift:reads", "Value": "database-url"}]}
SECRET_BYTES = 32  # ON-I45: 256 bits


class WorkloadError(Exception):
    """A workload's resources could not be made; the text names the manifest and the reason."""


class Account(Protocol):
    """Whoever hands out clients that act as the administrator: a `Cloud`, or a test's."""

    def client(self, service: str, region: str) -> Any:
        """Return a boto3 client."""


def create(cloud: Account, manifests_dir: Path) -> None:
    """Create the resources of every manifest in the folder; a second time is an error.

    Raises:
        RefusedError: a manifest is not valid.
        WorkloadError: AWS refused something, or a secret is to hold the address of a database
            that the manifest does not have.
    """
    for path in sorted(manifests_dir.glob("*.yaml")):
        try:
            _create(cloud, manifests.read(path.read_text(encoding="utf-8"), path.name))
        except (ValueError, ClientError) as problem:
            raise WorkloadError(f"{path.name}: {problem}") from problem


def _create(cloud: Account, manifest: Manifest) -> None:
    url = _database(cloud, manifest, manifest.database) if manifest.database else None
    for bucket in manifest.buckets:
        _bucket(cloud.client("s3", manifest.region), manifest, bucket)
    for secret in manifest.secrets:
        cloud.client("secretsmanager", manifest.region).create_secret(
            Name=secret.name,
            SecretString=_value(manifest, secret, url),
            Tags=_tags(manifest) + READABLE.get(secret.kind, []),
        )
    if manifest.meetings:
        _sender(cloud.client("sesv2", manifest.region), manifest.meetings.email_identity)


def _database(cloud: Account, manifest: Manifest, database: Database) -> str:
    """Create the DB instance and return the master user's URL, as ON-I44 writes it."""
    rds = cloud.client("rds", manifest.region)
    parameters = f"{database.identifier}-parameters"
    rds.create_db_parameter_group(
        DBParameterGroupName=parameters,
        DBParameterGroupFamily=f"{database.engine}{database.engine_version.split('.')[0]}",
        Description=f"{manifest.name}: max_connections as declared",
        Tags=_tags(manifest),
    )
    rds.modify_db_parameter_group(
        DBParameterGroupName=parameters,
        Parameters=[
            {
                "ParameterName": "max_connections",
                "ParameterValue": str(database.max_connections),
                "ApplyMethod": "pending-reboot",
            }
        ],
    )
    password = secrets.token_urlsafe(SECRET_BYTES)
    endpoint = rds.create_db_instance(
        DBInstanceIdentifier=database.identifier,
        DBInstanceClass=database.instance_class,
        Engine=database.engine,
        EngineVersion=database.engine_version,
        AllocatedStorage=database.storage_gb,
        DBName=database.name,
        DBParameterGroupName=parameters,
        MasterUsername=database.user,
        MasterUserPassword=password,
        Tags=_tags(manifest),
    )["DBInstance"]["Endpoint"]
    place = f"{endpoint['Address']}:{endpoint['Port']}/{quote(database.name)}"
    return f"postgresql://{quote(database.user)}:{password}@{place}?ssl=true"


def _bucket(s3: Any, manifest: Manifest, bucket: Bucket) -> None:
    name = bucket.name
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": manifest.region})
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": bucket.encryption}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _tags(manifest)})


def _value(manifest: Manifest, secret: Secret, url: str | None) -> str:
    if secret.kind != "database-url":
        return secrets.token_urlsafe(SECRET_BYTES)
    if url is None:
        raise ValueError(f"{manifest.name}: secrets: {secret.name} needs `database:`")
    return url


def _sender(sesv2: Any, identity: str) -> None:
    pages = sesv2.list_email_identities(PageSize=1000)["EmailIdentities"]
    if identity not in {found["IdentityName"] for found in pages}:  # two workloads may share one
        sesv2.create_email_identity(EmailIdentity=identity)


def _tags(manifest: Manifest) -> list[dict[str, str]]:
    return [{"Key": TAG, "Value": manifest.name}]

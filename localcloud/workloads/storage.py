"""Log groups, which nobody has given a retention yet, and buckets."""

from typing import Any

from localcloud.workloads.team import Team
from nightshift.domain.manifest.storage import Bucket, Lifecycle

PRIVATE = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def log_groups(team: Team) -> None:
    """Create the log groups that are declared, and those that are only read from."""
    watch = team.manifest.watch
    declared = [group.name for group in watch.log_groups]
    names = dict.fromkeys([*declared, *(each.group for each in watch.filters)])
    for name in names:
        if team.first("log group", name):
            team.client("logs").create_log_group(logGroupName=name, tags=team.tags)


def buckets(team: Team) -> None:
    """Create the buckets; bucket names are the whole world's."""
    for bucket in team.manifest.buckets:
        if team.first("bucket", bucket.name):
            _bucket(team, team.client("s3"), bucket)


def _bucket(team: Team, s3: Any, bucket: Bucket) -> None:
    name, region = bucket.name, team.manifest.region
    # us-east-1 is the one region that must not be named (API_CreateBucket).
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **({} if region == "us-east-1" else place))
    if not bucket.public:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=PRIVATE)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": bucket.encryption}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.lifecycle:
        rules = [_rule(number, each) for number, each in enumerate(bucket.lifecycle, 1)]
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": team.listed_tags()})


def _rule(number: int, lifecycle: Lifecycle) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "ID": f"rule-{number}",
        "Status": "Enabled",
        "Filter": {"Prefix": lifecycle.prefix},
    }
    days, to = lifecycle.days, lifecycle.to
    if to == "delete" and lifecycle.noncurrent:
        rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
    elif to == "delete":
        rule["Expiration"] = {"Days": days}
    elif lifecycle.noncurrent:
        step = {"NoncurrentDays": days, "StorageClass": to}
        rule["NoncurrentVersionTransitions"] = [step]
    else:
        rule["Transitions"] = [{"Days": days, "StorageClass": to}]
    return rule

# ruff: noqa: ARG002 - kinds and extras share their signatures
"""AWS::S3::*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.kinds.kind import Kind, as_tags, unsupported
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

# Property -> (put, parameter, delete) of a bucket's sub-resource.
SETTINGS = {
    "BucketEncryption": (
        "PutBucketEncryption",
        "ServerSideEncryptionConfiguration",
        "DeleteBucketEncryption",
    ),
    "CorsConfiguration": ("PutBucketCors", "CORSConfiguration", "DeleteBucketCors"),
    "LifecycleConfiguration": (
        "PutBucketLifecycleConfiguration",
        "LifecycleConfiguration",
        "DeleteBucketLifecycle",
    ),
    "OwnershipControls": (
        "PutBucketOwnershipControls",
        "OwnershipControls",
        "DeleteBucketOwnershipControls",
    ),
    "PublicAccessBlockConfiguration": (
        "PutPublicAccessBlock",
        "PublicAccessBlockConfiguration",
        "DeletePublicAccessBlock",
    ),
    "WebsiteConfiguration": ("PutBucketWebsite", "WebsiteConfiguration", "DeleteBucketWebsite"),
}
SUSPENDED = {"Status": "Suspended"}


def _setting(name: str) -> Any:
    put, parameter, delete = SETTINGS[name]

    def extra(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
        bucket = facts["BucketName"]
        if new is None:
            scene.api.call("s3", delete, Bucket=bucket)
        else:
            value = TRANSLATIONS.get(name, dict)(new)
            scene.api.call("s3", put, Bucket=bucket, **{parameter: value})

    return extra


def _encryption(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Rules": [
            {
                ("ApplyServerSideEncryptionByDefault" if k.startswith("ServerSide") else k): v
                for k, v in rule.items()
            }
            for rule in value["ServerSideEncryptionConfiguration"]
        ]
    }


def _cors(value: Mapping[str, Any]) -> dict[str, Any]:
    names = {"MaxAge": "MaxAgeSeconds", "Id": "ID", "ExposedHeaders": "ExposeHeaders"}
    return {
        "CORSRules": [
            {names.get(key, key): item for key, item in rule.items()} for rule in value["CorsRules"]
        ]
    }


def _lifecycle(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]}


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return one rule; CloudFormation spreads over properties what the API nests."""
    rest = dict(rule)
    result: dict[str, Any] = {"Status": rest.pop("Status"), "ID": rest.pop("Id", "")}
    result["Filter"] = _filter(rest.pop("Prefix", ""), rest.pop("TagFilters", []))
    expiration = {
        "Days": rest.pop("ExpirationInDays", None),
        "Date": rest.pop("ExpirationDate", None),
        "ExpiredObjectDeleteMarker": rest.pop("ExpiredObjectDeleteMarker", None),
    }
    result["Expiration"] = {k: v for k, v in expiration.items() if v is not None}
    days = rest.pop("NoncurrentVersionExpirationInDays", None)
    noncurrent = rest.pop("NoncurrentVersionExpiration", {"NoncurrentDays": days} if days else {})
    result["NoncurrentVersionExpiration"] = noncurrent
    transitions = rest.pop("Transitions", [])
    result["Transitions"] = [
        {("Days" if k == "TransitionInDays" else k): v for k, v in transition.items()}
        for transition in transitions
    ]
    result["AbortIncompleteMultipartUpload"] = rest.pop("AbortIncompleteMultipartUpload", {})
    if rest:
        raise handler_failure(f"LifecycleConfiguration: {', '.join(sorted(rest))} is not known")
    return {key: item for key, item in result.items() if item or key in ("Filter", "Status")}


def _filter(prefix: str, tags: list[dict[str, str]]) -> dict[str, Any]:
    if not tags:
        return {"Prefix": prefix}
    if len(tags) == 1 and not prefix:
        return {"Tag": tags[0]}
    return {"And": {"Prefix": prefix, "Tags": tags}}


TRANSLATIONS: dict[str, Any] = {
    "BucketEncryption": _encryption,
    "CorsConfiguration": _cors,
    "LifecycleConfiguration": _lifecycle,
}


def _versioning(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    scene.api.call(
        "s3",
        "PutBucketVersioning",
        Bucket=facts["BucketName"],
        VersioningConfiguration=new or SUSPENDED,
    )


def _notifications(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    new = new or {}
    names = {
        "TopicConfigurations": ("Topic", "TopicArn"),
        "QueueConfigurations": ("Queue", "QueueArn"),
        "LambdaConfigurations": ("Function", "LambdaFunctionArn"),
    }
    wanted: dict[str, Any] = {}
    for section, (key, parameter) in names.items():
        target = section.replace("Lambda", "LambdaFunction")
        wanted[target] = [_notification(entry, key, parameter) for entry in new.get(section, ())]
    if new.get("EventBridgeConfiguration"):
        wanted["EventBridgeConfiguration"] = {}
    scene.api.call(
        "s3",
        "PutBucketNotificationConfiguration",
        Bucket=facts["BucketName"],
        NotificationConfiguration={k: v for k, v in wanted.items() if v or v == {}},
    )


def _notification(entry: Mapping[str, Any], key: str, parameter: str) -> dict[str, Any]:
    result = {parameter: entry[key], "Events": [entry["Event"]]}
    if "Filter" in entry:
        result["Filter"] = {"Key": {"FilterRules": entry["Filter"]["S3Key"]["Rules"]}}
    return result


def _tags(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    if old is None:  # later changes come through `retag`
        _put_tags(scene, facts["BucketName"], as_tags(new))


def _put_tags(scene: Scene, bucket: str, tags: dict[str, str]) -> None:
    tag_set = [{"Key": key, "Value": value} for key, value in tags.items()]
    scene.api.call("s3", "PutBucketTagging", Bucket=bucket, Tagging={"TagSet": tag_set})


@dataclass(frozen=True)
class BucketKind(Kind):
    """AWS::S3::Bucket."""

    def new_name(self, scene: Scene, properties: Properties) -> str:
        """Return a made-up name, lower case."""
        return scene.name(63).lower()

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        rest = set(properties) - {*self.extras, "BucketName", "ObjectLockEnabled"}
        if rest:
            raise unsupported(self.type, rest)
        place = None if scene.region == "us-east-1" else {"LocationConstraint": scene.region}
        bucket = properties["BucketName"]
        scene.api.call(
            "s3",
            "CreateBucket",
            Bucket=bucket,
            CreateBucketConfiguration=place,
            ObjectLockEnabledForBucket=properties.get("ObjectLockEnabled"),
        )
        return {}

    def retag(self, scene: Scene, made: Made, old: dict[str, str], new: dict[str, str]) -> None:
        """Replace the tag set."""
        if old != new:
            _put_tags(scene, made.facts["BucketName"], new)


POLICY = {"Bucket": "Bucket"}
KINDS = (
    BucketKind(
        "AWS::S3::Bucket",
        "s3",
        create="CreateBucket",
        name="BucketName",
        ref="BucketName",
        attributes={
            "Arn": "join('', ['arn:aws:s3:::', BucketName])",
            "DomainName": "join('', [BucketName, '.s3.amazonaws.com'])",
            "RegionalDomainName": "join('', [BucketName, '.s3.', region, '.amazonaws.com'])",
            "WebsiteURL": "join('', ['http://', BucketName, '.s3-website.', region, "
            "'.amazonaws.com'])",
        },
        extras={
            "Tags": _tags,
            "VersioningConfiguration": _versioning,
            "NotificationConfiguration": _notifications,
            **{name: _setting(name) for name in SETTINGS},
        },
        delete="DeleteBucket",
        delete_key={"Bucket": "BucketName"},
        system_tags=False,
    ),
    Kind(
        "AWS::S3::BucketPolicy",
        "s3",
        create="PutBucketPolicy",
        rename={"PolicyDocument": "Policy"},
        ref="Bucket",
        update="PutBucketPolicy",
        delete="DeleteBucketPolicy",
        delete_key=POLICY,
    ),
)

"""Transcripts as the applications wrote them, in buckets that are theirs."""

from nightshift.adapters.aws import Actions, client, code, translated
from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.request import Location
from nightshift.domain.meetings.transcripts import refuse_size

ACTIONS: Actions = {"read": frozenset({"s3:GetObject"})}
# Without s3:ListBucket, S3 answers AccessDenied for a key that is not there (API_GetObject).
ABSENT = frozenset({"NoSuchKey", "NoSuchBucket", "AccessDenied", "403", "404", "InvalidBucketName"})


def read(location: Location) -> bytes:
    """Return the object's bytes, at most `transcripts.TRANSCRIPT_LIMIT_BYTES`.

    Raises:
        RefusedError: no such bucket or key, not readable for us, empty, or too large.
        TransientError: throttled, or no answer.
    """
    from botocore.exceptions import ClientError

    where = f"s3://{location.bucket}/{location.key}"
    with translated(where):
        try:
            found = client("s3").get_object(Bucket=location.bucket, Key=location.key)
        except ClientError as problem:
            if code(problem) in ABSENT:
                raise RefusedError(_absent(location, code(problem))) from problem
            raise
        refuse_size(found["ContentLength"], where)
        return bytes(found["Body"].read())


def _absent(location: Location, reason: str) -> str:
    field = "bucket" if reason in ("NoSuchBucket", "InvalidBucketName") else "key"
    return (
        f"transcript.{field}: s3://{location.bucket}/{location.key} is not there or nightshift may "
        f"not read it ({reason}); check bucket and key, and the stack's parameter TranscriptBuckets"
    )

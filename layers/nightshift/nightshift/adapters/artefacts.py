"""What the pipeline makes, as JSON documents in the stack's own bucket."""

import json
from typing import Any

from nightshift.adapters.aws import Actions, client, translated

ACTIONS: Actions = {
    "read": frozenset({"s3:GetObject"}),
    "write": frozenset({"s3:PutObject"}),
}


def read(bucket: str, key: str) -> Any:
    """Return the document.

    Raises:
        RefusedError: it is not there.
        TransientError: throttled, or no answer.
    """
    with translated(f"s3://{bucket}/{key}"):
        return json.loads(client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())


def write(bucket: str, key: str, document: Any) -> str:
    """Write the document and return its key; the same key again replaces it.

    Raises:
        RefusedError: access denied, or no such bucket.
        TransientError: throttled, or no answer.
    """
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    with translated(f"s3://{bucket}/{key}"):
        client("s3").put_object(
            Bucket=bucket, Key=key, Body=body, ContentType="application/json; charset=utf-8"
        )
    return key

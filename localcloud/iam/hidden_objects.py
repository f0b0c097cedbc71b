"""S3 tells only those who may list a bucket that an object is missing.

API_GetObject and API_HeadObject, "Permissions" (read 2026-11-20): without s3:ListBucket the answer
for a missing object is 403, not 404. Code that relies on NoSuchKey would fail only on AWS.
"""

from localcloud import answers
from localcloud.answers import Answer
from localcloud.api_call import ApiCall
from localcloud.iam import denials
from localcloud.iam.enforcement import Iam

READS = ("GetObject", "HeadObject")
NOT_FOUND = 404


class HiddenObjects:
    """An after hook of the gateway."""

    def __init__(self, iam: Iam) -> None:
        self._iam = iam

    def __call__(self, call: ApiCall, answer: Answer) -> None:
        """Turn 404 into 403 where the caller may not list the bucket."""
        if answer.status != NOT_FOUND or call.model != "s3" or call.operation not in READS:
            return
        if b"<Code>NoSuchBucket</Code>" in answer.body:  # that a bucket is missing is no secret
            return
        principal = self._iam.principal(call)
        if principal.is_admin:
            return
        needed = ("s3:ListBucket", f"arn:aws:s3:::{call.params['Bucket']}")
        reason = self._iam.refusal(call, principal, needed)
        if reason is None:
            return
        denied = answers.error(call, denials.refusal(call, principal, needed, reason))
        answer.status, answer.headers = denied.status, denied.headers
        answer.body = b"" if call.operation == "HeadObject" else denied.body

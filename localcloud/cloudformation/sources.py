"""Where a request takes its template and its parameters from."""

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from localcloud.cloudformation.api import Api
from localcloud.cloudformation.errors import ResourceFailedError, ValidationError
from localcloud.cloudformation.stack import Version

BODY_LIMIT = 51_200  # bytes; CloudFormation quotas, "Template body size in a request"
URL_LIMIT = 1_048_576  # bytes; "Template body size in an Amazon S3 object"


def body(api: Api, request: dict[str, Any], old: Version | None = None) -> str:
    """Return the template's text of a request.

    Raises:
        ValidationError: there is none, it is too big, or it is not where the request says.
    """
    if request.get("UsePreviousTemplate"):
        if old is None:
            raise ValidationError("There is no previous template to use.")
        return old.body
    if request.get("TemplateURL"):
        return _downloaded(api, str(request["TemplateURL"]))
    text = request.get("TemplateBody")
    if not text:
        raise ValidationError("Either Template URL or Template Body must be specified.")
    if len(text.encode()) > BODY_LIMIT:
        raise ValidationError(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {BODY_LIMIT}"
        )
    return str(text)


def _downloaded(api: Api, url: str) -> str:
    bucket, key, version = s3_address(url)
    try:
        answer = api.call("s3", "GetObject", Bucket=bucket, Key=key, VersionId=version)
    except ResourceFailedError as problem:
        raise ValidationError(f"S3 error: {problem} ({url})") from problem
    content = answer["Body"].read()
    if len(content) > URL_LIMIT:
        raise ValidationError(f"Template size limit of {URL_LIMIT} bytes exceeded: {url}")
    return str(content.decode())


def read_ssm(api: Api, name: str) -> str:
    """Return an SSM parameter's value.

    Raises:
        ValidationError: there is no such parameter.
    """
    try:
        return str(api.call("ssm", "GetParameter", Name=name)["Parameter"]["Value"])
    except ResourceFailedError as problem:
        raise ValidationError(
            f"Parameters [{name}] referenced by template have incorrect values: {problem}"
        ) from problem


def given(entries: list[dict[str, Any]], old: Version | None) -> dict[str, str]:
    """Return a request's parameters as text, previous values where it asks for them.

    Raises:
        ValidationError: a previous value that does not exist.
    """
    found = {}
    for entry in entries:
        name = str(entry["ParameterKey"])
        if entry.get("UsePreviousValue"):
            if old is None or name not in old.parameters:
                raise ValidationError(
                    f"Invalid input for parameter key {name}. Cannot specify "
                    "usePreviousValue as true for a parameter key not in the "
                    "previous template"
                )
            found[name] = old.parameters[name]
        else:
            found[name] = str(entry.get("ParameterValue", ""))
    return found


def s3_address(url: str) -> tuple[str, str, str | None]:
    """Return (bucket, key, version) of an S3 URL: s3://, path style or bucket in the host name."""
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    version = parse_qs(parts.query).get("versionId", [None])[0]
    if parts.scheme == "s3":
        return parts.netloc, path, version
    host = parts.hostname or ""
    found = re.match(r"(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com$", host)
    if found:
        return found.group(1), path, version
    bucket, _, key = path.partition("/")
    if not bucket or not key:
        raise ValidationError(f"TemplateURL must be a supported URL: {url}")
    return bucket, key, version

"""Read one HTTP request as the API call it is: service, operation, region, parameters, caller.

The credential scope of the signature says service and region, botocore's models (through moto's
routers and parsers) say the rest. Names: `service` is the IAM prefix (`states`, `ses`, `events`),
`model` the botocore service (`stepfunctions`, `sesv2`, `events`), `operation` the API operation
(`StartExecution`).
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from localcloud.moto_speed.requests import request as moto_request

CREDENTIAL = re.compile(r"Credential=([^/]+)/(\d+)/([^/]*)/([^/]+)/aws4_request")
ACCOUNT = "123456789012"  # whose calls these are unless the caller's account is another
MOTO_ACCOUNT = "x-moto-account-id"  # moto reads the account from this header
RPC_PATH = re.compile(r"/service/\w+/operation/(\w+)$")  # smithy-rpc-v2-cbor
# Signing name -> botocore service, where they differ.
MODELS = {
    "application-autoscaling": "application-autoscaling",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
SIGNING_HOSTS = {
    "ses": "email.{region}.amazonaws.com",
    "budgets": "budgets.amazonaws.com",
    "monitoring": "monitoring.{region}.amazonaws.com",
}


class Home(NamedTuple):
    """Where a caller's things are."""

    account: str
    region: str


@dataclass(slots=True, frozen=True)
class HttpRequest:
    """One request as it arrived."""

    method: str
    url: str  # absolute, percent-encoded
    headers: dict[str, str]
    body: bytes


@dataclass
class ApiCall:
    """One AWS API call. `params` follow the botocore input shape of the operation."""

    http: HttpRequest
    service: str  # IAM prefix
    model: str  # botocore service name
    region: str
    access_key: str
    notes: dict[str, Any] = field(default_factory=dict)  # what one hook tells a later one

    @property
    def account(self) -> str:
        """The caller's account; IAM has put another one than the usual into the headers."""
        return self.http.headers.get(MOTO_ACCOUNT, ACCOUNT)

    @property
    def home(self) -> Home:
        """The caller's account and the region that is called."""
        return Home(self.account, self.region)

    @cached_property
    def request(self) -> Request:
        """The request with the address AWS would have seen."""
        url = aws_url(self.http.url, self.service, self.region)
        headers = {k: v for k, v in self.http.headers.items() if k.lower() != "host"}
        headers["Host"] = urlsplit(url).netloc
        return moto_request(self.http.method, url, headers, self.http.body)

    @cached_property
    def _routed(self) -> tuple[str, dict[str, Any]]:
        target = self.header("x-amz-target")
        if target:
            return target.rpartition(".")[2], {}
        rpc = RPC_PATH.search(self.http.url)
        if rpc:
            return rpc.group(1), {}
        if self.model not in ("s3", "lambda", "sesv2", "scheduler"):
            action = self.request.values.get("Action")
            if action:
                return str(action), {}
        try:
            operation, labels = get_service_router(self.model).match(self.request)
        except (HTTPException, NotImplementedError):
            return "Unknown", {}
        return operation.name, labels

    @property
    def operation(self) -> str:
        """The operation's API name, `Unknown` where the request matches none."""
        return self._routed[0]

    @cached_property
    def params(self) -> dict[str, Any]:
        """The operation's parameters; {} where the operation is not known."""
        if self.operation == "Unknown":
            return {}
        if self.header("x-amz-target"):
            return json.loads(self.http.body or b"{}")  # type: ignore[no-any-return]
        service = get_service_model(self.model)
        parser = PROTOCOL_PARSERS[determine_request_protocol(service, self.request.content_type)]
        return dict(
            parser(service.operation_model(self.operation)).parse(
                {
                    "method": self.request.method,
                    "values": self.request.values,
                    "headers": self.request.headers,
                    "body": self.request.data,
                    "url_path": self.request.path,
                    "url_params": self._routed[1],
                }
            )
        )

    def header(self, name: str) -> str | None:
        """Return a request header, whatever its letter case."""
        return self._lowered.get(name.lower())

    @cached_property
    def _lowered(self) -> dict[str, str]:
        """The headers as they came, by names in small letters; the first of two counts."""
        return {name.lower(): value for name, value in reversed(self.http.headers.items())}


def read(http: HttpRequest) -> ApiCall:
    """Return the call that `http` makes; an unsigned one is read as S3 (presigned, or public)."""
    headers = {name.lower(): value for name, value in http.headers.items()}
    signature = headers.get("authorization", "") or _presigned(http.url)
    match = CREDENTIAL.search(signature)
    if match is None:
        return ApiCall(http, "s3", "s3", "us-east-1", "")
    access_key, _, region, signing = match.groups()
    target = headers.get("x-amz-target", "")
    return ApiCall(
        http, signing, botocore_model(signing, target, urlsplit(http.url).path), region, access_key
    )


def botocore_model(signing: str, target: str, path: str) -> str:
    """Return the botocore service of a signing name, e.g. `sesv2` for `ses` under /v2/."""
    if signing == "ses" and path.startswith("/v2/"):
        return "sesv2"
    if signing == "dynamodb" and target.startswith("DynamoDBStreams"):
        return "dynamodbstreams"
    return MODELS.get(signing, signing)


def _presigned(url: str) -> str:
    query = unquote(urlsplit(url).query)
    return query.replace("X-Amz-Credential=", "Credential=") if "X-Amz-Credential" in query else ""


@cache
def _host(service: str, region: str) -> str:
    return SIGNING_HOSTS.get(service, "{service}.{region}.amazonaws.com").format(
        service=service, region=region
    )


def aws_url(url: str, service: str, region: str) -> str:
    """Return `url` with the host AWS has for the service; a bucket in the host name stays there."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.endswith("amazonaws.com"):
        return url
    bucket = (
        host.removesuffix(".localhost") if service == "s3" and host.endswith(".localhost") else ""
    )
    prefix = f"{bucket}." if bucket else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{prefix}{_host(service, region)}{parts.path}{query}"

"""boto3 clients whose requests are answered in this process: the same door, no sockets.

A client of a role has that role's session credentials, so IAM, faults and the journal treat
its calls like any other's. A client without a role is the account's administrator.
"""

import io
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.config import Config
from botocore.endpoint import convert_to_response_dict
from botocore.exceptions import ReadTimeoutError

from localcloud.api_call import HttpRequest

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from localcloud.cloud import Cloud


class Clients:
    """Clients by (service, region, role, account), made once."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._clients: dict[tuple[str, str, str, str], Any] = {}
        self._lock = threading.Lock()  # boto3's sessions are not for several threads
        self._session = boto3.Session()

    def get(
        self,
        service: str,
        region: str | None = None,
        role_arn: str | None = None,
        account: str | None = None,
    ) -> Any:
        """Return a boto3 client; `role_arn` None is the administrator, of any account."""
        own = account in (None, self._cloud.account)
        key = (service, region or self._cloud.region, role_arn or "", "" if own else account or "")
        client = self._clients.get(key)
        if client is None:
            # Without the lock: credentials come by a call, and a call may ask for a client.
            credentials = self._credentials(role_arn, key[3])
            with self._lock:
                client = self._clients.get(key) or self._make(service, key[1], credentials)
                self._clients[key] = client
        return client

    def _credentials(self, role_arn: str | None, account: str) -> tuple[str, str, str | None]:
        """Return (access key, secret, token)."""
        if role_arn:
            return self._cloud.iam.credentials(role_arn, "localcloud")
        # Twelve digits are the administrator of that account (iam/principals.py).
        return account or "localcloud-admin", "localcloud", None

    def _make(self, service: str, region: str, credentials: tuple[str, str, str | None]) -> Any:
        access_key, secret, token = credentials
        client = self._session.client(
            service,  # type: ignore[call-overload]
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(
                parameter_validation=False,
                request_checksum_calculation="when_required",  # nothing is lost on the way
                s3={"addressing_style": "path"},
            ),
        )
        client._endpoint = _Door(self._cloud, client, access_key)
        client._user_agent_creator = _UserAgent()
        return client


class _Door:
    """What a client sends its requests to instead of botocore's endpoint: the gateway.

    Nobody listens, so no request is signed (the signature's scope says who calls what), and none is
    sent twice. Both are most of what a call through a network costs a client.
    """

    def __init__(self, cloud: "Cloud", client: Any, access_key: str) -> None:
        self._cloud = cloud
        self._access_key = access_key
        self._usual = client._endpoint
        self._signer = client._request_signer
        self._parser = client._response_parser

    def close(self) -> None:
        """Nothing is open."""

    def make_request(
        self, operation_model: "OperationModel", request_dict: dict[str, Any]
    ) -> tuple[AWSResponse, dict[str, Any]]:
        """Return the answer, as it came and as botocore reads it.

        Raises:
            ReadTimeoutError: the answer is lost.
        """
        url = request_dict["url"]
        headers = {name: _text(value) for name, value in request_dict["headers"].items()}
        headers["Authorization"] = self._authorization(request_dict["context"].get("signing", {}))
        answer = self._cloud.gateway.handle(
            HttpRequest(request_dict["method"], url, headers, _bytes(request_dict["body"]))
        )
        if answer.drop:
            raise ReadTimeoutError(endpoint_url=url)
        raw = _Raw(answer.body)
        http = AWSResponse(url, answer.status, HeadersDict(answer.headers), raw)  # type: ignore[arg-type]
        return http, self._parsed(http, operation_model)

    def _authorization(self, signing: dict[str, str]) -> str:
        region = signing.get("region") or self._signer.region_name
        name = signing.get("signing_name") or self._signer.signing_name
        return (
            f"AWS4-HMAC-SHA256 Credential={self._access_key}/20000101/{region}/{name}/aws4_request"
        )

    def _parsed(self, http: AWSResponse, operation: "OperationModel") -> dict[str, Any]:
        answer, own = convert_to_response_dict(http, operation), dict[str, Any]()
        service = operation.service_model.service_id.hyphenize()
        self._usual._event_emitter.emit(
            f"before-parse.{service}.{operation.name}",
            operation_model=operation,
            response_dict=answer,
            customized_response_dict=own,
        )
        parsed: dict[str, Any] = self._parser.parse(answer, operation.output_shape) | own
        if http.status_code >= 300:
            self._usual._add_modeled_error_fields(answer, parsed, operation, self._parser)
        return parsed


class _UserAgent:
    """What a client calls itself."""

    def to_string(self) -> str:
        return "localcloud"


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, dict):
        body = urlencode(body, doseq=True)
    return body.encode() if isinstance(body, str) else bytes(body or b"")

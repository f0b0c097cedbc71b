"""boto3 clients whose requests are answered in this process: the same door, no sockets.

A client of a role signs with that role's session credentials, so IAM, faults and the journal treat
its calls like any other's. A client without a role is the account's administrator.
"""

import io
import threading
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.httpchecksum import AwsChunkedWrapper

from localcloud.api_call import HttpRequest

if TYPE_CHECKING:
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
                retries={"total_max_attempts": 1},
                parameter_validation=False,
                s3={"addressing_style": "path"},
            ),
        )
        client.meta.events.register("before-send", self._answer)
        return client

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        body: Any = request.body or b""
        if isinstance(body, AwsChunkedWrapper) or hasattr(body, "read"):
            body = body.read()
        headers = {
            k: v.decode() if isinstance(v, bytes) else str(v) for k, v in request.headers.items()
        }
        answer = self._cloud.gateway.handle(
            HttpRequest(
                request.method,
                request.url,
                headers,
                body.encode() if isinstance(body, str) else body,
            )
        )
        if answer.drop:
            raise ReadTimeoutError(endpoint_url=request.url)
        return AWSResponse(request.url, answer.status, answer.headers, _Raw(answer.body))  # type: ignore[arg-type]


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()

"""The Invoke operation, answered directly: moto would start a container."""

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.lambdas.host import LambdaHost, prepare

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PATH = re.compile(r"/[\d-]+/functions/([^/]+)/(?:invocations|invoke-async)/?$")
KINDS = ("RequestResponse", "Event", "DryRun")


def install(cloud: "Cloud", host: LambdaHost) -> None:
    """Answer the operations that invoke."""
    api = _Invocations(host)
    cloud.gateway.replace("lambda", "Invoke", api.invoke)
    cloud.gateway.replace("lambda", "InvokeAsync", api.invoke_async)
    cloud.gateway.replace("lambda", "InvokeWithResponseStream", _refuse_stream)
    cloud.gateway.replace("lambda", "CreateFunction", _check_function)
    cloud.gateway.after(api.changed)


class _Invocations:
    def __init__(self, host: LambdaHost) -> None:
        self._host = host

    def invoke(self, call: ApiCall) -> Answer:
        """Answer Invoke."""
        kind = call.header("x-amz-invocation-type") or "RequestResponse"
        if kind not in KINDS:
            raise AwsError("ValidationException", f"InvocationType {kind!r} is not one of {KINDS}")
        name, qualifier = _target(call)
        function = self._host.find(name, qualifier, call.region)
        if kind == "DryRun":
            return Answer(204)
        context = call.header("x-amz-client-context")
        invocation = prepare(
            call.http.body,
            asynchronous=kind == "Event",
            trace_id=call.header("x-amzn-trace-id"),
            client_context=base64.b64decode(context).decode() if context else None,
        )
        if kind == "Event":
            self._host.submit(function, invocation)
            return Answer(202, {"x-amzn-RequestId": invocation.request_id})
        result, _ = self._host.run(function, invocation, caller_key=call.access_key)
        headers = {
            "Content-Type": "application/json",
            "X-Amz-Executed-Version": result.executed_version,
            "x-amzn-RequestId": result.request_id,
        }
        if result.error:
            headers["X-Amz-Function-Error"] = result.error
        if call.header("x-amz-log-type") == "Tail":
            headers["X-Amz-Log-Result"] = result.log_tail
        return Answer(200, headers, result.payload)

    def invoke_async(self, call: ApiCall) -> Answer:
        """Answer the deprecated InvokeAsync."""
        name, qualifier = _target(call)
        function = self._host.find(name, qualifier, call.region)
        self._host.submit(function, prepare(call.http.body, asynchronous=True))
        return Answer(202)

    def changed(self, call: ApiCall, answer: Answer) -> None:
        """Start the fork server with the first function, drop the workers of a deleted one."""
        if call.model != "lambda" or answer.status >= 400:
            return
        if call.operation == "CreateFunction":
            self._host.warm_up()
        elif call.operation == "DeleteFunction":
            self._host.drop(unquote(urlsplit(call.http.url).path.rpartition("/")[2]), call.region)


def _check_function(call: ApiCall) -> None:
    settings = json.loads(call.http.body)
    runtime = str(settings.get("Runtime", ""))
    if settings.get("PackageType", "Zip") != "Zip" or not runtime.startswith("python3."):
        raise AwsError(
            "InvalidParameterValueException",
            f"PackageType {settings.get('PackageType', 'Zip')}, runtime {runtime or 'none'}: "
            "the embedded cloud runs zip packages with a python3.x runtime",
        )


def _target(call: ApiCall) -> tuple[str, str | None]:
    parts = urlsplit(call.http.url)
    match = PATH.search(parts.path)
    if match is None:
        raise AwsError("ValidationException", f"{parts.path} names no function")
    qualifier = parse_qs(parts.query).get("Qualifier", [None])[0]
    return unquote(match[1]), qualifier


def _refuse_stream(_: ApiCall) -> Answer:
    raise AwsError(
        "NotImplemented", "InvokeWithResponseStream is not in the embedded cloud; use Invoke", 501
    )

"""What moto 5.2.5 gets wrong about Lambda, corrected; test_moto_faults_lambda.py shows each fault.

moto is process-wide, so are these; they speak to the cloud installed last.
"""

import json
from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.awslambda.models import EventInvokeConfig, LambdaBackend, LambdaFunction

if TYPE_CHECKING:
    from localcloud.lambdas.host import LambdaHost

# Settings that moto's function forgets, at creation or at an update: AWS name -> our attribute.
FORGOTTEN = {"DeadLetterConfig": "dead_letter_config", "LoggingConfig": "logging_config"}
NOT_UPDATED = {
    "Architectures": "architectures",
    "TracingConfig": "tracing_config",
    "KMSKeyArn": "kms_key_arn",
}
_host: "list[LambdaHost]" = []


def install(host: "LambdaHost") -> None:
    """Patch moto once, and let the patches speak to `host`."""
    if not _host:
        _patch_creation()
        _patch_update()
        _patch_invoke()
        _patch_event_invoke_config()
    _host[:] = [host]


def _patch_creation() -> None:
    create, describe = LambdaFunction.__init__, LambdaFunction.get_configuration

    @wraps(create)
    def __init__(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **kw: Any) -> None:  # noqa: N807
        create(self, account_id, spec, *args, **kw)
        for name, attribute in FORGOTTEN.items():
            setattr(self, attribute, spec.get(name))

    @wraps(describe)
    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = describe(self, on_create)
        logging = getattr(self, "logging_config", None) or {}
        defaults = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        found["LoggingConfig"] = defaults | logging
        dead_letter = getattr(self, "dead_letter_config", None)
        if dead_letter and dead_letter.get("TargetArn"):
            found["DeadLetterConfig"] = dead_letter
        return found

    LambdaFunction.__init__ = __init__
    LambdaFunction.get_configuration = get_configuration


def _patch_update() -> None:
    update = LambdaFunction.update_configuration

    @wraps(update)
    def update_configuration(self: Any, changes: dict[str, Any]) -> dict[str, Any]:
        for name, attribute in (FORGOTTEN | NOT_UPDATED).items():
            if changes.get(name) is not None:
                setattr(self, attribute, changes[name])
        if changes.get("EphemeralStorage"):
            self.ephemeral_storage = changes["EphemeralStorage"]["Size"]
        found: dict[str, Any] = update(self, changes)
        return found

    LambdaFunction.update_configuration = update_configuration


def _patch_invoke() -> None:
    # moto's services end here: SNS, S3 and log subscriptions invoke the function object (on AWS
    # asynchronously), Secrets Manager goes through the backend and waits.
    through_backend = LambdaBackend.invoke

    def invoke(
        self: Any, body: Any, request_headers: dict[str, str], response_headers: dict[str, str]
    ) -> bytes:
        payload = body if isinstance(body, bytes) else str(body or "{}").encode()
        kind = request_headers.get("x-amz-invocation-type", "Event")
        result = _host[0].invoke(self.function_arn, payload, asynchronous=kind == "Event")
        if result.error:
            response_headers["x-amz-function-error"] = result.error
        return result.payload

    @wraps(through_backend)
    def backend_invoke(self: Any, *args: Any, **kw: Any) -> Any:
        if "headers" in kw:
            kw["headers"] = {"x-amz-invocation-type": "RequestResponse"} | dict(kw["headers"])
        return through_backend(self, *args, **kw)

    LambdaFunction.invoke = invoke
    LambdaBackend.invoke = backend_invoke


def _patch_event_invoke_config() -> None:
    # moto appends each configuration and answers the first; an update forgets the other settings.
    def put(self: Any, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        function = self.get_function(function_name)
        made = EventInvokeConfig(function.function_arn, function.last_modified, config)
        function.event_invoke_config = [made]
        response: dict[str, Any] = made.response()
        return response

    def update(self: Any, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        configured = self.get_function(function_name).event_invoke_config
        before = json.loads(json.dumps(configured[-1].config)) if configured else {}
        return put(self, function_name, before | config)

    LambdaBackend.put_function_event_invoke_config = put
    LambdaBackend.update_function_event_invoke_config = update

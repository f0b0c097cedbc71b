"""Make a task's API call: under the machine's role, in AWS's casing, with AWS's error names."""

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils import (
    LambdaFunctionErrorException,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_aws_sdk as aws_sdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_events as events,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_factory as factory,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_sqs as sqs,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import (  # noqa: E501
    StateTaskService,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (  # noqa: E501
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import StateTask
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task_lambda import (
    StateTaskLambda,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from localcloud.stepfunctions import callbacks, shapes, task_errors
from localcloud.stepfunctions.naming import botocore_service, pascal
from localcloud.stepfunctions.tasks import LeftBehind

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Replace moto's clients, casing and error names."""
    _replace_clients(cloud)
    StateTaskService._get_boto_service_name = _service
    StateTaskService._get_boto_service_action = _action
    StateTaskService._normalise_parameters = _request
    StateTaskService._normalise_response = _response
    sqs.StateTaskServiceSqs._normalise_response = _response
    for kind in _kinds():
        kind._from_error = _failure
        kind._eval_service_task = _unless_left_behind(kind._eval_service_task)
    StateTaskLambda._from_error = _failure


def _kinds() -> list[Any]:
    named = vars(factory).values()
    tasks = [k for k in named if isinstance(k, type) and issubclass(k, StateTaskService)]
    return [kind for kind in tasks if kind is not StateTaskService]


def _replace_clients(cloud: "Cloud") -> None:
    def client_for(region: str, service: str, state_credentials: Any = None) -> Any:
        role = state_credentials.role_arn if state_credentials else None
        return cloud.client(service, region, role)

    for name, module in list(sys.modules.items()):
        if name.startswith("moto.stepfunctions.parser") and hasattr(module, "boto_client_for"):
            module.boto_client_for = client_for  # type: ignore[attr-defined]


def _service(self: Any, boto_service_name: str | None = None) -> str:
    name = boto_service_name or self.resource.api_name
    found = botocore_service(name)
    if found is None:
        raise LookupError(f"There is no service {name!r}: {self.resource.resource_arn}")
    return found


def _operation(self: Any, action: str | None = None) -> Any:
    found = shapes.operation(_service(self), action or self.resource.api_action)
    if found is None:
        raise LookupError(f"There is no such action: {self.resource.resource_arn}")
    return found


def _action(self: Any, service_action_name: str | None = None) -> str:
    return str(xform_name(_operation(self, service_action_name).name))


def _request(self: Any, parameters: dict[str, Any], *_: Any, **__: Any) -> None:
    named = shapes.request(parameters, _operation(self).input_shape)
    parameters.clear()
    parameters.update(named)


def _response(
    self: Any, response: Any, _service: str | None = None, service_action_name: str | None = None
) -> None:
    if not isinstance(response, dict):
        return
    sdk = isinstance(self, aws_sdk.StateTaskServiceAwsSdk)
    spelling = pascal if sdk else shapes.capitalised
    shape = _operation(self, service_action_name).output_shape
    named = shapes.response(response, shape, spelling)
    response.clear()
    response.update(named)


def _unless_left_behind(original: Callable[..., None]) -> Callable[..., None]:
    original = getattr(original, "original", original)

    def call(self: Any, env: Any, *args: Any, **options: Any) -> None:
        original(self, env, *args, **options)
        if not env.is_running():
            raise LeftBehind

    call.original = original  # type: ignore[attr-defined]
    return call


def _failure(self: Any, env: Any, ex: Exception) -> Any:
    named = _named(self, ex)
    if named is None:
        return _others(self, env, ex)
    error, cause = named
    return FailureEvent(
        env=env,
        error_name=CustomErrorName(error),
        event_type=HistoryEventType.TaskFailed,
        event_details=EventDetails(
            taskFailedEventDetails=TaskFailedEventDetails(
                error=error,
                cause=cause,
                resource=_resource(self)[0],
                resourceType=_resource(self)[1],
            )
        ),
    )


def _resource(self: Any) -> tuple[str, str]:
    if isinstance(self, StateTaskLambda):
        return self.resource.function_name, "lambda"
    return self._get_sfn_resource(), self._get_sfn_resource_type()


def _others(self: Any, env: Any, ex: Exception) -> Any:
    if isinstance(ex, TimeoutError) and isinstance(self, StateTaskService):
        return callbacks.timed_out(self, env, ex)
    if isinstance(self, StateTaskServiceCallback):
        return StateTaskServiceCallback._from_error(self, env, ex)
    return StateTask._from_error(self, env, ex)


def _named(self: Any, ex: Exception) -> tuple[str, str] | None:
    """Return (error, cause) of a failed call; None for what is no failed call."""
    if isinstance(ex, LambdaFunctionErrorException):
        return _of_function(ex)
    if isinstance(ex, events.SfnFailedEntryCountException):
        return "EventBridge.FailedEntry", json.dumps(ex.cause, ensure_ascii=False, default=str)
    optimised = not isinstance(self, aws_sdk.StateTaskServiceAwsSdk)
    name = "lambda" if isinstance(self, StateTaskLambda) else self.resource.api_name
    if isinstance(ex, ClientError):
        style = task_errors.of_optimised if optimised else task_errors.of_sdk
        return style(name, botocore_service(name) or name, ex)
    if isinstance(ex, HTTPClientError | BotoCoreError):
        return task_errors.of_lost_connection(name, optimised=optimised), str(ex)
    return None


def _of_function(ex: Any) -> tuple[str, str]:
    try:
        payload = json.loads(ex.payload)
        return str(payload["errorType"]), ex.payload
    except (ValueError, KeyError, TypeError):
        return "Lambda.Unknown", (
            "The cause could not be determined because Lambda did not return an error type. "
            f"Returned payload: {ex.payload}"
        )

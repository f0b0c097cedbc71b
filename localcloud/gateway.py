"""The one door of the cloud: every API call, from outside or inside, passes `Gateway.handle`.

Read the call, ask the fault plan, ask IAM, let moto (or a replacement) answer, write the journal.
"""

import logging
import re
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import UnknownServiceError
from moto import backends
from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict
from moto.core.exceptions import HTTPException as MotoHttpException
from werkzeug.exceptions import HTTPException

from localcloud import answers, faults
from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall, HttpRequest, read
from localcloud.journal import Entry, stamp

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

logger = logging.getLogger(__name__)
Hook = Callable[[ApiCall], Answer | None]
MODULES = {"sesv2": "sesv2", "dynamodbstreams": "dynamodbstreams"}
DENIALS = ("AccessDenied", "AuthorizationError", "UnauthorizedOperation")
EXCEPTIONS = (HTTPException, MotoHttpException)


class Gateway:
    """Answer API calls."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._replacements: dict[tuple[str, str], Hook] = {}
        self._checks: dict[tuple[str, str], list[Callable[[ApiCall], None]]] = {}
        self._after: list[Callable[[ApiCall, Answer], None]] = []
        self._before: dict[str, list[Callable[[], None]]] = {}
        self._preparing: set[str] = set()
        self._prepare_lock = threading.RLock()

    def replace(self, model: str, operation: str, hook: Hook) -> None:
        """Let `hook` answer an operation (botocore names) before moto; None passes it on."""
        self._replacements[(model, operation)] = hook

    def check(self, model: str, operation: str, hook: Callable[[ApiCall], None]) -> None:
        """Let `hook` refuse an operation (it raises `AwsError`) before anything answers it."""
        self._checks.setdefault((model, operation), []).append(hook)

    def after(self, hook: Callable[[ApiCall, Answer], None]) -> None:
        """Call `hook` with every call that was answered."""
        self._after.append(hook)

    def before(self, model: str, hook: Callable[[], None]) -> None:
        """Call `hook` once, before the first call of a botocore service is looked at."""
        self._before.setdefault(model, []).append(hook)

    def prepare(self, *models: str) -> None:
        """Call what waits for these services, or for any; others wait until it is done."""
        with self._prepare_lock:
            for model in models or tuple(self._before):
                if model in self._preparing:
                    continue  # a hook of this service calls it
                self._preparing.add(model)
                try:
                    for hook in self._before.get(model, ()):
                        hook()
                finally:
                    self._before.pop(model, None)
                    self._preparing.discard(model)

    def handle(self, http: HttpRequest) -> Answer:
        """Return the answer to one request; never raises."""
        call = read(http)
        try:
            return self._handle(call)
        except UnknownServiceError:
            return answers.unknown(call)
        except Exception as problem:  # a defect of ours must not look like a lost connection
            logger.exception("%s %s failed", call.model, call.operation)
            return answers.defect(call, problem)

    def _handle(self, call: ApiCall) -> Answer:
        if call.model in self._before:
            self.prepare(call.model)
        principal = self._cloud.iam.principal(call)
        grants = self._cloud.iam.authorizations(call, principal)
        answer, outcome, detail = self._answer(call, principal, grants)
        for action, resource in grants or [(f"{call.service}:{call.operation}", "*")]:
            self._cloud.journal.record(
                Entry(
                    at=stamp(self._cloud.clock.now()),
                    role=principal.name,
                    service=action.partition(":")[0],
                    model=call.model,
                    action=action.rpartition(":")[2],
                    operation=call.operation,
                    resource=resource,
                    outcome=outcome,
                    region=call.region,
                    detail=detail,
                )
            )
        return answer

    def _answer(
        self, call: ApiCall, principal: Any, grants: list[tuple[str, str]]
    ) -> tuple[Answer, str, str]:
        kind = self._fault(call, principal, grants)
        try:
            if kind == "throttle":
                raise faults.throttled(call.service)
            if kind == "error":
                raise faults.failed(call.service)
            if kind == "timeout":
                return Answer(504, drop=True), "fault", kind
            self._cloud.iam.authorize(call, principal, grants)
            answer = self._dispatch(call)
        except AwsError as problem:
            outcome = "fault" if kind else "denied" if problem.code.startswith(DENIALS) else "error"
            return (
                answers.error(call, problem),
                outcome,
                problem.message if outcome == "denied" else problem.code,
            )
        for hook in self._after:
            hook(call, answer)
        if kind == "lost-answer":
            answer.drop = True
        if kind == "kill":
            self._cloud.kill_worker(call.access_key)
            answer.drop = True
        outcome = "fault" if kind else "ok" if answer.status < 400 else "error"
        return answer, outcome, kind or ("" if answer.status < 400 else str(answer.status))

    def _fault(
        self, call: ApiCall, principal: Any, grants: list[tuple[str, str]]
    ) -> faults.Kind | None:
        if principal.is_admin:
            return None
        names = {call.operation.lower()} | {
            action.rpartition(":")[2].lower() for action, _ in grants
        }
        return self._cloud.faults.take(
            principal.name, {call.service.lower(), call.model.lower()}, names
        )

    def _dispatch(self, call: ApiCall) -> Answer:
        for check in self._checks.get((call.model, call.operation), ()):
            check(call)
        replacement = self._replacements.get((call.model, call.operation))
        if replacement is not None:
            answer = replacement(call)
            if answer is not None:
                return answer
        return dispatch_to_moto(call)


def dispatch_to_moto(call: ApiCall) -> Answer:
    """Return moto's answer."""
    request = call.request
    handler = _handler(call.model, request.raw_url.split("?")[0])
    if handler is None:
        raise AwsError(
            "NotImplemented", f"{call.service} {call.operation} is not in the embedded cloud", 501
        )
    try:
        return answers.of_moto(handler(request, request.raw_url, request.headers))
    except EXCEPTIONS as problem:
        return Answer(
            problem.code or 500, dict(problem.get_headers()), str(problem.get_body()).encode()
        )
    except NotImplementedError as problem:
        raise AwsError(
            "NotImplemented", f"{call.service} {call.operation}: {problem}", 501
        ) from problem
    except AwsError:
        raise
    except Exception as problem:  # moto's own defect must not look like a lost connection
        logger.exception("%s %s failed inside moto", call.model, call.operation)
        raise AwsError("InternalFailure", f"{type(problem).__name__}: {problem}", 500) from problem


_loading = threading.RLock()


def _handler(model: str, url: str) -> Callable[..., Any] | None:
    for pattern, handler in _routes(_module(model, url) or ""):
        if pattern.match(url):
            return handler
    return None


def _module(model: str, url: str) -> str | None:
    return MODULES.get(model) or _module_of_host(url.split("/", 3)[2])


@cache
def _module_of_host(host: str) -> str | None:
    return next(
        (name for name, pattern in backend_url_patterns if pattern.match(f"https://{host}")), None
    )


@cache
def _routes(module: str) -> list[tuple[re.Pattern[str], Callable[..., Any]]]:
    if not module:
        return []
    with _loading:
        backend_dict: Any = backends.get_backend(module)
        if not isinstance(backend_dict, BackendDict):
            backend = backend_dict["global"]
        else:
            regions = backend_dict["123456789012"]
            backend = regions["us-east-1" if "us-east-1" in regions else "aws"]
        return [(re.compile(url), handler) for url, handler in backend.urls.items()]

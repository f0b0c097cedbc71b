"""One function environment: a fork of the zygote that becomes a Lambda sandbox.

It takes the environment, the folders and the clock it was given, and then runs AWS's own runtime
client. On each invocation the clock is set to the cloud's, so timestamps, signatures, idempotency
records and `get_remaining_time_in_millis` follow virtual time.
"""

import ctypes
import importlib
import os
import resource
import signal
import sys
import time
import traceback
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def run(spec: dict[str, Any], log: int, life: int, parent: int) -> NoReturn:
    """Become the environment `spec` describes; never return."""
    code = 1
    try:
        _die_with(parent)
        _take_over_output(log)
        _move_in(spec)
        _serve(spec, life)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code & 0xFF)


def _die_with(parent: int) -> None:
    os.setsid()  # a kill reaches what the function started, too
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _take_over_output(log: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os.environ["_LAMBDA_TELEMETRY_LOG_FD"] = str(log)  # frames and lines in one pipe, in order


def _move_in(spec: dict[str, Any]) -> None:
    frames = os.environ["_LAMBDA_TELEMETRY_LOG_FD"]
    os.environ.clear()
    os.environ.update(spec["environment"], _LAMBDA_TELEMETRY_LOG_FD=frames)
    time.tzset()
    os.chdir(spec["folder"])
    sys.path[:] = [*spec["before"], *sys.path, *spec["behind"]]
    sys.argv[:] = ["bootstrap"]
    importlib.invalidate_caches()


def _serve(spec: dict[str, Any], life: int) -> None:
    import time_machine

    traveller = time_machine.travel(float(spec["now"]), tick=True).start()
    # Only now: both read the environment while they are imported.
    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    class Client(LambdaRuntimeClient):  # type: ignore[misc]
        def wait_next_invocation(self) -> Any:
            request = super().wait_next_invocation()
            traveller.move_to(request.deadline_time_in_ms / 1000 - spec["timeout"])
            return request

        def post_invocation_result(self, *args: Any) -> None:
            _report_memory(life)
            super().post_invocation_result(*args)

        def post_invocation_error(self, *args: Any) -> None:
            _report_memory(life)
            super().post_invocation_error(*args)

    address = os.environ["AWS_LAMBDA_RUNTIME_API"]
    bootstrap.run(os.environ["_HANDLER"], Client(address))


def _report_memory(life: int) -> None:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes = most // 1024 if sys.platform == "darwin" else most
    os.write(life, kilobytes.to_bytes(8, "big"))

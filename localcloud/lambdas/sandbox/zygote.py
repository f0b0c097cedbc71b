"""The fork server: a process with the libraries loaded, forked once per function environment.

Runs as `python -I -S zygote.py <control fd> <folder> <packages>...`: nothing of the starting
process leaks in, and no .pth file is processed, so an editable install cannot shadow a deployed
layer. It must never import the project's own packages. When the other end of its control socket
closes, however that happens, it kills its workers, removes the folder they lived in, and ends.
"""

import contextlib
import functools
import gc
import importlib.util
import json
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

PRELOADED = (
    "awslambdaric",
    "boto3",
    "botocore.httpsession",
    "graphlib",
    "pydantic.fields",
    "pydantic.main",
    "pydantic.type_adapter",
    "pydantic.types",
    "aws_lambda_powertools.logging.logger",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.utilities.idempotency",
    "psycopg",
    "yaml",
)
# Of these a function may bring a model of its own (here: nightshift/adapters/models).
UNREAD = {"ec2"}


def main() -> None:
    """Serve until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.path[:] = [folder for folder in sys.path if folder != str(Path(__file__).parent)]
    sys.path.extend(sys.argv[3:])
    worker, border = _module("worker"), _module("border")
    _preload()
    models = Models()
    children: set[int] = set()
    while True:
        request, descriptors = _read(control)
        if request is None:
            _end(children, Path(sys.argv[2]))
        elif "fork" in request:
            models.load(request["fork"]["services"])
            child = _fork(control, (worker, border), request["fork"], descriptors)
            children.add(child)
            _write(control, {"pid": child})
        else:
            children.discard(request["reap"])
            _write(control, {"code": _reap(request["reap"])})


def _module(name: str) -> ModuleType:
    # Under a private name: a function may have a module called `worker`.
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"_localcloud_{name}", path)
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _preload() -> None:
    sys.modules["pytest"] = None  # type: ignore[assignment]  # time_machine would load it
    importlib.import_module("time_machine")
    del sys.modules["pytest"]
    for name in PRELOADED:
        importlib.import_module(name)
    # botocore cleans the same dozen words, character by character, for every call.
    useragent: Any = importlib.import_module("botocore.useragent")
    clean = useragent.sanitize_user_agent_string_component
    useragent.sanitize_user_agent_string_component = functools.lru_cache(maxsize=256)(clean)
    gc.collect()
    gc.freeze()  # workers share these pages


class Models:
    """What botocore knows of each service: read here once, before the first fork that needs it."""

    def __init__(self) -> None:
        from botocore import loaders, session

        # One loader, which keeps what it has read, for the sessions of all workers.
        session.create_loader = loaders.create_loader = functools.cache(loaders.create_loader)
        self._session = session.Session()
        self._known = {*self._session.get_available_services()} - UNREAD
        self._read: set[str] = set()

    def load(self, services: list[str]) -> None:
        """Read what a client of each service reads when it is made."""
        wanted = (self._known & {*services}) - self._read
        for service in sorted(wanted):
            self._session.create_client(
                service, "us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
            )
        self._read |= wanted
        if wanted:
            gc.freeze()


def _read(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    header, descriptors, _, _ = socket.recv_fds(control, 4, 2)
    if len(header) < 4:
        return None, []
    size, body = int.from_bytes(header, "big"), b""
    while len(body) < size:
        part = control.recv(size - len(body))
        if not part:
            return None, []
        body += part
    return json.loads(body), list(descriptors)


def _write(control: socket.socket, answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    control.sendall(len(body).to_bytes(4, "big") + body)


def _fork(
    control: socket.socket,
    modules: tuple[ModuleType, ModuleType],
    spec: dict[str, Any],
    descriptors: list[int],
) -> int:
    worker, border = modules
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        control.close()
        border.close(**spec["outside"])
        worker.run(spec, descriptors[0], descriptors[1], parent)
    for descriptor in descriptors:
        os.close(descriptor)
    return child


def _reap(child: int) -> int:
    # Whoever asks has seen its end of the pipe close: the process is gone, or is killed now.
    try:
        pid, status = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return -signal.SIGKILL  # of a zygote before this one: it died with that
    if pid == 0:
        _kill(child)
        status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status)


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _end(children: set[int], folder: Path) -> NoReturn:
    for child in children:
        _kill(child)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()  # the cloud's, when nothing else is in it
    os._exit(0)


if __name__ == "__main__":
    main()

"""Start a worker: code, layers, credentials, environment, pipes and a port, then a fork."""

import os
import shutil
import time
import uuid
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.answers import AwsError
from localcloud.iam import roles
from localcloud.lambdas import environment
from localcloud.lambdas.fork_server import ForkServer, essentials
from localcloud.lambdas.functions import Function
from localcloud.lambdas.packages import Layer, Packages
from localcloud.lambdas.runtime_api import RuntimeApi
from localcloud.lambdas.worker import Worker

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class Starter:
    """Makes workers of one cloud, and ends them."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._folder = cloud.folder / "lambda"
        (self._folder / "home").mkdir(parents=True)
        self.server = ForkServer(self._folder)
        self._packages = Packages(self._folder / "packages", cloud.account)

    def start(self, function: Function) -> Worker:
        """Return a new worker; it initialises while its first event is prepared.

        Raises:
            AwsError: the role cannot be assumed, a layer is gone, or the process does not start.
        """
        code, layers = self._packages.code(function), self._packages.layers(function)
        name = uuid.uuid4().hex
        credentials = self._credentials(function, name)
        stream = _stream_name(function, name)
        temporary = self._folder / name
        temporary.mkdir()
        api = RuntimeApi()
        given = {
            **essentials(self._folder / "home"),
            "AWS_ACCESS_KEY_ID": credentials[0],
            "AWS_SECRET_ACCESS_KEY": credentials[1],
            "AWS_SESSION_TOKEN": credentials[2],
            "AWS_ENDPOINT_URL": self._cloud.endpoint,
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "TMPDIR": str(temporary),
            **self._cloud.outside.variables(),
        }
        version = function.runtime.removeprefix("python")
        spec = {
            "environment": environment.variables(
                function, code=code, layers=layers, stream=stream, given=given
            ),
            "folder": str(code),
            "before": [str(code), *_python(layers, version, native=False)],
            "behind": _python(layers, version, native=True),
            "services": sorted(roles.services(function.role)),
            "outside": {"port": self._cloud.outside.port, "name": credentials[0]},
            "timeout": function.timeout,
            "now": time.time(),
        }
        worker = self._fork(function, spec, api)
        worker.access_key, worker.log_stream, worker.temporary = credentials[0], stream, temporary
        return worker

    def end(self, worker: Worker) -> None:
        """Kill a worker and remove what it left."""
        worker.end(self.server)
        shutil.rmtree(worker.temporary, ignore_errors=True)

    def _credentials(self, function: Function, name: str) -> tuple[str, str, str]:
        # A session of its own for each worker (AWS names it after the function alone), so that
        # its access key tells which worker made a call.
        try:
            return self._cloud.iam.credentials(function.role, f"{function.name[:55]}-{name[:8]}")
        except ClientError as problem:
            raise AwsError(
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.",
            ) from problem

    def _fork(self, function: Function, spec: dict[str, object], api: RuntimeApi) -> Worker:
        log, their_log = os.pipe()
        life, their_life = os.pipe()
        try:
            pid = self.server.fork(spec, their_log, their_life)
        except OSError as problem:
            os.close(log)
            os.close(life)
            api.close()
            raise AwsError("ServiceException", str(problem), 500) from problem
        finally:
            os.close(their_log)
            os.close(their_life)
        return Worker(function, pid=pid, api=api, pipes=(log, life))


def _stream_name(function: Function, name: str) -> str:
    day = time.strftime("%Y/%m/%d", time.gmtime(time.time()))
    if function.log_group.startswith("/aws/lambda/"):
        return f"{day}/[{function.version}]{name}"
    return f"{day}/{function.name}[{function.version}][{name}]"


def _python(layers: list[Layer], version: str, *, native: bool) -> list[str]:
    return [
        folder for layer in layers if layer.native is native for folder in layer.python(version)
    ]

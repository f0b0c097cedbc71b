"""The environment of a worker: what AWS documents as reserved, then the function's own variables.

A value of the function that starts with /opt names a file of a layer; each layer is unpacked on its
own here, so the value is pointed at the layer that has the file. Code that opens /opt itself does
not find it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from localcloud.lambdas.functions import Function
from localcloud.lambdas.packages import Layer


def variables(
    function: Function,
    *,
    code: Path,
    layers: Sequence[Layer],
    stream: str,
    given: Mapping[str, str],
) -> dict[str, str]:
    """Return all variables; `given` are the cloud's: endpoint, credentials, essentials."""
    return {
        **{name: _opt(value, layers) for name, value in function.environment},
        **_logging(function),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_DEFAULT_REGION": function.region,
        "AWS_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LAMBDA_RUNTIME_DIR": str(code),
        "LAMBDA_TASK_ROOT": str(code),
        "TZ": ":UTC",
        "_HANDLER": function.handler,
        **given,
    }


def _logging(function: Function) -> dict[str, str]:
    if not function.json_logs:
        return {"AWS_LAMBDA_LOG_FORMAT": "Text"}
    return {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": function.log_levels[0]}


def _opt(value: str, layers: Sequence[Layer]) -> str:
    if not value.startswith("/opt/"):
        return value
    wanted = value.removeprefix("/opt/")
    return next(
        (str(layer.folder / wanted) for layer in layers if (layer.folder / wanted).exists()), value
    )

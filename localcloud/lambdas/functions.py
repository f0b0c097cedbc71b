"""What a function is at the moment it is invoked, read from moto's record of it."""

import random
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends

from localcloud.answers import AwsError

ARN = re.compile(r"arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:([\w-]+)(?::([\w$-]+))?$")
PARTIAL = re.compile(r"(?:\d{12}:function:)?([\w-]+)(?::([\w$-]+))?$")


@dataclass(frozen=True)
class Function:
    """One version of a function; equal ones may share a worker, an update makes it differ."""

    name: str
    region: str
    version: str
    role: str
    handler: str
    runtime: str
    timeout: int  # s
    memory: int  # MB
    code: str  # SHA-256
    environment: tuple[tuple[str, str], ...]
    layers: tuple[str, ...]  # ARNs of versions
    logging: tuple[tuple[str, str], ...]
    arn: str = field(compare=False)  # of the function, without qualifier
    invoked_arn: str = field(compare=False)  # as the caller named it
    model: LambdaFunction = field(compare=False, repr=False)  # moto's record of this version
    latest: LambdaFunction = field(compare=False, repr=False)  # moto's record of $LATEST

    @property
    def versioned_arn(self) -> str:
        """The ARN with the version that runs."""
        return f"{self.arn}:{self.version}"

    @cached_property
    def _logging(self) -> dict[str, str]:
        return dict(self.logging)

    @property
    def log_group(self) -> str:
        """The log group its lines go to."""
        return self._logging.get("LogGroup") or f"/aws/lambda/{self.name}"

    @property
    def json_logs(self) -> bool:
        """Tell whether the platform writes its lines as JSON."""
        return self._logging.get("LogFormat") == "JSON"

    @property
    def log_levels(self) -> tuple[str, str]:
        """The application's and the platform's level; only JSON logs are filtered."""
        settings = self._logging
        return settings.get("ApplicationLogLevel", "INFO"), settings.get("SystemLogLevel", "INFO")

    @property
    def reserved(self) -> int | None:
        """The reserved concurrency; None for none."""
        found = self.latest.reserved_concurrency
        return None if found is None else int(found)


def find(name: str, qualifier: str | None, account: str, region: str) -> Function:
    """Return the function that a name, a partial or a full ARN means.

    Raises:
        AwsError: ResourceNotFoundException.
    """
    region, bare, qualifier = _parse(name, qualifier, region)
    backend = lambda_backends[account][region]
    try:
        version = _routed(backend, bare, qualifier)
        model = backend.get_function(bare, version)
        latest = backend.get_function(bare, "$LATEST")
    except LambdaClientError as problem:
        raise not_found(region, account, bare, qualifier) from problem
    return _snapshot(model, latest, qualifier)


def not_found(region: str, account: str, name: str, qualifier: str | None) -> AwsError:
    """Return the error for a function that does not exist."""
    arn = f"arn:aws:lambda:{region}:{account}:function:{name}"
    arn = f"{arn}:{qualifier}" if qualifier else arn
    return AwsError("ResourceNotFoundException", f"Function not found: {arn}", 404)


def _parse(name: str, qualifier: str | None, region: str) -> tuple[str, str, str | None]:
    full = ARN.match(name)
    if full:
        return full[1], full[3], full[4] or qualifier
    partial = PARTIAL.match(name)
    if partial is None:
        raise AwsError("ValidationException", f"{name!r} is no function name and no ARN")
    return region, partial[1], partial[2] or qualifier


def _routed(backend: LambdaBackend, name: str, qualifier: str | None) -> str | None:
    # A weighted alias sends a share of its invocations to a second version.
    if qualifier is None or qualifier == "$LATEST" or qualifier.isdecimal():
        return qualifier
    alias = backend.get_alias(qualifier, name)
    weights: dict[str, Any] = dict(alias.routing_config or {}).get("AdditionalVersionWeights", {})
    for version, weight in weights.items():
        if random.random() < float(weight):
            return str(version)
    return str(alias.function_version)


def _snapshot(model: LambdaFunction, latest: LambdaFunction, qualifier: str | None) -> Function:
    arn = latest.function_arn
    return Function(
        name=model.function_name,
        region=model.region,
        version=str(model.version),
        role=model.role,
        handler=model.handler or "",
        runtime=model.run_time or "",
        timeout=int(model.timeout),
        memory=int(model.memory_size),
        code=model.code_sha_256,
        environment=tuple((model.environment_vars or {}).items()),
        layers=tuple(layer["Arn"] for layer in model.layers),
        logging=tuple((getattr(model, "logging_config", None) or {}).items()),
        arn=arn,
        invoked_arn=f"{arn}:{qualifier}" if qualifier else arn,
        model=model,
        latest=latest,
    )

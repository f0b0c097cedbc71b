"""Unpack deployment packages and layers, once each, into the cloud's temporary folder.

Where a layer goes in `sys.path`: one without native code comes before the packages of this
installation, as on AWS; one with native code comes behind them, because its wheels may be built for
another processor or Python (the project's are for arm64 and 3.13) and must not be found first.
"""

import hashlib
import io
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path

from moto.awslambda.models import lambda_backends

from localcloud.answers import AwsError
from localcloud.lambdas.functions import Function

PYTHON = ("python", "python/lib/python{version}/site-packages")


@dataclass(frozen=True, slots=True)
class Layer:
    """An unpacked layer: what /opt would have of it."""

    folder: Path
    native: bool

    def python(self, version: str) -> list[str]:
        """Return its folders that AWS puts on `sys.path`, for a Python version like `3.13`."""
        found = [self.folder / part.format(version=version) for part in PYTHON]
        return [str(folder) for folder in found if folder.is_dir()]


class Packages:
    """The unpacked code of one cloud."""

    def __init__(self, folder: Path, account: str) -> None:
        self._folder = folder
        self._account = account
        self._lock = threading.Lock()
        self._folders: dict[str, Path] = {}
        self._layers: dict[str, Layer] = {}

    def code(self, function: Function) -> Path:
        """Return the folder with a function's code."""
        return self._unpack(function.model.code_bytes)

    def layers(self, function: Function) -> list[Layer]:
        """Return a function's layers, the last one first: it wins where two have one file."""
        return [self._layer(arn) for arn in reversed(function.layers)]

    def _layer(self, arn: str) -> Layer:
        if arn not in self._layers:
            region = arn.split(":")[3]
            version = lambda_backends[self._account][region].layers_versions_by_arn(arn)
            if version is None:
                raise AwsError("ResourceNotFoundException", f"Layer version not found: {arn}", 404)
            folder = self._unpack(version.code_bytes)
            native = any(folder.rglob("*.so"))
            self._layers[arn] = Layer(folder, native)
        return self._layers[arn]

    def _unpack(self, archive: bytes) -> Path:
        digest = hashlib.sha256(archive).hexdigest()
        with self._lock:
            if digest not in self._folders:
                folder = self._folder / digest[:32]
                try:
                    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                        opened.extractall(folder)
                except zipfile.BadZipFile as problem:
                    message = f"Lambda could not unzip the deployment package: {problem}"
                    raise AwsError("InvalidZipFileException", message, 502) from problem
                self._folders[digest] = folder
            return self._folders[digest]

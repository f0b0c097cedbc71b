"""Make artefacts of a template's local files: what `sam build` and `sam package` do, in a second.

Folders are packed straight from the working tree, so an edit and a restart are enough to try it.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Upload = Callable[[str, bytes], None]  # (key, content)

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes, and the same key
SKIPPED_FOLDERS = frozenset({"__pycache__", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
SKIPPED_SUFFIXES = frozenset({".pyc", ".pyo"})
NOTE = "The embedded cloud runs functions with the packages of its own virtualenv.\n"
# Type -> (property with a local path, S3 form's names of bucket and key).
PLACES = {
    "AWS::Serverless::Function": ("CodeUri", "Bucket", "Key"),
    "AWS::Serverless::LayerVersion": ("ContentUri", "Bucket", "Key"),
    "AWS::Serverless::StateMachine": ("DefinitionUri", "Bucket", "Key"),
    "AWS::Lambda::Function": ("Code", "S3Bucket", "S3Key"),
    "AWS::Lambda::LayerVersion": ("Content", "S3Bucket", "S3Key"),
    "AWS::StepFunctions::StateMachine": ("DefinitionS3Location", "Bucket", "Key"),
}


def package(template: dict[str, Any], root: Path, bucket: str, upload: Upload) -> None:
    """Upload what `template` names by local path, and put the S3 locations in its place.

    Raises:
        FileNotFoundError: a path that is not there; it names the resource.
    """
    globals_ = template.get("Globals", {}).get("Function", {})
    for name, resource in template["Resources"].items():
        place = PLACES.get(resource["Type"])
        if place is None:
            continue
        property_name, bucket_name, key_name = place
        properties = resource.setdefault("Properties", {})
        given = properties.get(property_name)
        if given is None and resource["Type"] == "AWS::Serverless::Function":
            given = globals_.get(property_name)
        if not isinstance(given, str) or given.startswith("s3://"):
            continue
        path = root / given
        if not path.exists():
            raise FileNotFoundError(f"{name}: {property_name} {given} does not exist in {root}")
        content = _content(path, resource)
        key = f"{hashlib.sha256(content).hexdigest()}{path.suffix if path.is_file() else '.zip'}"
        upload(key, content)
        properties[property_name] = {bucket_name: bucket, key_name: key}


def _content(path: Path, resource: dict[str, Any]) -> bytes:
    if path.is_file():
        return path.read_bytes()
    method = str(resource.get("Metadata", {}).get("BuildMethod", ""))
    if "LayerVersion" not in resource["Type"]:
        return packed(files(path))
    if method == "makefile":
        return packed(iter([("python/README", NOTE.encode())]))
    prefix = "python/" if method.startswith("python") else ""
    return packed((prefix + name, content) for name, content in files(path))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name inside the folder, content), sorted, symbolic links followed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED_FOLDERS:
                yield from ((f"{path.name}/{name}", content) for name, content in files(path))
        elif path.suffix not in SKIPPED_SUFFIXES:
            yield path.name, path.read_bytes()


def packed(entries: Iterator[tuple[str, bytes]]) -> bytes:
    """Return a zip that depends on names and contents alone."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return target.getvalue()

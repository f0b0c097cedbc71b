"""Sessions that learn what AWS's services take in a fraction of boto3's own time (ADR 21).

To make a client of EC2, botocore reads 4 MB of JSON about 830 operations into ordered dictionaries:
more CPU than anything else in a cold start. We call three of them. So `models/` has an excerpt of
EC2's model, written from botocore's own by `make lock`; and what is read becomes plain
dictionaries, which keep their order, too, and are made without a call back into Python.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore import loaders
from botocore.session import Session, get_session

MODELS = str(Path(__file__).parent / "models")


@cache
def own() -> boto3.Session:
    """Return the session under this function's own role."""
    return boto3.Session(botocore_session=made())


def made() -> Session:
    """Return a new session of botocore, with the credentials and the region of the process."""
    session = get_session()
    data_path = session.get_config_variable("data_path")  # AWS_DATA_PATH
    session.register_component("data_loader", _loader(data_path))
    return session


@cache
def _loader(data_path: str | None) -> Any:
    """Return what all sessions read with: what one has read, no other reads again."""
    loader = loaders.create_loader(data_path)
    loader.file_loader = PlainDictionaries()
    loader.search_paths.insert(0, MODELS)
    return loader


class PlainDictionaries(loaders.JSONFileLoader):
    """Reads the JSON that comes with botocore, as its own loader does."""

    def load_file(self, file_path: str) -> Any:
        """Return what is in `file_path` and .json or .json.gz, None where there is no such file."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        if packed.is_file():
            return json.loads(gzip.decompress(packed.read_bytes()))
        return None

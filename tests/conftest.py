"""What makes all tests faster; there is no fixture here."""

import gc
import os

import pytest

# 1,300 images for each region, made again for every test that meets EC2. Before moto is imported.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage less often, and not in what was imported."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

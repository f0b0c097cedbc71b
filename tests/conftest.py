"""What makes all tests faster; there is no fixture here."""

import os

import pytest

from localcloud import garbage

# 1,300 images for each region, made again for every test that meets EC2. Before moto is imported.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look for garbage less often, and not in what was imported."""
    garbage.settle()

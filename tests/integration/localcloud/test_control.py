"""The control API does what the contract says."""

import urllib.error

import pytest

from tests.cloud_process import CloudProcess


def test_clock_moves_ahead_by_the_seconds_asked_for(cloud: CloudProcess) -> None:
    before = cloud.get("clock")["now"]

    cloud.advance(3600)

    assert cloud.get("clock")["now"][:13] != before[:13]


def test_a_fault_without_a_kind_is_refused_by_name(cloud: CloudProcess) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        cloud.post("faults", {"service": "s3", "action": "GetObject"})

    assert "kind" in refused.value.read().decode()

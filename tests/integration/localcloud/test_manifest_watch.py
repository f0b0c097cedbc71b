"""What the shipped manifests watch is understood here: no alarm of theirs is refused or blind."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from localcloud.events import filter_patterns, metric_math
from localcloud.events.alarm_calls import STATISTICS

MANIFESTS = sorted((Path(__file__).parents[3] / "workloads").glob("*.yaml"))


def watched(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the alarms or filters of a manifest."""
    watch = yaml.safe_load(path.read_text()).get("watch") or {}
    return list(watch.get(kind) or ())


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_every_alarm_and_every_log_filter_is_understood(path: Path) -> None:
    for alarm in watched(path, "alarms"):
        ids = {metric.get("id", "m1") for metric in alarm["metrics"]}

        metric_math.parse(alarm.get("expression") or next(iter(ids)), ids)

        for metric in alarm["metrics"]:
            assert STATISTICS.fullmatch(metric.get("statistic", "Average")), alarm["name"]
    for log_filter in watched(path, "filters"):
        filter_patterns.parse(log_filter["pattern"])

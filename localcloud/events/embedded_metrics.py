"""Metrics in log lines: the CloudWatch embedded metric format.

CloudWatch User Guide "Specification: Embedded metric format", read 2026-11-20.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.logs.models import LogsBackend

from localcloud.events.metrics import Metrics


def patch_moto(metrics: Metrics) -> None:
    """Put the metrics of every log line that carries some."""
    original = LogsBackend.put_log_events

    def put_log_events(
        self: Any, log_group_name: str, log_stream_name: str, log_events: list[dict[str, Any]]
    ) -> Any:
        result = original(self, log_group_name, log_stream_name, log_events)
        for event in log_events:
            for namespace, data in found(event["message"]):
                metrics.put(self.region_name, namespace, data, self.account_id)
        return result

    LogsBackend.put_log_events = put_log_events


def found(line: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield (namespace, metric data) of one log line; nothing where it carries no metrics."""
    if '"_aws"' not in line or '"CloudWatchMetrics"' not in line:
        return
    try:
        root = json.loads(line)
        at = datetime.fromtimestamp(root["_aws"]["Timestamp"] / 1000, UTC)
        directives = root["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return  # an invalid document is a log line and nothing else, as on AWS
    for directive in directives:
        yield directive["Namespace"], list(_data(root, directive, at))


def _data(
    root: dict[str, Any], directive: dict[str, Any], at: datetime
) -> Iterator[dict[str, Any]]:
    for names in directive.get("Dimensions") or [[]]:
        dimensions = [{"Name": name, "Value": str(root[name])} for name in names if name in root]
        for metric in directive.get("Metrics") or ():
            value = root.get(metric["Name"])
            values = value if isinstance(value, list) else [value]
            if all(isinstance(item, int | float) for item in values):
                yield {
                    "MetricName": metric["Name"],
                    "Values": values,
                    "Unit": metric.get("Unit", "None"),
                    "Timestamp": at,
                    "Dimensions": dimensions,
                }

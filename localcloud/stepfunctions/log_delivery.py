"""Deliver an execution's history to CloudWatch Logs when its machine asks for it.

Delivery is the service's own doing: no grant of the machine's role is needed, and no call is
journalled. "The log level can be ALL, ERROR, FATAL or OFF" (Developer Guide, "Using CloudWatch
Logs to log execution history", with the events of each level, which moto's filter has).
"""

import json
import logging
from datetime import datetime
from typing import Any

from moto.logs.exceptions import ResourceAlreadyExistsException, ResourceNotFoundException
from moto.stepfunctions.parser.asl.eval.event.logging import (
    CloudWatchLoggingConfiguration,
    CloudWatchLoggingSession,
)

logger = logging.getLogger(__name__)


class _Session(CloudWatchLoggingSession):  # type: ignore[misc]
    """Writes entries as Step Functions does: ids and times are text, in milliseconds."""

    def publish_history_log(self, history_log: dict[str, Any]) -> None:
        """Write one history event."""
        happened = datetime.fromisoformat(history_log["event_timestamp"])
        milliseconds = int(happened.timestamp() * 1000)
        entry = {
            "id": history_log["id"],
            "type": history_log["type"],
            "details": history_log.get("details", {}),
            "redrive_count": "0",
            "previous_event_id": history_log["previous_event_id"],
            "event_timestamp": str(milliseconds),
            "execution_arn": history_log["execution_arn"],
        }
        self._write({"timestamp": milliseconds, "message": _text(entry)})

    def open(self) -> None:
        """Make the log stream; a log group that is not there is no reason to fail."""
        where = self.configuration
        try:
            self._logs_client.create_log_stream(where.log_group_name, where.log_stream_name)
        except ResourceAlreadyExistsException:
            return
        except ResourceNotFoundException:
            logger.warning("%s: there is no log group %s", self.execution_arn, where.log_group_name)

    def _write(self, event: dict[str, Any]) -> None:
        where = self.configuration
        try:
            self._logs_client.put_log_events(where.log_group_name, where.log_stream_name, [event])
        except ResourceNotFoundException:
            logger.debug("%s: its log group went away", self.execution_arn)


def _text(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, default=str)


def session(execution_arn: str, machine: Any) -> CloudWatchLoggingSession | None:
    """Return where an execution of `machine` writes to; None where it does not."""
    wanted = {"includeExecutionData": False, **machine.loggingConfiguration}
    configuration = CloudWatchLoggingConfiguration.from_logging_configuration(
        state_machine_arn=machine.arn, logging_configuration=wanted
    )
    if configuration is None:
        return None
    delivery = _Session(execution_arn, configuration)
    delivery.open()
    return delivery

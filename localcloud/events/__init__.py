"""EventBridge, EventBridge Scheduler, CloudWatch alarms and SNS deliveries on the virtual clock."""

from typing import TYPE_CHECKING

from localcloud.events import (
    embedded_metrics,
    expired_messages,
    metric_filters,
    metric_reads,
    notifications,
    rule_calls,
)
from localcloud.events.alarm_calls import AlarmCalls
from localcloud.events.alarms import Alarms
from localcloud.events.bus import EventBus
from localcloud.events.metrics import Metrics
from localcloud.events.schedule_calls import ScheduleCalls
from localcloud.events.scheduled_rules import ScheduledRules
from localcloud.events.scheduler import Scheduler
from localcloud.events.vitals import Vitals

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    cloud.events = EventBus(cloud)
    rule_calls.patch_moto(cloud)
    rule_calls.install_hooks(cloud)
    cloud.gateway.after(ScheduledRules(cloud).after_call)
    ScheduleCalls(cloud).install()
    cloud.gateway.after(Scheduler(cloud).after_call)
    cloud.events.metrics = metrics = Metrics(cloud)
    metrics.vitals = Vitals(cloud, metrics)
    metrics.vitals.install()
    metrics.patch_moto()
    metric_reads.patch_moto(cloud, metrics.vitals)
    embedded_metrics.patch_moto(metrics)
    metric_filters.install(cloud, metrics)
    AlarmCalls(cloud, Alarms(cloud, metrics)).install()
    notifications.install(cloud)
    expired_messages.patch_moto()

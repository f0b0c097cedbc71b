"""A workload that has one of everything `reconcile` makes, and its team's log group."""

from typing import Any

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from tests.integration.reconcile.account import Account

GROUP = "/app/shop"
TEXT = """
name: {name}
product: shop
environment: dev
account: "{account}"
region: ap-northeast-2
timezone: Asia/Seoul
awake: {{days: [mon, tue], start: "09:00", stop: "18:00"}}
services:
  - name: api
    runtime: ecs
    cluster: shop
    service: api
    cpu: 256
    memory_mb: 512
    capacity: {{desired: 1, minimum: 1, maximum: 2}}
watch:
  log_groups:
    - {{name: {group}, retention_days: {retention}}}
  filters:
    - {{name: Errors, group: {group}, pattern: ERROR, namespace: Shop/{name}}}
  queries:
    - {{name: errors, row: ON-B60, groups: [{group}], query: "fields @message"}}
  alarms:
    - name: Errors_High
      row: ON-A1
      severity: critical
      summary: More than {threshold} errors in 5 minutes.
      metrics: [{{namespace: Shop/{name}, metric: Errors, statistic: Sum}}]
      compare: ">"
      threshold: {threshold}
      period_seconds: 300
      evaluate: 1
      topics: [{name}-alerts]
  dashboard:
    title: Shop
    widgets:
      - title: Errors
        row: ON-B60
        kind: metrics
        metrics: [{{namespace: Shop/{name}, metric: Errors, statistic: Sum}}]
notifications:
  topics:
    - name: {name}-alerts
      severity: critical
      subscriptions: [{{protocol: email, endpoint: "{name}@shop.example"}}]
"""


def shop(account: Account, name: str = "shop-dev", **fields: Any) -> Manifest:
    """Return the workload's manifest."""
    values = {"account": account.number, "group": GROUP, "retention": 14, "threshold": 10}
    return manifests.read(TEXT.format(**(values | {"name": name} | fields)), f"{name}.yaml")


def group(account: Account, name: str = GROUP) -> None:
    """Let the application have logged once."""
    account.client("logs").create_log_group(logGroupName=name)

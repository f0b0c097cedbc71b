"""Calls grow with the workloads by a constant each."""

from collections.abc import Iterable

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.resources import Kind
from tests.integration.reconcile.account import READS, Account

TEXT = """
name: {name}
product: shop
environment: prod
account: "{account}"
region: ap-northeast-2
timezone: Asia/Seoul
watch:
  alarms:
    - name: Errors_High
      row: ON-A1
      severity: critical
      summary: Errors.
      metrics: [{{namespace: Shop, metric: Errors}}]
      compare: ">"
      threshold: 1
      period_seconds: 300
      evaluate: 1
  dashboard:
    title: Shop
    widgets: [{{title: Text, row: ON-B60, kind: text, text: Nothing.}}]
"""


def shops(account: Account, count: int) -> Iterable[Manifest]:
    for number in range(count):
        name = f"shop-{number}"
        text = TEXT.format(name=name, account=account.number)
        yield manifests.read(text, f"{name}.yaml")


def test_twice_the_workloads_need_twice_the_calls_and_no_more(account: Account) -> None:
    settled, first = {}, {}
    for count in (60, 120):
        account.calls()
        made = account.reconcile(shops(account, count))
        first[count] = account.calls()
        assert account.reconcile(shops(account, count)) == []
        settled[count] = account.calls()
        watched = [change for _, change in made if change.resource.kind is not Kind.SCHEDULE]
        assert len(watched) == 2 * 60  # the second time only the new ones

    for calls in first.values():
        assert calls["PutMetricAlarm"] == calls["PutDashboard"] == 60
    lists = {count: sum(calls.values()) - calls["GetDashboard"] for count, calls in settled.items()}
    assert [calls["GetDashboard"] for calls in settled.values()] == [60, 120]
    assert lists[120] - lists[60] <= 4  # pages: of alarms, dashboards, tags of both
    assert all(name.startswith(READS) for calls in settled.values() for name in calls)

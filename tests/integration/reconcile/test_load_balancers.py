"""A hand-made load balancer is found by the name its manifest has."""

import json
from typing import Any

import pytest

from nightshift.adapters import manifests
from nightshift.adapters.reconcile import load_balancers
from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Kind, Place
from tests.integration.reconcile.account import Account

TEXT = """
name: shop-dev
product: shop
environment: dev
account: "{account}"
region: ap-northeast-2
timezone: Asia/Seoul
watch:
  alarms:
    - name: Unhealthy
      row: CM-A1
      severity: critical
      summary: A target is unhealthy.
      metrics:
        - namespace: AWS/ApplicationELB
          metric: UnHealthyHostCount
          dimensions: {{LoadBalancer: app/shop, TargetGroup: targetgroup/shop-api}}
      compare: ">"
      threshold: 0
      period_seconds: 60
      evaluate: 2
  dashboard:
    title: Shop
    widgets:
      - title: Requests
        row: CM-A1
        kind: metrics
        metrics:
          - namespace: AWS/NetworkELB
            metric: ProcessedBytes
            dimensions: {{LoadBalancer: net/shop-ws}}
"""
LISTINGS = ("DescribeLoadBalancers", "DescribeTargetGroups")


def shop(account: Account) -> Manifest:
    return manifests.read(TEXT.format(account=account.number), "shop-dev.yaml")


def balanced(account: Account) -> list[str]:
    """Make what the manifest names, among others, and return the ends of the ARNs."""
    elb, subnets = account.client("elbv2"), account.client("ec2").describe_subnets()["Subnets"]
    ids = [subnet["SubnetId"] for subnet in subnets[:2]]
    made: dict[str, Any] = {}
    for name, kind in {
        "shop-two": "application",
        "shop": "application",
        "shop-ws": "network",
    }.items():
        made[name] = elb.create_load_balancer(Name=name, Type=kind, Subnets=ids)["LoadBalancers"][0]
    group = elb.create_target_group(
        Name="shop-api", Protocol="HTTP", Port=80, VpcId=subnets[0]["VpcId"], TargetType="ip"
    )["TargetGroups"][0]
    account.calls()
    return [
        made["shop"]["LoadBalancerArn"].partition(":loadbalancer/")[2],
        made["shop-ws"]["LoadBalancerArn"].partition(":loadbalancer/")[2],
        group["TargetGroupArn"].rpartition(":")[2],
    ]


def test_an_alarm_watches_what_is_there_and_a_second_run_finds_nothing(account: Account) -> None:
    alb, nlb, group = balanced(account)

    account.reconcile([shop(account)])

    watch = account.client("cloudwatch")
    (alarm,) = watch.describe_alarms()["MetricAlarms"]
    board = watch.get_dashboard(DashboardName="nightshift-shop-dev")["DashboardBody"]
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == {
        "LoadBalancer": alb,
        "TargetGroup": group,
    }
    assert nlb.startswith("net/shop-ws/")
    assert nlb in json.loads(board)["widgets"][1]["properties"]["metrics"][0]
    assert account.reconcile([shop(account)]) == []


def test_one_listing_of_each_answers_for_a_place_and_none_where_nobody_asks(
    account: Account,
) -> None:
    balanced(account)

    account.look([shop(account)])
    asked = account.calls()
    account.look([])
    not_asked = account.calls()

    assert [asked[listing] for listing in LISTINGS] == [1, 1]
    assert [not_asked[listing] for listing in LISTINGS] == [0, 0]


def test_what_is_missing_is_told_and_its_alarm_made_once_it_is_there(account: Account) -> None:
    def seen() -> list[tuple[Action, Kind]]:
        changes: list[Change] = [change for _, change in account.reconcile([shop(account)])]
        return [(change.action, change.resource.kind) for change in changes]

    (missing,) = account.look([shop(account)]).left_out
    first = seen()
    balanced(account)
    second = seen()

    assert missing.reason.startswith(f"load balancer app/shop does not exist in {account.number}/")
    assert first == [(Action.CREATE, Kind.DASHBOARD)]
    assert second == [(Action.CREATE, Kind.ALARM), (Action.UPDATE, Kind.DASHBOARD)]


def test_a_load_balancer_made_anew_is_watched_under_its_new_id(account: Account) -> None:
    balanced(account)
    account.reconcile([shop(account)])
    elb = account.client("elbv2")
    for made in elb.describe_load_balancers()["LoadBalancers"]:
        elb.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    (group,) = elb.describe_target_groups()["TargetGroups"]
    elb.delete_target_group(TargetGroupArn=group["TargetGroupArn"])
    alb, *_ = balanced(account)

    account.reconcile([shop(account)])

    (alarm,) = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alb in [each["Value"] for each in alarm["Dimensions"]]


def test_a_place_that_is_closed_is_an_error_and_not_an_empty_one(account: Account) -> None:
    role = f"arn:aws:iam::{account.number}:role/nightshift-spoke"
    place = Place(account.number, account.hub.region, role)

    with pytest.raises(RefusedError, match=f"the role {role} does not exist"):
        load_balancers.full_values({place: ["app/shop"]})

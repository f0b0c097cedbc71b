"""Load balancers and target groups: the full values of CloudWatch's dimensions, from their ARNs.

The dimension is the ARN's end: `...:loadbalancer/app/shop/50dc6c495c0c9188` is measured under
`app/shop/50dc6c495c0c9188`, `...:targetgroup/shop/73e2d6bc24d8a067` under all after the last colon.
"""

from collections.abc import Iterable, Iterator, Mapping

from nightshift.adapters import places
from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.reconcile.resources import Place

LISTS = frozenset(
    {
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroups",
    }
)
ACTIONS: Actions = {"full_values": places.ACTIONS["clients"] | LISTS}
PAGE = 400  # of either; API_DescribeLoadBalancers, API_DescribeTargetGroups, read 2026-11-21
TARGET_GROUP = "targetgroup/"


def full_values(asked: Mapping[Place, Iterable[str]]) -> dict[Place, dict[str, str]]:
    """Return, by place, short value -> full value of those asked for that are there.

    Only what is asked for is listed: a place without load balancers costs no call.

    Raises:
        RefusedError: a place cannot be entered, or a listing is denied.
        TransientError: throttled, or no answer.
    """
    return {place: _found(place, frozenset(values)) for place, values in asked.items()}


def _found(place: Place, asked: frozenset[str]) -> dict[str, str]:
    clients = places.clients(place)
    found: dict[str, str] = {}
    with translated(str(place)):
        if any(value.startswith(TARGET_GROUP) for value in asked):
            found.update(_listed(clients, "describe_target_groups", "TargetGroup"))
        if any(not value.startswith(TARGET_GROUP) for value in asked):
            found.update(_listed(clients, "describe_load_balancers", "LoadBalancer"))
    return {short: found[short] for short in asked & found.keys()}


def _listed(clients: Clients, operation: str, thing: str) -> Iterator[tuple[str, str]]:
    """Yield the short and the full value of everything of one kind."""
    pages = clients("elbv2").get_paginator(operation).paginate(PaginationConfig={"PageSize": PAGE})
    for each in (each for page in pages for each in page[f"{thing}s"]):
        full = each[f"{thing}Arn"].rpartition(":")[2].removeprefix("loadbalancer/")
        yield full.rpartition("/")[0], full

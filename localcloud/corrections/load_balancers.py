"""Elastic Load Balancing: a Network Load Balancer's ARN says `net`, where moto says `app`.

CloudWatch's dimensions are the ends of these ARNs. API_CreateLoadBalancer, read 2026-11-21.
"""

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

KINDS = {"network": "net", "gateway": "gwy"}  # by type; of others moto's ARN is right


def install(cloud: "Cloud") -> None:
    """Hook in, at the service's first call: reading moto's module takes time."""
    cloud.gateway.before("elbv2", _patch)


@cache
def _patch() -> None:
    from moto.elbv2.models import ELBv2Backend

    create = ELBv2Backend.create_load_balancer

    @wraps(create)
    def create_load_balancer(backend: ELBv2Backend, *values: Any, **named: Any) -> Any:
        made = create(backend, *values, **named)
        kind = KINDS.get(made.type)
        if kind is not None:
            _move(backend, made, made.arn.replace(":loadbalancer/app/", f":loadbalancer/{kind}/"))
        return made

    ELBv2Backend.create_load_balancer = create_load_balancer


def _move(backend: Any, made: Any, arn: str) -> None:
    tags = backend.tagging_service.list_tags_for_resource(made.arn)["Tags"]
    backend.tagging_service.delete_all_tags_for_resource(made.arn)
    backend.tagging_service.tag_resource(arn, tags)
    del backend.load_balancers[made.arn]
    made.arn = arn
    backend.load_balancers[arn] = made

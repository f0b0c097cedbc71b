"""The names of prices: one vocabulary for every manifest and for the book.

A thing that costs by the hour has a name without its unit (`fargate-0.5-1`) and a price per hour
or per month (`fargate-0.5-1-hour`). Sizes stand as AWS writes them, without `db.` and `cache.`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.services import Ec2Service, EcsService
    from nightshift.domain.manifest.storage import Cache, Database

HOUR, MONTH = "-hour", "-month"
MULTI_AZ: Final = "-multi-az"
NAT_GATEWAY, NAT_INSTANCE = "nat-gateway", "nat-instance"
KIBI = 1024  # CPU units of a vCPU, and MB of a GB

# What costs by the hour and has one size, or one that the manifests do not tell.
SINGLE = (NAT_GATEWAY, NAT_INSTANCE, "alb", "nlb", "msk")
# What costs by the hour and has a size: its form, and how to say it to a person.
SIZED = {
    r"fargate-(0\.25|0\.5|1|2|4|8|16)-(0\.5|[1-9]\d*)": "fargate-<vCPU>-<GB>",
    rf"rds-[a-z0-9]+\.[a-z0-9]+({MULTI_AZ})?": "rds-<size>[-multi-az]",
    r"cache-[a-z0-9]+\.[a-z0-9]+": "cache-<size>",
    r"ec2-[a-z0-9-]+\.[a-z0-9-]+": "ec2-<type>",
}
# What does not cost by the hour.
OTHERS = (
    *("log-gb", "s3-gb", "ecr-gb", "rds-gp3-gb", "cloudfront-gb", "cross-zone-gb"),
    *("metric-month", "alarm-month", "dashboard-month", "secret-month"),
    *("route53-zone-month", "route53-million-queries", "route53-health-check-month"),
)
FORMS = f"{', '.join(SIZED.values())}, {', '.join(SINGLE)}, each with {HOUR} or {MONTH}"
_THING = re.compile("|".join((*SIZED, *map(re.escape, SINGLE))))


def is_known(key: str) -> bool:
    """Say whether a key is of the vocabulary."""
    unit = next((unit for unit in (HOUR, MONTH) if key.endswith(unit)), None)
    thing = key.removesuffix(unit) if unit else ""
    return key in OTHERS or _THING.fullmatch(thing) is not None


def named(manifest: "Manifest") -> Iterator[str]:
    """Yield keys to choose from: those of what the manifest has, then those without a size."""
    for thing in (*_things(manifest), *SINGLE):
        yield from (thing + HOUR, thing + MONTH)
    yield from OTHERS


def of_task(service: "EcsService") -> str:
    """Return a Fargate task of this size."""
    return f"fargate-{Decimal(service.cpu) / KIBI}-{Decimal(service.memory_mb) / KIBI}"


def of_database(database: "Database") -> str:
    """Return an RDS instance; with its standby where it has one."""
    size = database.instance_class.removeprefix("db.")
    return f"rds-{size}{MULTI_AZ if database.multi_az else ''}"


def of_node(cache: "Cache") -> str:
    """Return one node of a cache."""
    return f"cache-{cache.node_class.removeprefix('cache.')}"


def of_instance(instance_type: str) -> str:
    """Return an EC2 instance."""
    return f"ec2-{instance_type}"


def of_service(service: "EcsService | Ec2Service") -> str:
    """Return one task, or one instance, of a service."""
    return of_task(service) if service.runtime == "ecs" else of_instance(service.instance_type)


def _things(manifest: "Manifest") -> Iterator[str]:
    yield from (of_service(service) for service in manifest.services)
    if manifest.database:
        alone = of_database(manifest.database).removesuffix(MULTI_AZ)
        yield from (alone, alone + MULTI_AZ)
    if manifest.cache:
        yield of_node(manifest.cache)

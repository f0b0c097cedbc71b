"""The network: addresses, NAT, security groups, names."""

from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import Part, Ports, Row, ZoneName, assumed


class Subnet(Part):
    """One subnet."""

    name: str
    cidr: str
    zone: ZoneName
    tier: Literal["public", "app", "data"]


class Nat(Part):
    """How private subnets reach the internet (XS-08: four designs)."""

    design: Literal["none", "instance", "gateway", "gateway-per-zone"]
    zones: tuple[ZoneName, ...] = ()  # where it stands
    instance_type: str | None = None
    autoscaling_group: str | None = None
    instance_name: str | None = None  # the tag Name of a single instance; None: `<workload>-nat`
    down_checks: int = assumed("U-09", 2, ge=1)  # failed status checks of 60 s
    repair_minutes: int = assumed("U-09", 5, ge=1)  # the target


class Rule(Part):
    """One rule of a security group. `peer` is a CIDR, or another group's name."""

    row: Row
    direction: Literal["in", "out"]
    ports: Ports  # 443, 8080-8085, all, none
    peer: str
    finding: str | None = None  # why it should change: a row of the contradictions and a sentence


class SecurityGroup(Part):
    """A security group with the rules the source states."""

    name: str
    rules: tuple[Rule, ...]


class Record(Part):
    """A DNS name and what it leads to."""

    name: str
    target: str
    ttl_seconds: int | None = Field(default=None, ge=0)
    failover: bool = False  # changed in a region failover


class Network(Part):
    """The workload's VPC."""

    cidr: str
    subnets: tuple[Subnet, ...] = ()
    nat: Nat
    endpoints: tuple[str, ...] = ()  # VPC endpoints: s3, ecr
    security_groups: tuple[SecurityGroup, ...] = ()
    hosted_zone: str | None = None
    records: tuple[Record, ...] = ()
    load_balancers: tuple[str, ...] = Field(default=(), description="names of ALBs and NLBs")
    idle_timeout_seconds: int | None = Field(default=None, ge=1)  # of the load balancers
    tls_policy: str | None = None
    certificates: tuple[str, ...] = ()  # ACM, by domain; each must renew itself (CM-B28)

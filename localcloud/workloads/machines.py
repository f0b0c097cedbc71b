"""The network, its NAT, and services on EC2: instances and Auto Scaling groups."""

import re
from typing import Any

from localcloud.workloads.team import Team
from nightshift.domain.manifest.network import Nat, Network, Rule
from nightshift.domain.manifest.services import Ec2Service

IMAGE = "ami-12c6146b"  # one of moto's
NAT_TYPE = "t3.nano"
PORTS = re.compile(r"(\d+)(?:-(\d+))?")
CIDR = re.compile(r"[\d.]+/\d+")
VPC, SUBNETS, GROUPS = "vpc", "subnets", "groups"  # names of facts


def network(team: Team) -> None:
    """Create the VPC, its subnets and security groups, and the NAT."""
    wanted = team.manifest.network
    if wanted is None or not team.first("network", team.manifest.name):
        return
    ec2 = team.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=wanted.cidr, TagSpecifications=_named(team, "vpc"))
    team.facts[VPC] = vpc["Vpc"]["VpcId"]
    team.facts[SUBNETS] = _subnets(team, ec2, wanted)
    team.facts[GROUPS] = _groups(team, ec2, wanted)
    _nat(team, ec2, wanted.nat)


def instances(team: Team) -> None:
    """Create the single instances of services on EC2."""
    for service in _declared(team):
        name = service.instance_name
        if name and not service.autoscaling_group and team.first("instance", name):
            count = max(1, service.capacity.desired)
            _run(team, name, service.instance_type, count)


def groups(team: Team) -> None:
    """Create the Auto Scaling groups of services and of the NAT."""
    for service in _declared(team):
        if service.autoscaling_group:
            capacity = service.capacity
            sizes = (capacity.minimum, capacity.maximum, capacity.desired)
            _group(team, service.autoscaling_group, service.instance_type, sizes)
    nat = team.manifest.network.nat if team.manifest.network else None
    if nat is not None and nat.autoscaling_group:
        _group(team, nat.autoscaling_group, nat.instance_type or NAT_TYPE, (1, 1, 1))


def _declared(team: Team) -> list[Ec2Service]:
    return [each for each in team.manifest.services if isinstance(each, Ec2Service)]


def _named(team: Team, kind: str, name: str | None = None) -> list[dict[str, Any]]:
    tags = team.listed_tags(Name=name or team.manifest.name)
    return [{"ResourceType": kind, "Tags": tags}]


def _subnets(team: Team, ec2: Any, wanted: Network) -> dict[str, str]:
    """Return name -> id."""
    return {
        subnet.name: ec2.create_subnet(
            VpcId=team.facts[VPC],
            CidrBlock=subnet.cidr,
            AvailabilityZone=subnet.zone,
            TagSpecifications=_named(team, "subnet", subnet.name),
        )["Subnet"]["SubnetId"]
        for subnet in wanted.subnets
    }


def _groups(team: Team, ec2: Any, wanted: Network) -> dict[str, str]:
    """Return name -> id; rules come last, because they name each other's groups."""
    made = {
        group.name: ec2.create_security_group(
            GroupName=group.name,
            Description=group.name,
            VpcId=team.facts[VPC],
            TagSpecifications=_named(team, "security-group", group.name),
        )["GroupId"]
        for group in wanted.security_groups
    }
    for group in wanted.security_groups:
        rules = [_permission(rule, made) for rule in group.rules if rule.direction == "in"]
        permissions = [rule for rule in rules if rule is not None]
        if permissions:
            ec2.authorize_security_group_ingress(
                GroupId=made[group.name], IpPermissions=permissions
            )
    return made


def _permission(rule: Rule, made: dict[str, str]) -> dict[str, Any] | None:
    """Return a rule as EC2 takes it; None where it opens nothing or names somebody unknown."""
    peer: dict[str, Any]
    if CIDR.fullmatch(rule.peer):
        peer = {"IpRanges": [{"CidrIp": rule.peer, "Description": rule.row}]}
    elif rule.peer in made:
        peer = {"UserIdGroupPairs": [{"GroupId": made[rule.peer], "Description": rule.row}]}
    else:
        return None
    ports = PORTS.fullmatch(rule.ports)
    if ports is not None:
        first, last = int(ports[1]), int(ports[2] or ports[1])
        return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, **peer}
    return {"IpProtocol": "-1", **peer} if rule.ports == "all" else None


def _nat(team: Team, ec2: Any, nat: Nat) -> None:
    if nat.design == "instance" and not nat.autoscaling_group:
        _run(team, f"{team.manifest.name}-nat", nat.instance_type or NAT_TYPE, 1)
    elif nat.design in ("gateway", "gateway-per-zone"):
        for subnet in _homes(team, nat):
            address = ec2.allocate_address(Domain="vpc")["AllocationId"]
            ec2.create_nat_gateway(
                SubnetId=subnet,
                AllocationId=address,
                TagSpecifications=_named(team, "natgateway"),
            )


def _homes(team: Team, nat: Nat) -> list[str]:
    """Return the public subnets that NAT gateways stand in: one, or one per zone."""
    wanted = team.manifest.network
    public = [each for each in wanted.subnets if each.tier == "public"] if wanted else []
    found = [each for each in public if not nat.zones or each.zone in nat.zones]
    ids = [team.facts[SUBNETS][each.name] for each in found]
    return ids if nat.design == "gateway-per-zone" else ids[:1]


def _run(team: Team, name: str, kind: str, count: int) -> None:
    subnets = list(team.facts.get(SUBNETS, {}).values())
    team.client("ec2").run_instances(
        ImageId=IMAGE,
        InstanceType=kind,
        MinCount=count,
        MaxCount=count,
        TagSpecifications=_named(team, "instance", name),
        **({"SubnetId": subnets[0]} if subnets else {}),
    )


def _group(team: Team, name: str, kind: str, sizes: tuple[int, int, int]) -> None:
    if not team.first("group", name):
        return
    ec2, minimum, maximum, desired = team.client("ec2"), *sizes
    template = {"ImageId": IMAGE, "InstanceType": kind}
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=template)
    subnets = list(team.facts.get(SUBNETS, {}).values())
    place: dict[str, Any] = {"AvailabilityZones": [f"{team.manifest.region}a"]}
    if subnets:
        place = {"VPCZoneIdentifier": ",".join(subnets)}
    team.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=minimum,
        MaxSize=max(maximum, desired),
        DesiredCapacity=desired,
        LaunchTemplate={"LaunchTemplateName": name},
        Tags=[{**tag, "PropagateAtLaunch": True} for tag in team.listed_tags(Name=name)],
        **place,
    )

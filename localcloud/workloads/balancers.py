"""Load balancers and target groups, whose ids CloudWatch's dimensions end in."""

from localcloud.workloads.team import Team
from nightshift.domain.manifest.services import Service

APPLICATION = "app"
TYPES = {APPLICATION: "application", "net": "network"}  # as dimensions and the API name them
PROTOCOLS = {APPLICATION: "HTTP", "net": "TCP"}
TARGETS = {"ecs": "ip", "ec2": "instance"}
PORT = 80  # of a target group whose service names none
HOME = "home"  # name of a fact: the VPC they stand in, and its subnets

Home = tuple[str, list[str]]


def near(team: Team) -> None:
    """Note the default VPC as moto, in this process, has it.

    EC2's first call would make every team's network and machines, and takes ten times as long.
    """
    from moto.ec2.models import ec2_backends

    backend = ec2_backends[team.manifest.account][team.manifest.region]
    subnets = list(backend.get_default_subnets().values())
    team.facts[HOME] = (subnets[0].vpc_id, [subnet.id for subnet in subnets])


def load_balancers(team: Team) -> None:
    """Create the load balancers that the services and the network name."""
    network = team.manifest.network
    kinds = dict.fromkeys(network.load_balancers, APPLICATION) if network else {}
    services = (service.load_balancer for service in team.manifest.services)
    kinds.update(_named(value) for value in services if value)
    for name, kind in kinds.items():
        if team.first("load balancer", name):
            _, subnets = _home(team)
            team.client("elbv2").create_load_balancer(
                Name=name, Type=TYPES[kind], Subnets=subnets, Tags=team.listed_tags()
            )


def target_groups(team: Team) -> None:
    """Create the services' target groups."""
    for service in team.manifest.services:
        if service.target_group:
            name = service.target_group.removeprefix("targetgroup/").partition("/")[0]
            if team.first("target group", name):
                _target_group(team, name, service)


def _target_group(team: Team, name: str, service: Service) -> None:
    _, kind = _named(service.load_balancer or "")
    vpc, _ = _home(team)
    team.client("elbv2").create_target_group(
        Name=name,
        Protocol=PROTOCOLS[kind],
        Port=service.port or PORT,
        VpcId=vpc,
        TargetType=TARGETS[service.runtime],
        Tags=team.listed_tags(),
    )


def _named(value: str) -> tuple[str, str]:
    """Return name and kind; a value without a kind is an ALB's name."""
    kind, slash, rest = value.partition("/")
    return (rest.partition("/")[0], kind) if slash else (value, APPLICATION)


def _home(team: Team) -> Home:
    """Return the default VPC, where it is not noted as EC2 has it."""
    if HOME not in team.facts:
        wanted = [{"Name": "default-for-az", "Values": ["true"]}]
        found = team.client("ec2").describe_subnets(Filters=wanted)["Subnets"]
        team.facts[HOME] = (found[0]["VpcId"], [subnet["SubnetId"] for subnet in found])
    home: Home = team.facts[HOME]
    return home

"""The network's addresses: subnets in the VPC and apart from each other, NAT for every zone."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from itertools import combinations

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, listed, near, warning
from nightshift.domain.manifest.network import Network

PORTS = 65_535


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield addresses that cannot be, and a NAT whose zone takes other zones with it (ON-X04)."""
    network = manifest.network
    if network is None:
        return
    vpc, fault = _parsed(("network", "cidr"), network.cidr)
    yield from fault
    subnets: list[tuple[int, IPv4Network]] = []
    for number, subnet in enumerate(network.subnets):
        found, fault = _parsed(("network", "subnets", number, "cidr"), subnet.cidr)
        yield from fault
        subnets += [(number, found)] if found else []
    yield from _outside(vpc, subnets)
    for (first, one), (second, other) in combinations(subnets, 2):
        if one.overlaps(other):
            path = ("network", "subnets", second, "cidr")
            message = f"{other} overlaps with {one} of {network.subnets[first].name}"
            yield error("M-12", path, message, "choose addresses that no other subnet has")
    yield from _nat(network)
    yield from _rules(network)
    yield from _groups(manifest, network)


def _rules(network: Network) -> Iterator[Finding]:
    """Yield rules whose ports or peer cannot be.

    A peer is a block, a group of the manifest, `none`, or else the name of a prefix list.
    """
    groups = [group.name for group in network.security_groups]
    for number, group in enumerate(network.security_groups):
        for n, rule in enumerate(group.rules):
            here: Path = ("network", "security_groups", number, "rules", n)
            if rule.ports not in ("all", "none"):
                first, last = (int(port) for port in (rule.ports.split("-") * 2)[:2])
                if not 0 < first <= last <= PORTS:
                    fix = f"write ports of 1 to {PORTS}, the smaller one first"
                    yield error("M-29", (*here, "ports"), f"{rule.ports} are no ports", fix)
            if rule.peer[:1].isdigit() and "." in rule.peer:
                yield from _block((*here, "peer"), rule.peer)
            elif rule.peer not in (*groups, "none") and (
                meant := near(rule.peer, groups, cutoff=0.8)
            ):
                message = f"there is no security group {rule.peer!r} in this manifest"
                yield error("M-08", (*here, "peer"), message, f"did you mean {meant}?")


def _meant(peer: str, groups: Sequence[str]) -> str | None:
    """Return the group that was meant; only where it is nearly the same, not SG-DB for SG-ALB."""
    return near(peer, groups, cutoff=0.8)


def _block(path: Path, peer: str) -> Iterator[Finding]:
    fault = _parsed(path, peer)[1]
    if not fault and "/" not in peer:
        fix = f"write {peer}/32 for this address alone, 0.0.0.0/0 for all"
        fault = [error("M-12", path, f"{peer} has no length", fix)]
    yield from fault


def _groups(manifest: Manifest, network: Network) -> Iterator[Finding]:
    known = [group.name for group in network.security_groups]
    parts = (("database", manifest.database), ("cache", manifest.cache))
    for name, part in parts:
        if known and part and part.security_group and part.security_group not in known:
            meant = near(part.security_group, known)
            fix = f"did you mean {meant}?" if meant else f"name one of: {listed(known)}"
            message = f"there is no security group {part.security_group!r} in this manifest"
            yield error("M-08", (name, "security_group"), message, fix)


def _outside(vpc: IPv4Network | None, subnets: list[tuple[int, IPv4Network]]) -> Iterator[Finding]:
    outside = [(n, found) for n, found in subnets if vpc and not found.subnet_of(vpc)]
    if len(outside) > 1 and len(outside) == len(subnets):
        message = f"none of the {len(subnets)} subnets is in it"
        yield error("M-12", ("network", "cidr"), message, "write the block that holds them all")
        return
    for number, found in outside:
        path = ("network", "subnets", number, "cidr")
        yield error("M-12", path, f"{found} is not in the VPC {vpc}", f"choose a part of {vpc}")


def _parsed(path: Path, cidr: str) -> tuple[IPv4Network | None, list[Finding]]:
    try:
        return IPv4Network(cidr), []
    except ValueError as problem:
        fix = "write an IPv4 block whose host bits are zero, e.g. 10.0.1.0/24"
        return None, [error("M-12", path, f"is no network: {problem}", fix)]


def _nat(network: Network) -> Iterator[Finding]:
    zones = {subnet.zone for subnet in network.subnets if subnet.tier == "app"}
    nat = network.nat
    if nat.instance_name and (nat.design != "instance" or nat.autoscaling_group):
        message = "only a single NAT instance is found by its name"
        fix = "remove it, or write design: instance and no autoscaling_group"
        yield error("M-35", ("network", "nat", "instance_name"), message, fix)
    stands = len(set(nat.zones)) or 1
    if nat.design == "none" or (nat.design == "gateway-per-zone" and not nat.zones):
        return
    if stands < len(zones):
        where = ", ".join(nat.zones) or "one zone"
        message = f"the NAT is in {where}, but app subnets are in {', '.join(sorted(zones))}"
        fix = f"use design: gateway-per-zone, or accept that {len(zones)} zones fail together"
        yield warning("ON-X04", ("network", "nat"), message, fix)

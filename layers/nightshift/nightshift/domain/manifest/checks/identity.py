"""Who and where the workload is: account and role, regions and zones, what is assumed."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.assumptions import resolve
from nightshift.domain.manifest.findings import Finding, Path, error, listed


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield an account that is not the role's, a zone of another region, production that sleeps."""
    yield from _role(manifest)
    yield from _regions(manifest)
    yield from _elsewhere(manifest)
    if manifest.awake and manifest.environment == "prod":
        fix = "remove `awake`, or name the environment dev or staging"
        yield error("M-16", ("awake",), "production is never stopped", fix)
    lost = [written for written in manifest.assumed if resolve(manifest, written) is None]
    if lost:
        fix = "write it as validate prints fields: services.api.pool, or services[0].pool"
        also = f", nor does {listed(lost[1:])}" if len(lost) > 1 else ""
        yield error("M-15", ("assumed", lost[0]), f"leads to no field of this manifest{also}", fix)


def _role(manifest: Manifest) -> Iterator[Finding]:
    if manifest.role_arn is None:
        return
    account = manifest.role_arn.split(":")[4]
    if account != manifest.account:
        message = f"is a role of account {account}, not of {manifest.account}"
        yield error("M-14", ("role_arn",), message, "name a role of the workload's own account")
    if manifest.external_id is None:
        fix = "add `external_id:`, the one that the role's trust policy asks for"
        yield error("M-14", ("external_id",), "is required with `role_arn`", fix)


def _regions(manifest: Manifest) -> Iterator[Finding]:
    recovery, copy = manifest.recovery_region, manifest.backups.copy_to
    if recovery == manifest.region:
        message = f"is the workload's own region, {manifest.region}"
        yield error("M-13", ("recovery_region",), message, "name another region, or remove it")
    elif copy and copy.region != (recovery or copy.region):
        message = f"copies go to {copy.region}, but recovery happens in {recovery}"
        path = ("backups", "copy_to", "region")
        yield error("M-13", path, message, f"write {recovery} here")


def _elsewhere(manifest: Manifest) -> Iterator[Finding]:
    """Yield zones of another region, each once; where all of them are, it is the region's fault."""
    zones = list(_zones(manifest))
    wrong = {zone: path for path, zone in reversed(zones) if zone[:-1] != manifest.region}
    if len(wrong) > 1 and len(wrong) == len({zone for _, zone in zones}):
        message = f"none of the zones is in it: {listed(sorted(wrong))}"
        yield error("M-13", ("region",), message, f"write {min(wrong)[:-1]}, or change the zones")
        return
    for zone, path in wrong.items():
        fix = f"write a zone of it, e.g. {manifest.region}a"
        yield error("M-13", path, f"{zone} is not in the region {manifest.region}", fix)


def _zones(manifest: Manifest) -> Iterator[tuple[Path, str]]:
    yield from ((("zones", n), zone) for n, zone in enumerate(manifest.zones))
    if manifest.network:
        for n, subnet in enumerate(manifest.network.subnets):
            yield ("network", "subnets", n, "zone"), subnet.zone
        for n, zone in enumerate(manifest.network.nat.zones):
            yield ("network", "nat", "zones", n), zone
    for n, replica in enumerate(manifest.database.replicas if manifest.database else ()):
        if replica.zone:
            yield ("database", "replicas", n, "zone"), replica.zone

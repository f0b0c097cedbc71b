"""Recovery: what is promised, beside what the backups can give."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, error, warning
from nightshift.domain.manifest.recovery import Backups

# Minutes. Point-in-time recovery reaches to the last five, also of replicated automated backups
# (ON-X06); a Single-AZ database is restored in 30 to 60 (TQ L774).
POINT_IN_TIME = 5
SINGLE_ZONE_RTO = 30
HOUR = 60


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield targets that cannot be met with what the manifest declares."""
    snapshots, database = manifest.backups.snapshots, manifest.database
    if snapshots and snapshots.days and snapshots.at is None:
        fix = 'add `at:`, e.g. "04:00", or remove `days:`'
        yield error("M-04", ("backups", "snapshots", "at"), "is required with `days`", fix)
    if database is None:
        return
    for number, target in enumerate(manifest.recovery):
        rpo, rto = target.rpo_minutes, target.rto_minutes
        if target.scope == "region" and rpo is not None:
            yield from _region(("recovery", number, "rpo_minutes"), rpo, manifest.backups)
        single = target.scope == "database" and not database.multi_az
        if single and rto is not None and rto < SINGLE_ZONE_RTO:
            message = (
                f"{rto:g} minutes are promised, but a Single-AZ database is restored in "
                f"{SINGLE_ZONE_RTO} to 60"
            )
            fix = f"set database.multi_az: true, or promise {SINGLE_ZONE_RTO} minutes or more"
            yield warning("M-24", ("recovery", number, "rto_minutes"), message, fix)


def region_rpo(backups: Backups) -> float | None:
    """Return how many minutes a lost region takes with it; None: everything."""
    if backups.copy_to is None:
        return None
    if backups.copy_to.method == "replicated-backups":
        return POINT_IN_TIME
    return backups.copy_to.every_hours * HOUR


def _region(path: tuple[str | int, ...], promised: float, backups: Backups) -> Iterator[Finding]:
    honest = region_rpo(backups)
    if honest is not None and honest <= promised:
        return
    if honest is None:
        message = f"{promised:g} minutes are promised, but nothing is copied to another region"
        fix = f"add backups.copy_to with method: replicated-backups ({POINT_IN_TIME} minutes)"
    else:
        shown = f"{honest / HOUR:g} hours" if honest >= HOUR else f"{honest:g} minutes"
        message = f"{promised:g} minutes are promised; the honest RPO is {shown}"
        ways = [f"promise {honest:g} minutes"]
        if promised >= HOUR:
            ways.insert(0, f"every_hours: {int(promised // HOUR)}")
        if promised >= POINT_IN_TIME:
            ways.insert(0, "set backups.copy_to.method: replicated-backups")
        fix = ", or ".join(ways)
    yield warning("ON-X06/NF-X03", path, message, fix)

"""What the fields of a manifest must be to each other: one function per subject, one table.

A check yields findings with a rule's id: a row of the requirements, or one of ours (M-07 and on,
listed in docs/manifests.md). To add a rule: a module or a function here, and its row there.
"""

from collections.abc import Callable, Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.checks import (
    addresses,
    alarms,
    capacity,
    ceilings,
    connections,
    holidays,
    identity,
    images,
    maintenance,
    messages,
    names,
    prices,
    recovery,
    references,
    rotation,
    screens,
    spans,
    storage,
    windows,
)
from nightshift.domain.manifest.findings import Finding

Check = Callable[[Manifest], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    identity.check,
    names.check,
    references.check,
    capacity.check,
    spans.check,
    windows.check,
    holidays.check,
    connections.check,
    images.check,
    addresses.check,
    storage.check,
    rotation.check,
    recovery.check,
    maintenance.check,
    alarms.check,
    screens.check,
    ceilings.check,
    prices.check,
    messages.check,
)


REFERENCES = ("M-08", "ON-X11")  # a name that leads nowhere


def check(manifest: Manifest) -> list[Finding]:
    """Return everything that is wrong or doubtful in a manifest whose fields fit by themselves."""
    return list(_causes([finding for each in CHECKS for finding in each(manifest)]))


def _causes(findings: list[Finding]) -> Iterator[Finding]:
    """Yield findings without those that only follow: of a name that was changed or stands twice."""
    twice = any(finding.rule == "M-07" for finding in findings)
    broken = any(finding.rule in REFERENCES for finding in findings)
    for finding in findings:
        if twice and finding.rule in (*REFERENCES, "M-15"):
            continue
        if not broken or finding.rule != "M-15":
            yield finding

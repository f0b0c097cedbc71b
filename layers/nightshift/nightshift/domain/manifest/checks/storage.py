"""Buckets: what is replicated has versions (ON-X02), what is moved is not deleted before."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error
from nightshift.domain.manifest.storage import Lifecycle


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield buckets that S3 would not replicate."""
    for number, bucket in enumerate(manifest.buckets):
        if bucket.replicate_to and not bucket.versioning:
            message = f"replication to {bucket.replicate_to} needs versions, and there are none"
            fix = "set versioning: true and expire noncurrent versions, or remove replicate_to"
            yield error("ON-X02", ("buckets", number, "versioning"), message, fix)
        if bucket.replicate_to == manifest.region:
            message = f"is the workload's own region, {manifest.region}"
            fix = "name another region, or remove it"
            yield error("M-13", ("buckets", number, "replicate_to"), message, fix)
        yield from _lifecycle(("buckets", number, "lifecycle"), bucket.lifecycle)


def _lifecycle(here: Path, rules: tuple[Lifecycle, ...]) -> Iterator[Finding]:
    """Yield rules that move what another has deleted already."""
    for number, rule in enumerate(rules):
        same = [r for r in rules if (r.prefix, r.noncurrent) == (rule.prefix, rule.noncurrent)]
        gone = min((r.days for r in same if r.to == "delete"), default=None)
        if rule.to != "delete" and gone is not None and rule.days >= gone:
            message = f"{rule.days} days is too late: everything is deleted after {gone}"
            fix = f"write less than {gone}, or remove one of the two rules"
            yield error("M-30", (*here, number, "days"), message, fix)

"""What should be there of a workload, by its oracle, and what is, in the same words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.e2e.sixty_oracle import Oracle
from tests.e2e.sixty_view import State

STILL = (
    ("DynamicScalingInSuspended", True),
    ("DynamicScalingOutSuspended", True),
    ("ScheduledScalingSuspended", True),
)
MOVING = tuple((name, False) for name, _ in STILL)
WAKERS = ("AlarmNotification", "ScheduledActions")


def expected(oracle: Oracle, at: datetime) -> Iterator[tuple[str, Any]]:
    """Yield what should be there of one workload, by kind and name."""
    manifest, awake = oracle.manifest, oracle.awake(at)
    yield f"database {manifest['database']['identifier']}", "available" if awake else "stopped"
    for service in manifest["services"]:
        least, most = oracle.minimum(service, at), service["capacity"]["maximum"]
        if service["runtime"] == "ecs":
            name = f"{service['cluster']}/{service['service']}"
            count = least if awake else 0
            yield f"target {name}", (count, most, MOVING if awake else STILL)
            yield f"service {name}", (count, count)
        elif "autoscaling_group" in service:
            sizes = (least, most, least, least, ()) if awake else (0, most, 0, 0, WAKERS)
            yield f"group {service['autoscaling_group']}", sizes
        elif "instance_name" in service:
            yield f"instances {service['instance_name']}", ["running" if awake else "stopped"]
    nat = manifest["network"].get("nat", {})
    if "autoscaling_group" in nat:
        yield f"group {nat['autoscaling_group']}", (1, 1, 1, 1, ())
    cache = manifest["cache"]
    if awake or cache.get("asleep", "keep") == "keep":
        yield f"cache {cache['identifier']}", "available"
    if _has_mutes(manifest):
        yield "alarms", {awake}


def reduced(mine: State, manifest: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    cache = manifest["cache"]["identifier"]
    for key, value in mine.items():
        kind, _, name = key.partition(" ")
        match kind:
            case "cache" if name in (cache, f"node {cache}"):
                yield f"cache {cache}", value.get("Status") or value["CacheClusterStatus"]
            case "instances":
                yield key, sorted(value.values())
            case "cache" | "alarm":
                pass
            case _:
                yield key, value
    alarms = {value for key, value in mine.items() if key.startswith("alarm ")}
    if alarms:
        yield "alarms", alarms


def own(found: State, manifest: dict[str, Any]) -> State:
    """Return what is one workload's: things that its manifest names, and its alarms."""
    names = set(_names(manifest))
    cache, alarms = manifest["cache"]["identifier"], f"alarm nightshift-{manifest['name']}-"
    return {
        key: value
        for key, value in found.items()
        if key.partition(" ")[2] in names or key.startswith((f"cache node {cache}", alarms))
    }


def _names(manifest: dict[str, Any]) -> Iterator[str]:
    yield manifest["database"]["identifier"]
    yield manifest["cache"]["identifier"]
    yield manifest["network"].get("nat", {}).get("autoscaling_group", "")
    for service in manifest["services"]:
        yield f"{service.get('cluster')}/{service.get('service')}"
        yield service.get("autoscaling_group") or service.get("instance_name") or ""


def regions(known: dict[str, Oracle]) -> Iterator[tuple[str, dict[str, list[str]], list[str]]]:
    """Yield each region with the services of its clusters, and who can sleep there."""
    every = [oracle.manifest for oracle in known.values()]
    for region in sorted({manifest["region"] for manifest in every}):
        clusters: dict[str, list[str]] = {}
        manifests = [manifest for manifest in every if manifest["region"] == region]
        for service in (service for manifest in manifests for service in manifest["services"]):
            if service["runtime"] == "ecs":
                clusters.setdefault(service["cluster"], []).append(service["service"])
        yield region, clusters, [each["name"] for each in manifests if _has_mutes(each)]


def _has_mutes(manifest: dict[str, Any]) -> bool:
    return "awake" in manifest and bool(manifest["watch"].get("alarms"))

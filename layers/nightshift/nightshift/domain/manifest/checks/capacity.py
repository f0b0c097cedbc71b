"""How many run: minimum, desired and maximum in order, what spans ask for within them, Spot."""

from collections.abc import Iterator, Sequence

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, listed, warning
from nightshift.domain.manifest.services import EcsService, Service

# CPU units -> MB of memory that a task may have; Fargate's task sizes, read 2026-11-21.
FARGATE: dict[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16_384 + 1, 1024),
    4096: range(8192, 30_720 + 1, 1024),
    8192: range(16_384, 61_440 + 1, 4096),
    16_384: range(32_768, 122_880 + 1, 8192),
}


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield numbers of tasks that cannot hold together."""
    for number, service in enumerate(manifest.services):
        here: Path = ("services", number)
        yield from _order(here, service) or _within(here, service)
        if isinstance(service, EcsService):
            yield from _size(here, service)
        if isinstance(service, EcsService) and service.spot_weight and not service.on_demand_base:
            message = f"{service.spot_weight} % run on Spot and nothing is sure to run beside it"
            path = (*here, "on_demand_base") if service.on_demand_base == 0 else here
            yield warning("GL-X12", path, message, "set on_demand_base: 1 or more")


def _size(here: Path, service: EcsService) -> Iterator[Finding]:
    """Yield a size that Fargate does not have."""
    memory = FARGATE.get(service.cpu)
    if memory is None:
        fix = f"write one of {listed(map(str, FARGATE))}; 1024 are one vCPU"
        yield error("M-27", (*here, "cpu"), f"Fargate has no task of {service.cpu} units", fix)
    elif service.memory_mb not in memory:
        message = f"Fargate has no task of {service.cpu} units with {service.memory_mb} MB"
        nearest = min(memory, key=lambda found: abs(found - service.memory_mb))
        fix = f"write {nearest}; it has {memory[0]} to {memory[-1]} MB for so many units"
        yield error("M-27", (*here, "memory_mb"), message, fix)


def _order(here: Path, service: Service) -> list[Finding]:
    size = service.capacity
    if size.minimum <= size.desired <= size.maximum:
        return []
    message = f"minimum {size.minimum}, desired {size.desired}, maximum {size.maximum}"
    fix = "let minimum <= desired <= maximum hold"
    return [error("M-09", (*here, "capacity"), f"are not in order: {message}", fix)]


def _within(here: Path, service: Service) -> Iterator[Finding]:
    """Yield what asks for more than the maximum; where several do, it is the maximum's fault."""
    maximum = service.capacity.maximum
    asked: list[tuple[Path, str, int]] = [
        *(
            ((*here, "windows", number, "minimum"), window.name, window.minimum)
            for number, window in enumerate(service.windows)
        ),
        *(
            ((*here, "dated", number, "minimum"), span.name, span.minimum)
            for number, span in enumerate(service.dated)
        ),
        *(
            ((*here, "openings", number, "capacity"), opening.name, opening.capacity)
            for number, opening in enumerate(service.openings)
        ),
    ]
    over = [(path, name, count) for path, name, count in asked if count > maximum]
    if len(over) > 1:
        most = max(count for _, _, count in over)
        message = f"{maximum} is less than {listed(name for _, name, _ in over)} ask for"
        yield error("M-09", (*here, "capacity", "maximum"), message, f"write {most} or more")
    elif over:
        path, _, count = over[0]
        fix = f"write at most {maximum}, or raise capacity.maximum"
        yield error("M-09", path, f"{count} is above the service's maximum, {maximum}", fix)

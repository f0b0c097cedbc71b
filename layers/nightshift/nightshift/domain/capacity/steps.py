"""The calls that bring services from the size they have to the one that is wanted of them.

Every step sets, none adds: where a step was made and its answer got lost, the next look finds
nothing to do. What is scaled by target tracking gets a new minimum and is left to it above that;
what nobody scales gets the very count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nightshift.domain.capacity.connection_gate import Gate, Raise, Running, Verdict
from nightshift.domain.capacity.sizes import EcsSize, GroupSize, ServiceName, Target
from nightshift.domain.capacity.wanted import Wanted
from nightshift.domain.manifest.services import Ec2Service, EcsService, Service

Size = EcsSize | GroupSize


@dataclass(frozen=True, slots=True)
class TargetCall:
    """Set between what and what an ECS service may be."""

    name: ServiceName
    target: Target


@dataclass(frozen=True, slots=True)
class DesiredCall:
    """Set how many tasks an ECS service should have."""

    name: ServiceName
    desired: int


@dataclass(frozen=True, slots=True)
class GroupCall:
    """Set the sizes of an Auto Scaling group."""

    name: str
    minimum: int
    maximum: int
    desired: int


Call = TargetCall | DesiredCall | GroupCall


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to one service, with the reason a person reads."""

    service: str
    before: int  # its minimum; its count where nothing has a minimum
    after: int
    reason: str
    calls: tuple[Call, ...] = ()  # none: it is as it should be


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A service that is not changed, and why."""

    service: str
    reason: str
    missing: bool = False  # it should be there


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done about a workload."""

    steps: tuple[Step, ...]  # one for each service that can be changed, also where nothing is to do
    verdicts: tuple[Verdict, ...]  # of the gate, where something does not fit
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """A service with its size and what is wanted of it."""

    wanted: Wanted
    size: Size

    @property
    def service(self) -> Service:
        return self.wanted.service

    @property
    def tracked(self) -> bool:
        """Whether something else scales it above its minimum."""
        scales = bool(self.service.tracking or self.service.steps)
        return scales and not (isinstance(self.size, EcsSize) and self.size.target is None)

    @property
    def floor(self) -> int:
        """What it does not go below as it is."""
        return _minimum(self.size) if self.tracked else self.size.desired

    @property
    def base(self) -> int:
        """What its team runs outside of every span, and what no gate takes away."""
        capacity = self.service.capacity
        return capacity.minimum if self.tracked else max(capacity.minimum, capacity.desired)

    @property
    def count(self) -> int:
        """How many are wanted."""
        state = self.wanted.state
        return state.value if state.name is not None else self.base

    @property
    def kept(self) -> int:
        """What holds where more is refused."""
        return max(self.floor, self.base)


def decide(
    wanted: Sequence[Wanted],
    sizes: Mapping[str, Size],
    gate: Gate,
    last: Mapping[str, int] | None = None,
) -> Steps:
    """Return the steps, [] where everything is settled.

    `sizes` has the services that were found, `last` what we set of each before: another minimum
    was set by somebody else.
    """
    cases = [_Case(one, sizes[one.name]) for one in wanted if one.name in sizes]
    raises = [Raise(one.wanted.name, one.count, one.kept) for one in cases if one.count > one.kept]
    verdicts = {verdict.service: verdict for verdict in gate.decide(raises)}
    return Steps(
        tuple(_step(case, verdicts.get(case.wanted.name), last or {}) for case in cases),
        tuple(verdict for verdict in verdicts.values() if verdict.outcome != "fits"),
        tuple(_left_out(one.service) for one in wanted if one.name not in sizes),
    )


def running(sizes: Mapping[str, Size]) -> dict[str, Running]:
    """Return what runs of each service, for the gate."""
    return {name: Running(size.desired, _present(size)) for name, size in sizes.items()}


def _present(size: Size) -> int:
    return size.running + size.pending if isinstance(size, EcsSize) else size.in_service


def _left_out(service: Service) -> LeftOut:
    if isinstance(service, EcsService):
        thing = f"the service {service.cluster}/{service.service}"
    elif service.autoscaling_group:
        thing = f"the Auto Scaling group {service.autoscaling_group}"
    else:
        return LeftOut(service.name, "single instances have no count; put them into a group")
    return LeftOut(
        service.name, f"{thing} is not there; deploy it, or correct the manifest", missing=True
    )


def _step(case: _Case, verdict: Verdict | None, last: Mapping[str, int]) -> Step:
    allowed = verdict.minimum if verdict else case.count
    minimum = min(case.wanted.state.value, allowed)
    before, after = _minimum(case.size), minimum if _has_minimum(case.size) else allowed
    return Step(
        case.wanted.name,
        before,
        after,
        "; ".join(_reasons(case, verdict, last.get(case.wanted.name), (before, after))),
        tuple(_calls(case, minimum, None if case.tracked else allowed)),
    )


def _calls(case: _Case, minimum: int, desired: int | None) -> Iterator[Call]:
    """Yield the calls in their order; `desired` is None where something else scales it."""
    size, service = case.size, case.service
    needed = max(minimum, desired or 0)
    if isinstance(size, GroupSize) and isinstance(service, Ec2Service):
        yield from _of_group(size, service, minimum, desired)
    elif isinstance(size, EcsSize) and isinstance(service, EcsService):
        name, there, target = (
            ServiceName(service.cluster, service.service),
            size.desired,
            size.target,
        )
        if target is not None:
            maximum = _maximum(service, target.maximum, needed)
            wanted = replace(target, minimum=minimum, maximum=maximum)
            # Application Auto Scaling brings the count between both by itself.
            there = min(max(there, minimum), maximum)
            if wanted != target:
                yield TargetCall(name, wanted)
        if desired is not None and desired != there:
            yield DesiredCall(name, desired)


def _of_group(
    size: GroupSize, service: Ec2Service, minimum: int, desired: int | None
) -> Iterator[GroupCall]:
    maximum = _maximum(service, size.maximum, max(minimum, desired or 0))
    count = min(max(size.desired, minimum), maximum) if desired is None else desired
    if (size.minimum, size.maximum, size.desired) != (minimum, maximum, count):
        yield GroupCall(str(service.autoscaling_group), minimum, maximum, count)


def _maximum(service: Service, there: int, needed: int) -> int:
    """Return its maximum as it is; as the manifest has it, where that one is too low."""
    return there if needed <= there else max(service.capacity.maximum, needed)


def _has_minimum(size: Size) -> bool:
    return isinstance(size, GroupSize) or size.target is not None


def _minimum(size: Size) -> int:
    if isinstance(size, GroupSize):
        return size.minimum
    return size.target.minimum if size.target is not None else size.desired


def _reasons(
    case: _Case, verdict: Verdict | None, last: int | None, change: tuple[int, int]
) -> Iterator[str]:
    before, after = change
    yield case.wanted.state.reason
    if verdict is not None and verdict.outcome != "fits":
        yield f"{verdict.outcome} by the connection budget"
    if last is not None and last != before != after:
        yield f"somebody had set it to {before}"
    if after < before and case.tracked:
        yield "how many run is left to target tracking"

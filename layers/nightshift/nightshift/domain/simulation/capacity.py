"""How many of each service run over time, what raises and lowers them, and what does not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service
from nightshift.domain.savings import baseline
from nightshift.domain.simulation.budget import Ruling, Units, at_rest, rule
from nightshift.domain.simulation.edges import action, counted, unit
from nightshift.domain.simulation.model import Action, Course, Kind, Sleep, Span, Stretch
from nightshift.domain.simulation.sleeping import goes_on
from nightshift.domain.windows.spans import Edge
from nightshift.domain.windows.timeline import Timeline

JUST_BEFORE = timedelta(seconds=1)


class Player:
    """Plays the services of one workload over one span, once."""

    def __init__(
        self,
        manifest: Manifest,
        timelines: Mapping[str, Timeline],
        sleeps: Sequence[Sleep],
        span: Span,
    ) -> None:
        self._manifest, self._timelines, self._span = manifest, timelines, span
        self._sleeps = sleeps
        self._sleepless = {kept.label for kept in goes_on(manifest)}
        self._changes: dict[str, list[tuple[datetime, int, str]]] = defaultdict(list)
        self.actions: list[Action] = []
        self.parked: dict[datetime, Units] = {}  # start of a sleep -> what ran until then
        self._running = self._at_first()

    def play(self) -> tuple[Course, ...]:
        """Return how many run over the span; `actions` and `parked` are filled."""
        span = self._span
        edges: dict[datetime, list[tuple[Service, Edge]]] = defaultdict(list)
        for service in self._manifest.services:
            for edge in self._timelines[service.name].edges(span.start, span.end):
                edges[edge.at].append((service, edge))
        turns = (at for sleep in self._sleeps for at in (sleep.span.start, sleep.span.end))
        for at in sorted({span.start, *edges, *(at for at in turns if at in span)}):
            self._step(at, edges.get(at, []))
        return tuple(self._course(service) for service in self._manifest.services)

    def _at_first(self) -> Units:
        """Return what runs before the span, as a window that began earlier left it."""
        base = {service.name: at_rest(service) for service in self._manifest.services}
        begun = [sleep.span.start for sleep in self._sleeps if sleep.span.start < self._span.start]
        if not begun:
            return rule(self._manifest, base, self._wanted(self._span.start)).units
        self.parked[begun[0]] = rule(
            self._manifest, base, self._wanted(begun[0] - JUST_BEFORE)
        ).units
        return {name: self._asleep(name, base) for name in base}

    def _asleep(self, name: str, before: Units) -> int:
        return before[name] if name in self._sleepless else 0

    def _wanted(self, at: datetime) -> Units:
        return {service.name: self._asked(service, at) for service in self._manifest.services}

    def _asked(self, service: Service, at: datetime) -> int:
        value = self._timelines[service.name].value_at(at)
        # Where no calendar has a say, its value is the minimum, and the team's number stays.
        return max(value, at_rest(service))

    def _step(self, at: datetime, edges: Sequence[tuple[Service, Edge]]) -> None:
        """Go on to an instant at which something may change."""
        before, sleep = self._running, self._sleeping(at)
        if sleep is not None:
            self.parked.setdefault(sleep.span.start, before)
            ruling = Ruling({name: self._asleep(name, before) for name in before}, {})
        else:
            ruling = rule(self._manifest, self._woken(at), self._wanted(at))
        self._running = ruling.units
        for name, count in ruling.units.items():
            self._changes[name].append((at, count, self._reason(name, at, sleep, ruling)))
        for service, edge in edges:
            counts = before[service.name], ruling.units[service.name]
            self.actions.append(action(service, edge, counts, asleep=sleep is not None))
            self.actions += self._refusals(service, edge, ruling)

    def _sleeping(self, at: datetime) -> Sleep | None:
        return next((sleep for sleep in self._sleeps if at in sleep.span), None)

    def _woken(self, at: datetime) -> Units:
        """Return what runs: in the morning, what ran in the evening."""
        ended = (sleep.span.start for sleep in self._sleeps if sleep.span.end == at)
        return next((self.parked[start] for start in ended), self._running)

    def _reason(self, name: str, at: datetime, sleep: Sleep | None, ruling: Ruling) -> str:
        if sleep is not None:
            return f"asleep: {sleep.reason}"
        if name in ruling.against:
            return ruling.against[name].arithmetic
        return self._timelines[name].state_at(at).reason

    def _refusals(self, service: Service, edge: Edge, ruling: Ruling) -> Iterator[Action]:
        said = ruling.against.get(service.name)
        if said is None or edge.kind == "stop":
            return
        kind = Kind.CAPPED if said.outcome == "capped" else Kind.REFUSED
        asked = self._asked(service, edge.at)
        text = f"{counted(service, said.minimum)} instead of {asked}"
        yield Action(edge.at, kind, service.name, text, said.arithmetic, said.fix, asked)

    def _course(self, service: Service) -> Course:
        changes = self._changes[service.name]
        kept = [
            change
            for number, change in enumerate(changes)
            if number == 0 or change[1] != changes[number - 1][1]
        ]
        ends = [at for at, _, _ in kept[1:]] + [self._span.end]
        stretches = tuple(
            Stretch(Span(at, end), count, reason)
            for (at, count, reason), end in zip(kept, ends, strict=True)
        )
        return Course(service.name, unit(service), baseline(service), stretches)

"""When an environment is asleep, what is done then, and what AWS does to a database meanwhile."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from nightshift.domain.environment.assets import Kept, kept, waves
from nightshift.domain.manifest import Manifest
from nightshift.domain.simulation.model import Action, Kind, Sleep, Span, Stretch
from nightshift.domain.windows.timeline import Timeline

# RDS starts an instance that was stopped for so long; USER_StopInstance, read 2026-11-28.
LONGEST_STOP = timedelta(days=7)
RESTOP = timedelta(minutes=30)  # at most, until it is stopped again
# A sleep that began earlier counts as having begun then.
LOOK_BACK = timedelta(days=60)
ENVIRONMENT, DATABASE = "environment", "database"
STACK = "nightshift"  # it begins the names of alarms, which are not shown


def stretches(timeline: Timeline, span: Span) -> list[Stretch]:
    """Return what a timeline says over a span: one stretch per value, not per edge."""
    instants = {span.start, *(edge.at for edge in timeline.edges(span.start, span.end))}
    changes: list[tuple[datetime, int]] = []
    for at in sorted(instants):
        value = timeline.value_at(at)
        if not changes or changes[-1][1] != value:
            changes.append((at, value))
    ends = [at for at, _ in changes[1:]] + [span.end]
    return [
        Stretch(Span(at, end), value, timeline.state_at(at).reason)
        for (at, value), end in zip(changes, ends, strict=True)
    ]


def sleeps(manifest: Manifest, timeline: Timeline, span: Span) -> tuple[Sleep, ...]:
    """Return the sleeps that meet a span; one that is not over ends with the span."""
    if manifest.awake is None:
        return ()
    found = stretches(timeline, Span(span.start - LOOK_BACK, span.end))
    asleep = [each for each in found if each.value == 0 and each.span.meets(span)]
    has_database = manifest.database is not None
    return tuple(
        Sleep(each.span, each.reason, tuple(_woken(each.span)) if has_database else ())
        for each in asleep
    )


def _woken(sleep: Span) -> Iterator[Span]:
    """Yield when AWS has the database running in spite of a sleep."""
    at = sleep.start + LONGEST_STOP
    while at < sleep.end:
        again = min(at + RESTOP, sleep.end)
        yield Span(at, again)
        at = again + LONGEST_STOP


def actions(manifest: Manifest, timeline: Timeline, span: Span) -> Iterator[Action]:
    """Yield notices, stops, starts, and what becomes of the database in a long sleep."""
    if manifest.awake is None:
        return
    before = timedelta(minutes=manifest.awake.notice_minutes)
    found = stretches(timeline, Span(span.start - before, span.end + before))
    for was, now in pairwise(found):
        yield from _changes(manifest, was, now, before)
    for sleep in sleeps(manifest, timeline, span):
        yield from _restarts(sleep)


def _changes(manifest: Manifest, was: Stretch, now: Stretch, notice: timedelta) -> Iterator[Action]:
    at = now.span.start
    if now.value:
        yield Action(at, Kind.START, ENVIRONMENT, starting(manifest), now.reason)
        return
    if notice:
        text = f"asleep in {notice // timedelta(minutes=1)} minutes; it can be put off"
        # One that was woken for less than the notice is told of at once.
        told = max(at - notice, was.span.start)
        yield Action(told, Kind.NOTICE, ENVIRONMENT, text, now.reason)
    yield Action(at, Kind.STOP, ENVIRONMENT, stopping(manifest), now.reason)


def _restarts(sleep: Sleep) -> Iterator[Action]:
    for ran in sleep.woken:
        reason = f"stopped for {LONGEST_STOP.days} days"
        yield Action(ran.start, Kind.DATABASE_STARTED, DATABASE, "AWS starts it", reason)
        if ran.end < sleep.span.end:
            minutes = RESTOP // timedelta(minutes=1)
            text = f"stopped again, after {minutes} minutes at most"
            yield Action(ran.end, Kind.DATABASE_STOPPED, DATABASE, text, sleep.reason)


def starting(manifest: Manifest) -> str:
    """Return what starts, in order."""
    return ", then ".join(_waves(manifest))


def stopping(manifest: Manifest) -> str:
    """Return what stops, in order."""
    return ", then ".join(reversed(_waves(manifest)))


def goes_on(manifest: Manifest) -> tuple[Kept, ...]:
    """Return what runs while the environment sleeps, and why."""
    return tuple(kept(manifest)) if manifest.awake is not None else ()


def _waves(manifest: Manifest) -> list[str]:
    return [", ".join(asset.label for asset in wave) for wave in waves(manifest, STACK)]

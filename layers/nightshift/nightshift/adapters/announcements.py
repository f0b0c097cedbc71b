"""Facts of ours on the bus."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import RefusedError, TransientError

ACTIONS: Actions = dict.fromkeys(
    ("announce", "announce_each", "refusals"), frozenset({"events:PutEvents"})
)
SOURCE = "nightshift"


def announce_each(
    bus: str, detail_type: str, details: Iterable[Mapping[str, Any]], *, source: str = SOURCE
) -> None:
    """Put events of one type on the bus, in their order; none where there is nothing to tell.

    Raises:
        TransientError: throttled, no answer, or the bus did not take one.
        RefusedError: no such bus, or access denied.
    """
    for detail in details:
        announce(bus, detail_type, detail, source=source)


@contextmanager
def refusals(
    bus: str, detail_type: str, told: Callable[[str], Mapping[str, Any]]
) -> Iterator[None]:
    """Announce what the code inside refuses, before the refusal goes on to its caller.

    An application that puts an event on the bus is told no answer, and its people should hear it.

    Raises:
        RefusedError: the refusal itself.
        TransientError: it could not be announced; another try refuses again.
    """
    try:
        yield
    except RefusedError as problem:
        announce(bus, detail_type, told(str(problem)))
        raise


def announce(
    bus: str, detail_type: str, detail: Mapping[str, Any], *, source: str = SOURCE
) -> None:
    """Put one event on the bus.

    Raises:
        TransientError: throttled, no answer, or the bus did not take it.
        RefusedError: no such bus, or access denied.
    """
    entry = {
        "EventBusName": bus,
        "Source": source,
        "DetailType": detail_type,
        "Detail": json.dumps(detail, ensure_ascii=False),
    }
    with translated(f"event {detail_type}"):
        answer = client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        code = answer["Entries"][0].get("ErrorCode")
        raise TransientError(f"event {detail_type}: not taken: {code}")

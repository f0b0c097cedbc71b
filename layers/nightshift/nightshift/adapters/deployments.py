"""Answer CloudFormation, which waits for what a custom resource's function did."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Any

from nightshift.adapters import announcements, places, stacks
from nightshift.adapters.aws import Actions
from nightshift.domain.capacity.request import TASK
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.reconcile import former
from nightshift.domain.reconcile.desired.schedules import DETAIL_TYPE, SOURCE
from nightshift.domain.reconcile.resources import Hub

ACTIONS: Actions = {
    "answering": frozenset(),  # the answer goes to a presigned URL
    "former_places": stacks.ACTIONS["outputs"],
    "look_at_sizes": announcements.ACTIONS["announce_each"] | places.ACTIONS["now"],
}
SPARE_SECONDS = 10.0  # before the function is stopped: time for the answer
REASON_SHOWN = 1500  # characters; the answer has 4096 bytes, and Hangul takes 3 of them
TIMEOUT_SECONDS = 5.0
TRIES = 3
UNEXPECTED = "the function failed in a way it does not know; its log says more"
NO_TIME = "the time of the function is over; what is done stays, deploy again to go on"


@contextmanager
def answering(event: Any, remaining_millis: Callable[[], int]) -> Iterator[dict[str, str]]:
    """Answer the deployment that asked, if one did, however the `with` ends.

    CloudFormation hears of success, of the error's text, and of a time that is nearly over. An
    error it was told of ends here: raised, it would make Lambda call the function again. What is
    put into the mapping are the resource's attributes.

    Raises:
        TransientError: the answer could not be delivered.
    """
    if not isinstance(event, Mapping) or "ResponseURL" not in event:
        yield {}
        return
    answer = _Answer(event)
    attributes: dict[str, str] = {}
    left = remaining_millis() / 1000 - SPARE_SECONDS
    alarm = Timer(max(left, 0), answer.fail, (NO_TIME,))
    alarm.daemon = True
    alarm.start()
    try:
        yield attributes
    except (RefusedError, TransientError) as problem:
        answer.fail(str(problem))
    else:
        answer.succeed(attributes)
    finally:
        alarm.cancel()
        answer.fail(UNEXPECTED)  # where nothing was told yet


def former_places(event: Any) -> str:
    """Return the places that the deployment before this one left; "" where none is known.

    Raises:
        RefusedError: access denied.
        TransientError: throttled, or no answer.
    """
    if not _is_update(event):
        return ""
    return stacks.outputs(event["StackId"], None).get(former.OUTPUT, "")


def look_at_sizes(event: Any, hub: Hub, workloads: Sequence[str]) -> None:
    """Have the sizes of these workloads looked at now that other manifests are deployed.

    Their next edge may be hours away. The first deployment changes nothing that runs before one.

    Raises:
        TransientError: throttled, no answer, or the bus did not take an event.
        RefusedError: access denied.
    """
    if not workloads or not _is_update(event):
        return
    at = places.now(hub.place).isoformat()
    details = ({"workload": name, "task": TASK, "at": at} for name in workloads)
    announcements.announce_each(hub.stack, DETAIL_TYPE, details, source=SOURCE)


def _is_update(event: Any) -> bool:
    return isinstance(event, Mapping) and event.get("RequestType") == "Update"


class _Answer:
    """What CloudFormation is told: once, whoever comes first."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self._told = False
        self._lock = Lock()

    def succeed(self, attributes: Mapping[str, str]) -> None:
        """Tell that it is done."""
        self._tell("SUCCESS", "done", attributes)

    def fail(self, reason: str) -> None:
        """Tell why it is not."""
        self._tell("FAILED", reason[:REASON_SHOWN])

    def _tell(self, status: str, reason: str, attributes: Mapping[str, str] | None = None) -> None:
        with self._lock:
            if self._told:
                return
            _put(
                self._event["ResponseURL"],
                {
                    "Status": status,
                    "Reason": reason,
                    # Always the same: another one would be deleted as the old resource.
                    "PhysicalResourceId": self._event.get("PhysicalResourceId")
                    or self._event["LogicalResourceId"],
                    "StackId": self._event["StackId"],
                    "RequestId": self._event["RequestId"],
                    "LogicalResourceId": self._event["LogicalResourceId"],
                    "Data": attributes or {},
                },
            )
            self._told = True


def _put(url: str, answer: Mapping[str, Any]) -> None:
    import urllib3  # comes with botocore

    try:
        found = urllib3.PoolManager().request(
            "PUT",
            url,
            body=json.dumps(answer, ensure_ascii=False).encode(),
            headers={"Content-Type": ""},  # as the URL was signed
            timeout=TIMEOUT_SECONDS,
            retries=urllib3.Retry(TRIES, status_forcelist=(500, 503), backoff_factor=0.5),
        )
    except urllib3.exceptions.HTTPError as problem:
        # Without the error's text and cause: they hold the URL, which anybody could answer with.
        name = type(problem).__name__
        raise TransientError(f"the deployment could not be answered: {name}") from None
    if found.status >= 400:  # noqa: PLR2004 - HTTP: refused
        raise TransientError(f"the deployment could not be answered: HTTP {found.status}")

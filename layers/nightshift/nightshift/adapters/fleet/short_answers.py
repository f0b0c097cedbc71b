"""Let botocore build only what we need of EC2's long answers.

To build all that DescribeInstances tells of 5,000 instances costs it 3 s of CPU and more; we need
three fields of each. Its event `before-parse` gives us the body first. What we read of the set goes
into the answer, and the rest is left to botocore, the token of the next page among it. Where the
set is not exactly as we know it, botocore gets the whole body: slower, with the same answer.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from nightshift.adapters.aws import hooked
from nightshift.domain.fleet import answers

Read = Callable[[str], answers.Members | None]
OK = 200  # HTTP status
# Operation -> the set in its XML, what reads it, and its name in boto3.
READ: dict[str, tuple[str, Read, str]] = {
    "DescribeInstances": ("reservationSet", answers.described, "Reservations"),
    "StopInstances": ("instancesSet", answers.changed, "StoppingInstances"),
    "StartInstances": ("instancesSet", answers.changed, "StartingInstances"),
}


def short_answers(client: Any, operation: str) -> AbstractContextManager[None]:
    """Have a client's answers tell of an instance its id only, described ones state name and tags.

    Inside the `with` only: others share the client, and may want the rest.
    """
    return hooked(client, f"before-parse.ec2.{operation}", partial(_shorten, *READ[operation]))


def _shorten(
    name: str,
    read: Read,
    member: str,
    *,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: Any,
) -> None:
    cut = None
    if response_dict["status_code"] == OK:
        cut = answers.cut(response_dict["body"].decode(), name)
    found = read(cut.inner) if cut else None
    if cut and found is not None:
        customized_response_dict[member] = found
        response_dict["body"] = cut.outer.encode()

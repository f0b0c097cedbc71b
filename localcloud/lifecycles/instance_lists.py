"""DescribeInstances of thousands of instances, and ids that are none.

moto searches all tags for each instance and all instances for each id, which takes minutes. Pages
are moto's where MaxResults is not given (100 reservations), else of so many instances: a
reservation with more of them goes on in the next page. Error codes of the EC2 API, read 2026-11-28.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall, Home
from localcloud.lifecycles import instance_xml
from localcloud.lifecycles.lifecycle import backend

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

ID = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
WILD = re.compile(r"[\\*?]")
PIECES = re.compile(r"\\(.)|([*?])|(\\$|[^\\*?]+)", re.DOTALL)
LEAST, MOST = 5, 1000  # MaxResults; API_DescribeInstances
PAGE = 100  # reservations, where MaxResults does not say


def install(cloud: "Cloud") -> None:
    """Hook in, at the service's first call."""
    cloud.gateway.before("ec2", _patch)
    cloud.gateway.replace("ec2", "DescribeInstances", _describe)


def found(home: Home, ids: Iterable[str]) -> list[Any]:
    """Return the instances of these ids, each once.

    Raises:
        AwsError: an id is malformed, or there are no such instances; all of them are named.
    """
    wanted = list(dict.fromkeys(ids))
    for each in wanted:
        if not ID.fullmatch(each):
            raise AwsError("InvalidInstanceID.Malformed", f'Invalid id: "{each}"')
    there = {
        each.id: each
        for reservation in list(backend("ec2", home).reservations.values())
        for each in reservation.instances
    }
    missing = [each for each in wanted if each not in there]
    if missing:
        named = ", ".join(missing)
        what = f"ID '{named}' does" if len(missing) == 1 else f"IDs '{named}' do"
        raise AwsError("InvalidInstanceID.NotFound", f"The instance {what} not exist")
    return [there[each] for each in wanted]


def _patch() -> None:
    """Let a resource's tags be looked up, not searched for."""
    from moto.ec2.models.core import TaggedEC2Resource
    from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix

    def get_tags(self: Any) -> list[dict[str, str]]:
        kind = EC2_PREFIX_TO_RESOURCE.get(get_prefix(self.id), "") if self.id else ""
        tags = self.ec2_backend.tags.get(self.id, {}) if self.id else {}
        rest = {"resource_id": self.id, "resource_type": kind}
        return [{**rest, "key": key, "value": value} for key, value in tags.items()]

    TaggedEC2Resource.get_tags = get_tags


def _describe(call: ApiCall) -> Answer:
    wanted = call.params
    ids, size = wanted.get("InstanceIds") or (), wanted.get("MaxResults")
    if ids and size:
        message = "The parameter instancesSet cannot be used with the parameter maxResults"
        raise AwsError("InvalidParameterCombination", message)
    if size and not LEAST <= int(size) <= MOST:
        message = f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between"
        raise AwsError("InvalidParameterValue", f"{message} {LEAST} and {MOST}.")
    token, start = wanted.get("NextToken"), 0
    if token:
        if not token.isdecimal():
            raise AwsError("InvalidNextToken", "The specified nextToken is invalid.")
        start = int(token)
    chosen = _chosen(call, {each.id for each in found(call.home, ids)} if ids else None)
    end = start + int(size) if size else _after_reservations(chosen, start, PAGE)
    parts = groupby(chosen[start:end], key=itemgetter(0))
    return instance_xml.answer(
        call,
        ((reservation, [each for _, each in part]) for reservation, part in parts),
        str(end) if end < len(chosen) else None,
    )


def _after_reservations(chosen: Sequence[tuple[Any, Any]], start: int, count: int) -> int:
    """Return where a page ends that begins at `start` and has so many reservations."""
    seen: set[str] = set()
    for place in range(start, len(chosen)):
        seen.add(chosen[place][0].id)
        if len(seen) > count:
            return place
    return len(chosen)


def _chosen(call: ApiCall, ids: set[str] | None) -> list[tuple[Any, Any]]:
    """Return (reservation, instance) of all that were asked for."""
    tests = [
        _test(each["Name"], each.get("Values") or []) for each in call.params.get("Filters", ())
    ]
    return [
        (reservation, each)
        for reservation in list(backend("ec2", call.home).reservations.values())
        for each in list(reservation.instances)
        if (ids is None or each.id in ids) and all(test(each) for test in tests)
    ]


def _test(name: str, values: list[str]) -> Callable[[Any], bool]:
    """Return the test of one filter: `tag:<key>` and the state are ours, others moto's."""
    from moto.ec2.utils import passes_filter_dict

    plain = {each for each in values if not WILD.search(each)}
    wild = [_pattern(each) for each in values if each not in plain]

    def fits(value: str | None) -> bool:
        return value is not None and (value in plain or any(each.fullmatch(value) for each in wild))

    if name.startswith("tag:"):
        return lambda each: fits(each.ec2_backend.tags.get(each.id, {}).get(name[4:]))
    if name == "instance-state-name":
        return lambda each: fits(each.state)
    return lambda each: bool(passes_filter_dict(each, {name: values}))


def _pattern(value: str) -> re.Pattern[str]:
    """Return a filter's value as a pattern: * and ? are wild, unless a backslash stands before."""
    wild = {"*": ".*", "?": ".?"}
    pieces = (wild[w] if w else re.escape(e or p) for e, w, p in PIECES.findall(value))
    return re.compile("".join(pieces), re.DOTALL)

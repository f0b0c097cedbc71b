"""Dashboards: one set per account whatever the region, with tags; a body that cannot be drawn.

PutDashboard, TagResource and "Dashboard Body Structure and Syntax", read 2026-11-20.
"""

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.iam import tags

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

HOME = "us-east-1"  # the region that global things are listed in
NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
WIDGETS = 500  # a dashboard
ARN = re.compile(r"arn:[\w-]+:cloudwatch::(\d{12}):dashboard/(.+)")
OK = 200

_moto_tag = CloudWatchBackend.tag_resource
_moto_untag = CloudWatchBackend.untag_resource
_moto_list_tags = CloudWatchBackend.list_tags_for_resource


def install(cloud: "Cloud") -> None:
    """Patch moto once, check bodies, keep tags."""
    CloudWatchBackend.dashboards = property(_dashboards, _ignore)
    CloudWatchBackend.tag_resource = _tag
    CloudWatchBackend.untag_resource = _untag
    CloudWatchBackend.list_tags_for_resource = _list_tags
    cloud.gateway.check("cloudwatch", "PutDashboard", _check)
    cloud.gateway.after(_after)


def _home(account: str) -> CloudWatchBackend:
    return cloudwatch_backends[account][HOME]


def _dashboards(self: CloudWatchBackend) -> dict[str, Any]:
    kept: dict[str, Any] = _home(self.account_id).__dict__.setdefault("_dashboards", {})
    return kept


def _ignore(_: CloudWatchBackend, __: dict[str, Any]) -> None:
    """Take moto's empty dictionary of each region and leave it."""


def _check(call: ApiCall) -> None:
    name = str(call.params.get("DashboardName", ""))
    if not NAME.fullmatch(name):
        raise AwsError(
            "InvalidParameterValue",
            f"The value {name} for field DashboardName contains invalid characters. "
            "It can only contain alphanumerics, dash (-) and underscore (_).",
        )
    problems = _problems(str(call.params.get("DashboardBody", "")))
    if problems:
        raise AwsError(
            "InvalidParameterInput",
            f"The dashboard body is invalid, there are {len(problems)} validation errors: "
            + json.dumps(problems),
        )
    account = call.account
    call.notes["tags"] = (
        None if name in _dashboards(_home(account)) else tags.of_request(call.params)
    )


def _problems(text: str) -> list[dict[str, str]]:
    try:
        body = json.loads(text)
    except ValueError:
        return [{"message": "The field DashboardBody must be a valid JSON object"}]
    widgets = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(widgets, list):
        return [{"dataPath": "", "message": "Should have required property 'widgets'"}]
    if len(widgets) > WIDGETS:
        message = f"Should NOT have more than {WIDGETS} items"
        return [{"dataPath": "/widgets", "message": message}]
    return [
        {"dataPath": f"/widgets/{number}", "message": f"Should have required property '{name}'"}
        for number, widget in enumerate(widgets)
        for name in ("type", "properties")
        if not isinstance(widget, dict) or name not in widget
    ]


def _after(call: ApiCall, answer: Answer) -> None:
    if call.model != "cloudwatch" or answer.status != OK:
        return
    arn = f"arn:aws:cloudwatch::{call.account}:dashboard/"
    tagger = _home(call.account).tagger
    if call.operation == "PutDashboard" and call.notes.get("tags"):
        found = tagger.convert_dict_to_tags_input(call.notes["tags"])
        tagger.tag_resource(arn + call.params["DashboardName"], found)
    elif call.operation == "DeleteDashboards":
        for name in call.params["DashboardNames"]:
            tagger.delete_all_tags_for_resource(arn + name)


def _owner(arn: str) -> CloudWatchBackend | None:
    """Return who keeps the tags of a dashboard; None where `arn` is no dashboard's.

    Raises:
        AwsError: there is no such dashboard.
    """
    found = ARN.fullmatch(arn)
    if found is None:
        return None
    home = _home(found[1])
    if found[2] not in _dashboards(home):
        raise AwsError("ResourceNotFoundException", f"{arn} does not exist", 404)
    return home


def _tag(self: CloudWatchBackend, arn: str, given: dict[str, str]) -> None:
    home = _owner(arn)
    if home is None:
        _moto_tag(self, arn, given)
    else:
        home.tagger.tag_resource(arn, home.tagger.convert_dict_to_tags_input(given))


def _untag(self: CloudWatchBackend, arn: str, tag_keys: list[str]) -> None:
    home = _owner(arn)
    if home is None:
        _moto_untag(self, arn, tag_keys)
    else:
        home.tagger.untag_resource_using_names(arn, tag_keys)


def _list_tags(self: CloudWatchBackend, arn: str) -> dict[str, str]:
    keeper = _owner(arn)
    read = keeper.tagger.get_tag_dict_for_resource if keeper else partial(_moto_list_tags, self)
    found: dict[str, str] = read(arn)
    return found


def tagged(account: str) -> list[tuple[str, dict[str, str]]]:
    """Return the (ARN, tags) of an account's dashboards."""
    home = _home(account)
    arns = [dashboard.arn for dashboard in _dashboards(home).values()]
    return [(arn, home.tagger.get_tag_dict_for_resource(arn)) for arn in arns]

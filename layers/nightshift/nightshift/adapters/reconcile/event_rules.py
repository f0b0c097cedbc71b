"""EventBridge rules of a place's default bus, which forward what happens there to ours."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nightshift.adapters.reconcile.scene import WORKLOAD, Scene, gone_is_fine, only, tag_list
from nightshift.domain.errors import TransientError
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

# No call lists targets: one ListTargetsByRule for each rule of ours.
OBSERVES = frozenset({"events:ListRules", "events:ListTargetsByRule", "events:ListTagsForResource"})
PUTS = frozenset(
    {
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "iam:PassRole",
    }
)
DELETES = frozenset({"events:DeleteRule", "events:RemoveTargets"})
PAGE = 100  # rules, targets; API_ListRules, API_ListTargetsByRule, read 2026-11-21
MEMBERS = ("Description", "RoleArn", "ScheduleExpression", "State")


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the rules whose name begins as ours do; foreign ones without their definition."""
    events = scene.clients("events")
    pages = events.get_paginator("list_rules").paginate(
        # Longer than what all of ours have in common: template.yaml has rules in other regions.
        NamePrefix=f"{scene.prefix}alarms",
        PaginationConfig={"PageSize": PAGE},
    )
    for rule in (rule for page in pages for rule in page["Rules"]):
        tags = scene.tags(
            rule["Arn"], lambda arn: events.list_tags_for_resource(ResourceARN=arn)["Tags"]
        )
        owned = scene.owns(tags)
        definition = _read(events, rule) if owned else {}
        resource = Resource(Kind.EVENT_RULE, rule["Name"], tags.get(WORKLOAD, ""), definition)
        yield Observed(resource, owned=owned)


def _read(events: Any, rule: Mapping[str, Any]) -> dict[str, Any]:
    pages = events.get_paginator("list_targets_by_rule").paginate(
        Rule=rule["Name"], PaginationConfig={"PageSize": PAGE}
    )
    found = {
        **only(rule, *MEMBERS),
        "EventPattern": json.loads(rule.get("EventPattern", "{}")),
        "Targets": [target for page in pages for target in page["Targets"]],
    }
    return normalised(found)


def put(scene: Scene, change: Change) -> None:
    """Set a rule and its targets; those it had besides go. EventBridge keeps its tags."""
    events, name = scene.clients("events"), change.resource.name
    definition = dict(change.resource.definition)
    targets, pattern = definition.pop("Targets"), json.dumps(definition.pop("EventPattern"))
    tags = tag_list(scene.hub, change.resource.workload)
    events.put_rule(Name=name, EventPattern=pattern, Tags=tags, **definition)
    _taken(events.put_targets(Rule=name, Targets=targets))
    more = _ids(change.before) - _ids(change.resource)
    if more:
        _taken(events.remove_targets(Rule=name, Ids=sorted(more)))


def delete(scene: Scene, change: Change) -> None:
    """Delete a rule; EventBridge wants it without targets first."""
    events, name = scene.clients("events"), change.resource.name
    with gone_is_fine():
        ids = _ids(change.resource)
        if ids:
            _taken(events.remove_targets(Rule=name, Ids=sorted(ids)))
        events.delete_rule(Name=name)


def _ids(rule: Resource | None) -> set[str]:
    return {target["Id"] for target in rule.definition.get("Targets", ())} if rule else set()


def _taken(answer: Mapping[str, Any]) -> None:
    """Fail where EventBridge answers that it did not do everything (ConcurrentModification)."""
    if answer["FailedEntryCount"]:
        entry = answer["FailedEntries"][0]
        raise TransientError(f"target {entry['TargetId']}: not taken: {entry['ErrorCode']}")

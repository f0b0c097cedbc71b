"""Exactly the difference, and only what is ours."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.difference import difference
from nightshift.domain.reconcile.plan import Action
from nightshift.domain.reconcile.resources import Kind, Observed, Resource
from tests.unit.reconcile.workloads import (
    HUB,
    alarm,
    manifest,
    manifests,
    planned,
    service,
    settled,
    there,
    wanted,
    whole,
    window,
)

PLACE = HUB.place


@given(manifests())
@settings(max_examples=50)
def test_a_settled_place_needs_no_change(workload: Manifest) -> None:
    found = desired([workload], HUB)

    plan = planned(found, PLACE, settled(found, PLACE))

    assert plan.changes == ()
    assert plan.matching == len(found.at(PLACE))


@given(manifests(), st.data())
@settings(max_examples=50)
def test_one_thing_edited_by_hand_is_the_only_change(
    workload: Manifest, data: st.DataObject
) -> None:
    found = desired([workload, whole("other-prod")], HUB)
    chosen = data.draw(st.sampled_from(found.at(PLACE)))
    observed = [
        there(chosen, Edited="by hand") if one.resource.key == chosen.key else one
        for one in settled(found, PLACE)
    ]

    plan = planned(found, PLACE, observed)

    assert [(change.action, change.resource) for change in plan.changes] == [
        (Action.UPDATE, chosen)
    ]


@given(manifests(), st.data())
@settings(max_examples=50)
def test_one_thing_deleted_by_hand_is_the_only_change(
    workload: Manifest, data: st.DataObject
) -> None:
    found = desired([workload, whole("other-prod")], HUB)
    chosen = data.draw(
        st.sampled_from([one for one in found.at(PLACE) if one.kind is not Kind.LOG_RETENTION])
    )
    observed = [one for one in settled(found, PLACE) if one.resource.key != chosen.key]

    plan = planned(found, PLACE, observed)

    assert [(change.action, change.resource) for change in plan.changes] == [
        (Action.CREATE, chosen)
    ]


@given(manifests(), st.sets(st.integers(0, 40)))
@settings(max_examples=50)
def test_what_is_not_ours_is_never_changed(workload: Manifest, foreign: set[int]) -> None:
    found = desired([workload], HUB)
    observed = [
        Observed(one.resource, owned=number not in foreign, handle=one.handle)
        for number, one in enumerate(settled(found, PLACE))
    ]
    stranger = Observed(Resource(Kind.ALARM, "nightshift-x", "", {"Threshold": 1.0}), owned=False)
    without_manifests = desired([], HUB)

    everything = planned(without_manifests, PLACE, [*observed, stranger]).changes

    theirs = {one.resource.key for one in (*observed, stranger) if not one.owned}
    assert not {change.resource.key for change in everything} & theirs
    assert not {change.before.key for change in everything if change.before} & theirs


@pytest.mark.parametrize("kind", list(Kind))
def test_a_foreign_thing_of_the_same_name_is_left_alone_and_reported(kind: Kind) -> None:
    asked = (*wanted(whole()), *wanted(whole(region="ap-northeast-1")))
    resource = next(one for one in asked if one.kind is kind)
    changed = Resource(kind, resource.name, "", {**resource.definition, "Edited": "by them"})

    plan = difference(PLACE, [resource], [Observed(changed, owned=False), _group("/ecs/shop-prod")])

    if kind is Kind.LOG_RETENTION:  # the group is theirs, the one setting is ours
        assert [change.action for change in plan.changes] == [Action.UPDATE]
    else:
        assert plan.changes == ()
        assert [(entry.name, entry.workload) for entry in plan.left_out] == [
            (resource.name, resource.workload)
        ]
        assert "tag it nightshift:stack=" in plan.left_out[0].reason


def test_nobody_is_subscribed_to_a_foreign_topic() -> None:
    asked = [one for one in wanted(whole()) if one.kind in (Kind.TOPIC, Kind.SUBSCRIPTION)]

    plan = difference(PLACE, asked, [Observed(asked[0], owned=False)])

    assert plan.changes == ()
    assert [entry.kind for entry in plan.left_out] == [Kind.TOPIC, Kind.SUBSCRIPTION]


def test_what_hangs_on_a_log_group_waits_until_it_exists() -> None:
    asked = [one for one in wanted(whole()) if one.kind in (Kind.LOG_RETENTION, Kind.METRIC_FILTER)]

    plan = difference(PLACE, asked, [])

    assert plan.changes == ()
    reason = "does not exist yet; it will be set by the next daily run once the application has"
    assert {entry.reason for entry in plan.left_out} == {f"/ecs/shop-prod {reason} logged"}


def test_logs_that_never_expire_get_a_retention_and_keep_it_when_nobody_asks() -> None:
    retention = wanted(whole(), kind=Kind.LOG_RETENTION)
    endless = _group("/ecs/shop-prod")

    asked = difference(PLACE, retention, [endless])
    no_longer = difference(PLACE, [], [there(retention[0])])

    assert [(one.action, one.before) for one in asked.changes] == [
        (Action.UPDATE, endless.resource)
    ]
    assert no_longer.changes == ()


def test_a_schedule_with_another_digest_replaces_the_old_one() -> None:
    old = wanted(manifest(services=[service(windows=[window()])]))
    new = wanted(manifest(services=[service(windows=[window(end="19:00")])]))

    plan = difference(PLACE, new, [there(one) for one in old])

    (change,) = plan.changes
    assert change.action is Action.REPLACE
    assert change.resource in new
    assert change.before is not None
    assert change.before.name in {one.name for one in old}
    assert change.before.name.startswith("shop-prod.weekdays-end.")
    assert change.handle == f"handle of {change.before.name}"


def test_one_old_schedule_is_replaced_by_one_new_one_only() -> None:
    late = service("late", windows=[window(end="20:00")])
    old = wanted(manifest(services=[service(windows=[window()])]))
    new = wanted(manifest(services=[service(windows=[window(end="19:00")]), late]))

    plan = difference(PLACE, new, [there(one) for one in old])

    ends = [one.action for one in plan.changes if "-end." in one.resource.name]
    assert ends == [Action.REPLACE, Action.CREATE]


def test_a_schedule_that_was_edited_and_put_right_again_needs_no_change() -> None:
    schedules = wanted(whole(), kind=Kind.SCHEDULE)

    plan = difference(PLACE, schedules, [Observed(one, owned=True) for one in schedules])

    assert plan.changes == ()


def test_a_saved_query_that_is_there_twice_is_deleted_once() -> None:
    (query,) = wanted(whole(), kind=Kind.SAVED_QUERY)
    twice = [Observed(query, owned=True, handle="first"), Observed(query, owned=True, handle="2nd")]

    plan = difference(PLACE, [query], twice)

    assert [(change.action, change.handle) for change in plan.changes] == [(Action.DELETE, "2nd")]


def test_a_filter_that_moves_to_another_group_leaves_the_old_one() -> None:
    (counted,) = wanted(whole(), kind=Kind.METRIC_FILTER)
    moved = Resource(
        counted.kind, counted.name, "", {**counted.definition, "logGroupName": "/ecs/old"}
    )

    plan = difference(PLACE, [counted], [there(moved), _group("/ecs/shop-prod")])

    assert [(one.action, one.resource.definition["logGroupName"]) for one in plan.changes] == [
        (Action.CREATE, "/ecs/shop-prod"),
        (Action.DELETE, "/ecs/old"),
    ]


def test_changes_come_in_the_order_of_kinds_and_deletions_last_in_reverse() -> None:
    leftovers = [there(one) for one in wanted(whole("gone-prod"))]

    plan = difference(
        PLACE, reversed(wanted(whole())), [*leftovers, _group("/ecs/shop-prod", endless=False)]
    )

    order = list(Kind)
    made = [one.resource.kind for one in plan.changes if one.action is not Action.DELETE]
    gone = [one.resource.kind for one in plan.changes if one.action is Action.DELETE]
    assert [one.action for one in plan.changes[-len(gone) :]] == [Action.DELETE] * len(gone)
    assert made == sorted(made, key=order.index)
    assert gone == sorted(gone, key=order.index, reverse=True)
    assert set(gone) == set(Kind) - {Kind.LOG_RETENTION, Kind.EVENT_RULE}  # elsewhere only


def _edit(**watch: Any) -> Callable[[], Manifest]:
    return lambda: whole(watch=watch)


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (_edit(alarms=[alarm(threshold=85, topics=["shop-prod-alerts"])]), {Kind.ALARM}),
        (
            _edit(alarms=[alarm("Renamed", topics=["shop-prod-alerts"])]),
            {Kind.ALARM, Kind.DASHBOARD},  # its alarm widget shows it
        ),
        (_edit(log_groups=[{"name": "/ecs/shop-prod", "retention_days": 7}]), {Kind.LOG_RETENTION}),
        (_edit(queries=[]), {Kind.SAVED_QUERY}),
        (_edit(dashboard=None), {Kind.DASHBOARD}),
        (lambda: whole(timezone="Asia/Tokyo"), {Kind.SCHEDULE, Kind.DASHBOARD}),
        (lambda: whole(product="store"), set()),
    ],
)
def test_an_edit_of_a_manifest_changes_only_what_depends_on_it(
    edited: Callable[[], Manifest], expected: set[Kind]
) -> None:
    neighbour = whole("other-prod")
    before = desired([whole(), neighbour], HUB)

    plan = planned(desired([edited(), neighbour], HUB), PLACE, settled(before, PLACE))

    assert {change.resource.kind for change in plan.changes} == expected
    assert {change.resource.workload for change in plan.changes} <= {"shop-prod"}


def _group(name: str, *, endless: bool = True) -> Observed:
    definition = {} if endless else {"retentionInDays": 1}
    return Observed(Resource(Kind.LOG_RETENTION, name, "", definition), owned=True)

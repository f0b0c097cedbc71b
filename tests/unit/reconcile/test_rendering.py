"""A plan that a person understands at a glance."""

from typing import Any

from nightshift.domain.reconcile.plan import Action, Change, LeftOut, Plan
from nightshift.domain.reconcile.rendering import lines, render, summary
from nightshift.domain.reconcile.resources import Kind, Place, Resource

PLACE = Place("123456789012", "ap-northeast-2")


def _alarm(threshold: float, **more: Any) -> Resource:
    definition = {"Threshold": threshold, "Metrics": [{"Id": "m1", "Period": 60}], **more}
    return Resource(Kind.ALARM, "nightshift-shop-prod-CPU", "shop-prod", definition)


def _schedule(digest: str) -> Resource:
    return Resource(Kind.SCHEDULE, f"shop-prod.weekdays-start.{digest}", "shop-prod", {})


PLAN = Plan(
    PLACE,
    (
        Change(Action.CREATE, Resource(Kind.TOPIC, "alerts", "blog-prod", {})),
        Change(Action.UPDATE, _alarm(85.0, Unit="Percent"), _alarm(80.0, Period=60)),
        Change(Action.REPLACE, _schedule("bbbb"), _schedule("aaaa")),
        Change(Action.DELETE, _schedule("cccc"), _schedule("cccc")),
    ),
    (LeftOut(Kind.ALARM, "nightshift-blog-prod-X", "blog-prod", "TQ-X28", "the ceiling is 10"),),
    matching=7,
)


def test_a_plan_reads_like_terraforms() -> None:
    assert render([PLAN]) == (
        """\
123456789012/ap-northeast-2
  blog-prod
    + topic alerts
    ! alarm nightshift-blog-prod-X left out: the ceiling is 10 (TQ-X28)
  shop-prod
    ~ alarm nightshift-shop-prod-CPU
        Threshold: 80 -> 85
        Unit: (none) -> "Percent"
        Period: 60 -> (none)
    -/+ schedule shop-prod.weekdays-start.aaaa -> shop-prod.weekdays-start.bbbb
    - schedule shop-prod.weekdays-start.cccc

Plan: 2 to add, 1 to change, 2 to destroy. 1 left out."""
    )


def test_nested_fields_are_named_by_their_path() -> None:
    changed = _alarm(80, Metrics=[{"Id": "m1", "Period": 300}])

    text = render([Plan(PLACE, (Change(Action.UPDATE, changed, _alarm(80)),))])

    assert "        Metrics[0].Period: 60 -> 300\n" in text
    assert "Threshold" not in text


def test_many_fields_are_counted_not_listed() -> None:
    before = _alarm(80)
    after = _alarm(80, **{f"Field{number:02}": "x" * 300 for number in range(30)})

    text = render([Plan(PLACE, (Change(Action.UPDATE, after, before),))])

    assert "and 18 more" in text
    assert max(map(len, text.splitlines())) < 200


def test_every_line_comes_with_its_symbol() -> None:
    assert [symbol for symbol, _ in lines([PLAN])] == (
        ["", "", "+", "!", "", "~", "~", "~", "~", "-/+", "-", "", ""]
    )


def test_nothing_to_do_is_one_line() -> None:
    osaka = Plan(Place("123456789012", "ap-northeast-3"), matching=112)

    assert render([Plan(PLACE, matching=100), osaka]) == (
        "No changes. 212 resources in 2 places match the manifests."
    )
    assert render([Plan(PLACE, matching=1)]) == (
        "No changes. 1 resource in 1 place matches the manifests."
    )


def test_what_is_left_out_is_told_even_when_nothing_changes() -> None:
    text = render([Plan(PLACE, (), PLAN.left_out, 7)])

    assert "left out: the ceiling is 10 (TQ-X28)" in text
    assert text.endswith("No changes. 7 resources in 1 place match the manifests. 1 left out.")


def test_a_summary_counts() -> None:
    assert summary([PLAN, Plan(PLACE, matching=3)]) == {
        "create": 1,
        "update": 1,
        "replace": 1,
        "delete": 1,
        "left_out": 1,
        "matching": 10,
        "places": 2,
    }

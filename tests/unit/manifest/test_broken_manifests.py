"""Each fault in a manifest is one error that names line, rule, field and fix."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest.findings import near
from tests.unit.manifest.base import SOURCE, TEXT, examined, line_of, variant

# Each line stands for ten of the line before it: a million values in a few hundred bytes.
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcdef")
)
BROKEN = yaml.safe_load(Path(__file__).with_name("broken.yaml").read_text(encoding="utf-8"))


def test_the_base_has_neither_errors_nor_warnings() -> None:
    assert [str(found) for found in examined().findings] == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case['rule']} {case['new']}"[:50])
def test_a_fault_is_one_error_with_line_rule_field_and_fix(case: dict[str, str]) -> None:
    text = variant(case["old"], case["new"])

    found = examined(text)

    assert [str(each) for each in found.errors] == [str(found.errors[0])]
    error = found.errors[0]
    assert (error.finding.rule, error.field) == (case["rule"], case["field"])
    assert error.line == line_of(text, case["line"])
    assert case["fix"] in error.finding.fix
    with pytest.raises(RefusedError) as refused:
        found.accepted()
    assert str(refused.value) == f"{SOURCE}:{error.line}: {error}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (  # a service of another name: what it depends on says so, `assumed` need not
            [("- name: api\n", "- name: apx\n")],
            (
                "M-08 services.host.depends_on[0]: there is no service 'api' in this manifest; "
                "1 more field(s) name it. Fix: did you mean apx?"
            ),
        ),
        (  # two services of one name: nothing can be said of what names them
            [("- name: host\n", "- name: api\n"), ("[api]}", "[host]}")],
            (
                "M-07 services[1].name: 'api' is there already. "
                "Fix: rename one of the two, or remove it"
            ),
        ),
        (
            [
                ("  nat: {", "  security_groups: [{name: web, rules: []}]\n  nat: {"),
                ("  users: [worker]", "  users: [worker]\n  security_group: wbe"),
            ],
            (
                "M-08 database.security_group: there is no security group 'wbe' in this manifest. "
                "Fix: did you mean web?"
            ),
        ),
        (
            [
                ("  nat: {", "  load_balancers: [base]\n  nat: {"),
                ("    port: 3000", "    load_balancer: app/bsae"),
            ],
            (
                "M-08 services.api.load_balancer: there is no load balancer 'bsae' in this "
                "manifest. Fix: did you mean base?"
            ),
        ),
    ],
)
def test_a_fault_in_two_places_is_one_error(changes: list[tuple[str, str]], said: str) -> None:
    text = TEXT
    for old, new in changes:
        text = text.replace(old, new)

    assert [str(found) for found in examined(text).errors] == [said]


@pytest.mark.parametrize("where", ["webhook: {secret: %s}", "webhook: %s", "webhook: [%s]"])
def test_a_webhook_that_stands_there_by_mistake_is_not_repeated(where: str) -> None:
    address = '"https://hooks.slack.com/services/canary"'

    found = examined(variant("webhook: {secret: base/slack}", where % address))

    assert len(found.errors) == 1
    assert "canary" not in str(found.errors[0])


def test_sns_without_topics_is_the_stacks() -> None:
    text = TEXT.replace("  topics:\n    - {name: base-alerts, severity: critical}\n", "")
    text = text.replace("  topic: base-alerts\n", "").replace("      topics: [base-alerts]\n", "")

    assert examined(text).errors == []


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("MON", ("mon", "tue"), "mon"),
        ("=>", (">", ">=", "<"), ">="),
        ("rto", ("row", "rto_minutes"), "rto_minutes"),
        ("regoin", ("region", "row"), "region"),
        ("production", ("dev", "prod"), "prod"),
        ("mysql", ("postgres",), None),
    ],
)
def test_the_name_that_was_meant(word: str, known: tuple[str, ...], meant: str | None) -> None:
    assert near(word, known) == meant


def test_there_are_enough_of_them() -> None:
    assert len({(case["rule"], case["field"]) for case in BROKEN}) >= 60


@pytest.mark.parametrize(
    ("content", "line", "message", "fix"),
    [
        ("", 1, "is empty", "name:"),
        ("# nothing but a comment\n", 1, "is empty", "name:"),
        ("- name: base-prod\n", 1, "is not a mapping", "without a dash"),
        ("base-prod", 1, "is not a mapping", "name:"),
        (TEXT.replace("product: base", "product: b\xe9").encode("latin-1"), 3, "UTF-8", "UTF-8"),
        (TEXT + "#" * 2**18, 1, "bytes", "shorten"),
        ("a: 1\n---\nb: 2\n", 2, "is not YAML", "correct the line"),
        ("a: &a [*a]", 1, "deeper than 50 levels", "alias"),
        ("a: " + "[" * 100_000, 1, "deeper than 50 levels", "flat"),
        ("- " * 100_000, 1, "deeper than 50 levels", "flat"),
        ("a: <<\nb:\n  <<: text\n", 1, "merge", "write the fields out"),
        ("? [a, b]\n: 1\n", 1, "is no text", "in quotes"),
        ("name: \ud800", 1, "UTF-8", "UTF-8"),
        (LAUGHS, 5, "repeats too much", "without the alias"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_manifest_is_one_error(
    content: str | bytes, line: int, message: str, fix: str
) -> None:
    found = examined(content)  # type: ignore[arg-type]

    (error,) = found.errors
    assert error.line == line
    assert message in error.finding.message
    assert fix in error.finding.fix


def test_many_faults_are_told_in_the_order_of_the_file_and_five_are_named() -> None:
    text = (
        TEXT.replace("capacity: ", "room: ")
        .replace("row: ", "source: ")
        .replace("product: base\n", "")
    )

    with pytest.raises(RefusedError) as refused:
        examined(text).accepted()

    said = str(refused.value)
    assert said.startswith(f"{SOURCE}:2: M-04 product: is required. Fix: add `product:`; ")
    assert said.count("Fix: ") == 5
    assert said.endswith("; and 5 more")


def test_an_anchor_may_be_repeated_and_merged() -> None:
    text = variant("webhook: {secret: base/slack}", "webhook: &hook {secret: base/slack}").replace(
        "critical: {to: [slack, sns]}",
        "critical: &route {to: [slack, sns]}\n    warning: {<<: *route}",
    )

    assert examined(text).accepted().notifications.routes["warning"].to == ("slack", "sns")

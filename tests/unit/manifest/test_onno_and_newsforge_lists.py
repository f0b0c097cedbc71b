"""Onno's and NewsForge's lists are whole: rules, buckets, money, recovery; sleep and silence."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.network import Rule
from tests.unit.manifest.onno_and_newsforge_rows import shipped


def rules(found: Manifest) -> Iterator[Rule]:
    assert found.network is not None
    for group in found.network.security_groups:
        yield from group.rules


def sums(found: Manifest, *, outside: bool) -> Decimal:
    """Return the sum of the lines that stand in the source's own tables."""
    lines = (line for line in found.costs.lines if "-$" in line.row)
    return sum((line.monthly_usd for line in lines if line.outside is outside), Decimal())


@pytest.mark.parametrize("name", ["onno-prod", "onno-staging"])
def test_onno_has_all_rules_and_says_which_should_change(name: str) -> None:
    found = list(rules(shipped(name)))

    assert {rule.row for rule in found} == {f"ON-S{number:02}" for number in range(1, 29)}
    assert {rule.row: rule.finding[:6] for rule in found if rule.finding} == {
        "ON-S07": "ON-X24",
        "ON-S25": "ON-X24",
        "ON-S27": "ON-X25",
        "ON-S28": "ON-X26",
    }
    assert {rule.ports for rule in found if rule.row == "ON-S28"} == {"5432", "6379", "443"}


def test_newsforge_has_all_rules_and_those_that_are_missing() -> None:
    found = list(rules(shipped("newsforge-prod")))

    assert {rule.row for rule in found} == {
        *(f"NF-S{number}" for number in range(1, 7)),
        "NF-X01",
        "NF-X10",
    }
    assert {rule.row for rule in found if rule.finding} == {"NF-S1", "NF-X01", "NF-X10"}


def test_onnos_buckets_age_as_the_source_says() -> None:  # ON-I40 to ON-I42, ON-X02
    buckets = {bucket.name: bucket for bucket in shipped("onno-prod").buckets}

    assert {
        name: [(rule.days, rule.to, rule.noncurrent) for rule in bucket.lifecycle]
        for name, bucket in buckets.items()
    } == {
        "onno-audio-files-prod": [
            (30, "GLACIER", False),
            (90, "delete", False),
            (7, "delete", True),
        ],
        "onno-user-uploads-prod": [(365, "GLACIER", False)],
        "onno-backups-prod": [(90, "GLACIER", False), (365, "delete", False)],
        "onno-transcripts-prod": [],
    }
    assert {bucket.encryption for bucket in buckets.values()} == {"AES256"}
    assert not any(bucket.public for bucket in buckets.values())


def test_onnos_lines_add_up_to_the_sources_sums() -> None:
    found = shipped("onno-prod")
    more_secrets = Decimal("0.40")  # ON-X12: six, not five

    assert sums(found, outside=False) - more_secrets == Decimal("216.60")  # ON-$18
    assert sums(found, outside=True) == 366  # ON-$24
    assert {line.row for line in found.costs.lines} == {
        *(f"ON-${number:02}" for number in (*range(1, 18), *range(19, 24))),
        "ON-X34",
    }


def test_newsforges_lines_add_up_to_the_sources_range() -> None:  # NF-$5
    lines = shipped("newsforge-prod").costs.lines

    assert sum(line.monthly_usd for line in lines) == 500
    assert sum(line.up_to_usd or 0 for line in lines) == 1000


def test_onnos_savings_add_up_to_the_sources_sum() -> None:  # ON-L1 to ON-L9
    found = [part for part in shipped("onno-prod").milestones if part.row.startswith("ON-L")]

    assert len(found) == 9
    assert sum(part.added_usd or 0 for part in found) == -1001


def test_onnos_growth_is_there_with_its_cost() -> None:
    found = {part.row: part.monthly_usd for part in shipped("onno-prod").milestones}

    assert [found[f"ON-G{number}"] for number in range(1, 7)] == [600, 1200, 2000, 2500, 8000, None]


@pytest.mark.parametrize(
    ("name", "register"),
    [
        (
            "onno-prod",
            {
                "database": (15, 5),
                "zone": (2, 0),
                "cache": (30, 1440),
                "files": (0, 0),
                "code": (5, 0),
                "service": (0.5, None),
                "region": (60, 5),
            },
        ),
        (
            "newsforge-prod",
            {
                "database": (15, None),
                "service": (30, 60),
                "region": (30, 60),
                "code": (None, None),
            },
        ),
    ],
)
def test_recovery_is_promised_as_the_register_says(
    name: str, register: dict[str, tuple[float | None, float | None]]
) -> None:
    found = shipped(name).recovery

    assert {part.scope: (part.rto_minutes, part.rpo_minutes) for part in found} == register


def test_onnos_topics_are_the_sources() -> None:  # ON-I56
    topics = shipped("onno-prod").notifications.topics

    assert [topic.name for topic in topics] == [
        "onno-critical-alerts",
        "onno-warnings",
        "redis-alerts",
    ]


def test_only_staging_sleeps_and_wakes_nobody() -> None:
    staging = shipped("onno-staging")

    assert staging.awake is not None
    assert shipped("onno-prod").awake is shipped("newsforge-prod").awake is None
    assert {alarm.severity for alarm in staging.watch.alarms} == {"warning"}
    assert staging.notifications.channels.pagerduty is None


def test_staging_shares_no_name_with_production() -> None:
    prod, staging = shipped("onno-prod"), shipped("onno-staging")

    def names(found: Manifest) -> set[str]:
        assert found.database
        return {
            found.database.identifier,
            *(bucket.name for bucket in found.buckets),
            *(secret.name for secret in found.secrets),
            *(group.name for group in found.watch.log_groups),
            *(topic.name for topic in found.notifications.topics),
        }

    assert not names(prod) & names(staging)


def test_newsforge_names_no_channel_and_keeps_its_secrets_in_parameters() -> None:  # 6.3, NF-I09
    found = shipped("newsforge-prod")

    assert found.notifications == type(found.notifications)()
    assert {secret.store for secret in found.secrets} == {"parameter-store"}

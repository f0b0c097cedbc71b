"""The exact texts of a manifest: which one a fact has, and what its braces are filled with.

    deployment-succeeded   Deployment Finished, status SUCCEEDED            {sha} {service} ...
    migration-failed       Deployment Finished, any other, stage migration  {sha} ...
    deployment-failed      Deployment Finished, any other                   {sha} {stage} ...
    daily-cost-exceeded    Budget Exceeded, period daily                    {cost} {budget} ...
    monthly-cost-exceeded  Budget Exceeded, period monthly                  {cost} {budget} ...
    secret-rotated, ...    any other: its detail type in small letters

Braces take every plain field of the event's detail under its name. A field that ends in `_usd` is
money (1,234.50, the sign is the text's) and also goes by its name without the unit; `cost` is
`actual_usd`.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from nightshift.domain.notifications.incidents import GOOD
from nightshift.domain.notifications.notice import Message, Notice

MONEY = "_usd"


def fact_of(detail_type: str, detail: Mapping[str, Any]) -> str:
    """Return the key of a fact's text."""
    if detail_type == "Deployment Finished":
        if str(detail.get("status", "")).upper() in GOOD:
            return "deployment-succeeded"
        migrating = "migration" in str(detail.get("stage", "")).lower()
        return "migration-failed" if migrating else "deployment-failed"
    if detail_type == "Budget Exceeded":
        return f"{detail.get('period') or 'daily'}-cost-exceeded"
    return detail_type.lower().replace(" ", "-")


def fields_of(detail: Mapping[str, Any]) -> dict[str, str]:
    """Return what the braces of a text may name."""
    plain = {k: v for k, v in detail.items() if isinstance(v, str | int | float | Decimal)}
    fields = {name: str(value) for name, value in plain.items()}
    money = {name: _money(value) for name, value in plain.items() if name.endswith(MONEY)}
    fields |= {name: amount for name, amount in money.items() if amount}
    short = {name.removesuffix(MONEY): amount for name, amount in money.items() if amount}
    return short | ({"cost": short["actual"]} if "actual" in short else {}) | fields


def _money(value: Any) -> str | None:
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return None


def fill(notice: Notice, texts: Mapping[str, str]) -> str | None:
    """Return the exact text of a notice; None where there is none, or a field of it is missing.

    The text of one service (`deployment-succeeded.onno-ws`) comes before that of all.
    """
    service = notice.fields.get("service", "")
    text = texts.get(f"{notice.fact}.{service}") or texts.get(notice.fact)
    try:
        return text.format_map(notice.fields) if text else None
    except (KeyError, IndexError, ValueError, AttributeError):
        return None


def word(notice: Notice, texts: Mapping[str, str], **around: Any) -> Message:
    """Return the notice in its exact text where it has one, else in its summary."""
    exact = fill(notice, texts)
    return Message(notice, exact or notice.summary, exact=exact is not None, **around)

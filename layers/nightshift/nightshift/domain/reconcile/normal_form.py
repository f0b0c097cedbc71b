"""One form for what a manifest asks for and what AWS answers, so that equal things compare equal.

It works on definitions, not on answers: what AWS adds (ARNs, states, dates) is no part of them. It
does not know whose definition it is: no two services use one of the names below differently.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

# What AWS fills in where nobody asked for anything, in answers that may or may not show it.
_USUAL = {
    "EvaluateLowSampleCountPercentile": "evaluate",
    "applyOnTransformedLogs": False,
    "queryLanguage": "CWLI",
    "ActionAfterCompletion": "NONE",
}
_UNORDERED = frozenset(
    {
        "Dimensions",
        "AlarmActions",
        "OKActions",
        "InsufficientDataActions",
        "Metrics",
        "Targets",
        "logGroupNames",
    }
)
_NUMBERS = frozenset({"Threshold", "defaultValue"})  # CloudWatch returns them as floats
_MEANT_EMPTY = frozenset({"filterPattern"})  # every line


def normalised(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definition without what says nothing; applying it again changes nothing."""
    return _members(_alarm(definition) if "ComparisonOperator" in definition else definition)


def _members(entries: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _value(name, value) for name, value in entries.items()}
    return {name: value for name, value in found.items() if _says_something(name, value)}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _members(value)
    if isinstance(value, list | tuple):
        entries = [_value("", entry) for entry in value]
        return sorted(entries, key=_rank) if name in _UNORDERED else entries
    if name in _NUMBERS and value is not None:
        return float(value)
    return value


def _says_something(name: str, value: Any) -> bool:
    if name in _USUAL:
        return value is not None and value != _USUAL[name]
    if isinstance(value, str | Mapping | list):
        return bool(value) or name in _MEANT_EMPTY
    return value is not None


def _alarm(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return the alarm with CloudWatch's defaults written out (API_PutMetricAlarm)."""
    given = {name: value for name, value in definition.items() if value is not None}
    filled = {
        "ActionsEnabled": True,
        "TreatMissingData": "missing",
        "DatapointsToAlarm": given["EvaluationPeriods"],
        **given,
    }
    if given.get("Metrics"):
        filled["Metrics"] = _queries(given["Metrics"])
        # Of a single metric only; some answers hold an idle zero.
        filled = {name: value for name, value in filled.items() if name != "Period"}
    return filled


def _queries(metrics: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    queries = [{"ReturnData": True, **_members(query)} for query in metrics]
    periods = {query["MetricStat"]["Period"] for query in queries if "MetricStat" in query}
    for query in queries:
        # An expression has its metrics' period; saying so again says nothing.
        if "Expression" in query and {query.get("Period")} == periods:
            del query["Period"]
    return queries


def _rank(entry: Any) -> tuple[str, str]:
    """Return what orders a list whose order means nothing: ids and names before all else."""
    name = entry.get("Id", entry.get("Name", "")) if isinstance(entry, Mapping) else entry
    return name, json.dumps(entry, sort_keys=True)

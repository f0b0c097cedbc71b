"""What a template takes and needs, said before it is deployed."""

from typing import Any

from localcloud.cloudformation import capabilities, macro, parameters

SHORT = frozenset({"ParameterKey", "DefaultValue", "Description", "NoEcho"})


def summarised(parsed: dict[str, Any], region: str) -> dict[str, Any]:
    """Return the answer of GetTemplateSummary."""
    needed = capabilities.required(_expanded(parsed, region), parsed)
    types = sorted({str(r["Type"]) for r in parsed["Resources"].values()})
    summary: dict[str, Any] = {
        "Parameters": [
            _declaration(name, declaration)
            for name, declaration in (parsed.get("Parameters") or {}).items()
        ],
        "ResourceTypes": types,
        "Capabilities": needed,
        "DeclaredTransforms": macro.declared(parsed),
        "Description": parsed.get("Description"),
        "Version": parsed.get("AWSTemplateFormatVersion"),
    }
    if needed:
        summary["CapabilitiesReason"] = (
            f"The following resource(s) require capabilities: [{', '.join(types)}]"
        )
    return {key: value for key, value in summary.items() if value is not None}


def _declaration(name: str, declaration: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "ParameterKey": name,
        "ParameterType": declaration.get("Type", "String"),
        "NoEcho": str(declaration.get("NoEcho", "")).lower() == "true",
        "ParameterConstraints": {
            "AllowedValues": [str(value) for value in declaration.get("AllowedValues", ())]
        },
    }
    if "Default" in declaration:
        entry["DefaultValue"] = parameters.as_given(declaration["Default"])
    if "Description" in declaration:
        entry["Description"] = str(declaration["Description"])
    return entry


def validated(parsed: dict[str, Any], region: str) -> dict[str, Any]:
    """Return the answer of ValidateTemplate."""
    summary = summarised(parsed, region)
    summary["Parameters"] = [
        {key: value for key, value in entry.items() if key in SHORT}
        for entry in summary["Parameters"]
    ]
    return {k: v for k, v in summary.items() if k not in ("ResourceTypes", "Version")}


def _expanded(parsed: dict[str, Any], region: str) -> dict[str, Any]:
    """Return the template after its transforms, as far as defaults go."""
    declared = parsed.get("Parameters") or {}
    defaults = {name: str(p["Default"]) for name, p in declared.items() if "Default" in p}
    return macro.expand(parsed, defaults, region)

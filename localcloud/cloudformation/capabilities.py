"""Which acknowledgements a template needs before it may be deployed."""

from typing import Any

from localcloud.answers import AwsError
from localcloud.cloudformation import macro

NAMED = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}


def required(expanded: dict[str, Any], parsed: dict[str, Any] | None = None) -> list[str]:
    """Return the capabilities a template needs; `parsed` (before transforms) adds AUTO_EXPAND."""
    needed = []
    resources = expanded["Resources"].values()
    iam = [r for r in resources if str(r["Type"]).startswith("AWS::IAM::")]
    if any(NAMED.get(r["Type"], "") in (r.get("Properties") or {}) for r in iam):
        needed.append("CAPABILITY_NAMED_IAM")
    elif iam:
        needed.append("CAPABILITY_IAM")
    if parsed is not None and macro.declared(parsed):
        needed.append("CAPABILITY_AUTO_EXPAND")
    return needed


def check(given: list[str], needed: list[str]) -> None:
    """Refuse a request that does not acknowledge what its template needs.

    Raises:
        AwsError: InsufficientCapabilitiesException.
    """
    held = set(given)
    if "CAPABILITY_NAMED_IAM" in held:
        held.add("CAPABILITY_IAM")
    missing = [name for name in needed if name not in held]
    if missing:
        raise AwsError(
            "InsufficientCapabilitiesException", f"Requires capabilities : [{', '.join(missing)}]"
        )

"""Let IAM take policies of the older language version, as SAM writes them without `Version`.

"IAM supports the following Version element values: 2012-10-17 [...] 2008-10-17. If you do not
include a Version element, the value defaults to 2008-10-17" (IAM User Guide, "IAM JSON policy
elements: Version"). moto 5.2.5 refuses both.
"""

from typing import Any

from moto.iam.policy_validation import BaseIAMPolicyValidator

ALLOWED = (None, "2008-10-17", "2012-10-17")


def install() -> None:
    """Patch moto; a second time changes nothing."""
    BaseIAMPolicyValidator._validate_version = _validate_version


def _validate_version(self: Any) -> None:
    if self._policy_json.get("Version") not in ALLOWED:
        raise ValueError(self._policy_json["Version"])

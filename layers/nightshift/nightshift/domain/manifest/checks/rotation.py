"""Rotation: what was signed with the previous key stays valid as long as it must (ON-X43)."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, warning


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield signing keys that are changed while tokens of the previous one are in use."""
    for number, secret in enumerate(manifest.secrets):
        overlap, session = secret.overlap_days or 0, secret.session_days or 1
        if secret.kind == "jwt-key" and secret.rotate_every_days and overlap < session:
            message = f"the previous key is valid for {overlap} days, a session for {session}"
            fix = f"set overlap_days: {session} or more"
            if secret.session_days is None:
                message = "the previous key ends with its rotation: everybody is logged out"
                fix = "set overlap_days to the life of a session or refresh token"
            yield warning("ON-X43", ("secrets", number, "overlap_days"), message, fix)

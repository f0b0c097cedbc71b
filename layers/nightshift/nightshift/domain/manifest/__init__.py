"""What a workload manifest says, part by part; `Manifest` is the whole (manifest.py).

The whole is imported at its first use: a function that needs one part of a manifest, whom to
notify say, does not pay for the other fifty models (25 ms of a cold start).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nightshift.domain.manifest.hours import Hours
    from nightshift.domain.manifest.manifest import Manifest, Milestone, Objective
else:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from nightshift.domain.manifest import manifest

        return getattr(manifest, name)


__all__ = ["Hours", "Manifest", "Milestone", "Objective"]

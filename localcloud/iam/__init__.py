"""Who calls, what that needs, and whether a role's policies allow it."""

from typing import TYPE_CHECKING

from localcloud.iam import audit, managed
from localcloud.iam.enforcement import Iam
from localcloud.iam.hidden_objects import HiddenObjects
from localcloud.iam.principals import Principal
from localcloud.iam.sessions import remember_session_tags

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

__all__ = ["Iam", "Principal", "install"]


def install(cloud: "Cloud") -> None:
    """Patch moto's IAM, hook into the gateway, offer the audit."""
    managed.patch()
    cloud.gateway.after(HiddenObjects(cloud.iam))
    cloud.gateway.after(lambda call, answer: remember_session_tags(cloud.iam, call, answer))
    cloud.control.add("GET", "audit", lambda _: audit.report(cloud))

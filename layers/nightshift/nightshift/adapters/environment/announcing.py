"""Tell a team that its environment is about to stop, unless it will not."""

from datetime import datetime

from nightshift.adapters import announcements, manifests
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.domain.environment import notice
from nightshift.domain.reconcile.resources import Hub

ACTIONS: Actions = {"announce": states.ACTIONS["stored"] | announcements.ACTIONS["announce"]}


def announce(workload: str, table: str, hub: Hub, *, at: datetime, minutes: int) -> bool:
    """Put the notice on the bus; False where nothing will be stopped then.

    Raises:
        RefusedError: the workload is not known.
        TransientError: from the ledger or the bus.
    """
    stored = states.stored(table, workload)
    detail = notice.notice(manifests.get(workload), stored, hub, at=at, minutes=minutes)
    if detail is not None:
        announcements.announce(hub.stack, notice.DETAIL_TYPE, detail)
    return detail is not None

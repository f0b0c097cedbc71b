"""The last step: write how the environment was left, book the savings, say what to announce."""

from nightshift.adapters import manifests
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.domain.environment import conclusion, look
from nightshift.domain.environment.claims import Keep
from nightshift.domain.environment.conclusion import STATUSES, Conclude, Concluded
from nightshift.domain.savings.booking import item
from nightshift.domain.windows.of_manifest import of_environment

ACTIONS: Actions = {"conclude": states.ACTIONS["conclude"]}


def conclude(found: Conclude, table: str) -> Concluded:
    """Write what came of an execution and return its event; twice is as once.

    Raises:
        RefusedError: another execution has taken the environment over.
        TransientError: from the ledger.
    """
    told = found.prepared
    manifest = manifests.get(told.workload)
    wish = Keep(told.goal, told.until, told.asked, found.at) if told.until else None
    calendar = of_environment(manifest, [wish.override()] if wish else [])
    due = look.when_settled(STATUSES[told.goal], calendar, found.at)
    booked = conclusion.bookings(manifest, found)
    states.conclude(
        table,
        told.workload,
        conclusion.fields(found),
        due,
        me=found.execution,
        items=[item(each, found.at) for each in booked],
    )
    return conclusion.concluded(manifest, found, look.wakes(calendar, found.at), booked)

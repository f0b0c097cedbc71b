"""One transition of one kind, as the functions of environment-stop and environment-start make it.

    python -m bench.fleet.ours asleep|awake KIND NAME [COUNT]

Look, decide, write what was there, act, acknowledge, tell. With COUNT there are so many assets,
NAME-0 and on.
"""

import sys

from bench.fleet.counting import counted, tell

CALLS = counted()

from nightshift.adapters import announcements, environment, ledger, places  # noqa: E402
from nightshift.domain.environment.assets import Asset, Kind  # noqa: E402
from nightshift.domain.environment.decisions import Goal, acts  # noqa: E402
from nightshift.domain.environment.seen import Seen, read, written  # noqa: E402
from nightshift.domain.reconcile.resources import Place  # noqa: E402

PLACE = Place("123456789012", "ap-northeast-2")
TABLE, BUS, PARTITION = "nightshift-ledger", "nightshift", "environment"


def main() -> None:
    """Make the transition, then print its cost."""
    goal, kind, name, *count = sys.argv[1:]
    names = [f"{name}-{number}" for number in range(int(count[0]))] if count else [name]
    wave = tuple(Asset(Kind(kind), each, each) for each in names)
    refused = transition(Goal(goal), name, wave)
    print(f"refused {len(refused)}", flush=True)
    tell(CALLS)


def transition(goal: Goal, workload: str, wave: tuple[Asset, ...]) -> dict[str, str]:
    """Bring a wave to its goal; return what AWS refused."""
    clients = places.clients(PLACE)
    prior = _prior(workload) if goal is Goal.AWAKE else None
    seen = environment.observe(clients, wave)
    if prior is None:
        prior = seen
        ledger.put(TABLE, {"pk": PARTITION, "sk": workload, "prior_state": written(seen)})
    refused: dict[str, str] = {}
    for call in acts(wave, goal, seen, prior):
        refused |= environment.do(clients, call)
    change = ledger.Change("SET phase = :phase", {":phase": goal.value})
    ledger.update(TABLE, PARTITION, workload, change)
    announcements.announce(BUS, "Environment Changed", {"workload": workload, "goal": goal.value})
    return refused


def _prior(workload: str) -> Seen:
    item = ledger.read(TABLE, PARTITION, workload)
    assert item is not None, "it was never put to sleep"
    return read(item["prior_state"])


if __name__ == "__main__":
    main()

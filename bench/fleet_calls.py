"""Calls, CPU and memory of stopping and starting many things, beside Cloud Custodian's (c7n).

    python -m bench.fleet_calls

Both act on the same things in the same embedded cloud, each run in a process of its own: c7n with
an offhour or onhour policy that is due in this hour, ours with what the functions do (look, decide,
write what was there as one item, act, acknowledge, put one event). Calls are counted in the process
that makes them. As moto does, the cloud lists 100 reservations a page where MaxResults is not sent,
as by c7n: on AWS it would describe in fewer calls; everything else is as on AWS.
"""

from collections.abc import Callable
from datetime import timedelta

from bench.figures import line
from bench.fleet import scene
from bench.fleet.contestants import Contest, Cost, least, made
from localcloud.cloud import Cloud, Settings
from localcloud.start import started

INSTANCES = {1000: "<= 5", 5000: "<= 13"}  # calls
CPU_GOAL = "<= 1.0 s for 5000"
BAD = (1, 5)
DATABASES = 100
SERVICES = (40, 100)
SERVICE_GOAL = 2.2  # calls each
STATE_ACK_EVENT = 3  # calls
OUR_RUNS, PEER_RUNS = 5, 2  # of a transition of EC2; of CPU, the least is taken
ENOUGH = timedelta(hours=1)  # virtual, until what stops or starts has done so
VERBS = {"asleep": "stop", "awake": "start"}
BEFORE = {"asleep": "running", "awake": "stopped"}
AFTER = {"asleep": ("stopping", "stopped"), "awake": ("pending", "running")}
Contestant = Callable[[str], Cost]


def main() -> None:
    """Print calls, CPU and memory of ours, with their ratio to c7n's."""
    problem = made()
    if problem:
        print(f"c7n could not be installed, so there is nothing to compare with: {problem}")
    with started(Settings(port=0), deploy=False) as cloud:
        scene.stage(cloud)
        for count in INSTANCES:
            _instances(cloud, count, peer=not problem)
        for bad in BAD:
            _bad_instances(cloud, bad, peer=not problem)
        _databases(cloud, peer=not problem)
        for count in SERVICES:
            _services(cloud, count, peer=not problem)


def _instances(cloud: Cloud, count: int, *, peer: bool) -> None:
    scene.instances(cloud, count)
    contest = Contest(cloud.endpoint, "instances", scene.NAME)
    floor = least([contest.floor() for _ in range(OUR_RUNS)])
    for goal, verb in VERBS.items():
        ours = least([_moved(contest.ours, goal, count) for _ in range(OUR_RUNS)])
        runs = PEER_RUNS if peer else 0
        theirs = [_moved(contest.peer, goal, count) for _ in range(runs)]
        what = f"{verb} {count} EC2"
        line(f"{what}, against boto3", ours.cpu, "s CPU", floor=floor.cpu, of="import and client")
        _print(what, ours, least(theirs) if theirs else None, INSTANCES[count])


def _moved(contestant: Contestant, goal: str, count: int) -> Cost:
    """Run a transition of a fleet that is settled."""
    scene.settle(BEFORE[goal])
    cost = contestant(goal)
    moved = scene.counted(*AFTER[goal])
    if moved != count:
        print(f"    {contestant.__name__} moved {moved} of {count} instances", flush=True)
    return cost


def _bad_instances(cloud: Cloud, bad: int, *, peer: bool) -> None:
    """Let some instances refuse to be stopped."""
    count = min(INSTANCES)
    scene.instances(cloud, count)
    contest = Contest(cloud.endpoint, "instances", scene.NAME)
    usual = _moved(contest.ours, "asleep", count).calls
    scene.protect(bad)
    more = _moved(contest.ours, "asleep", count - bad).calls - usual
    line(f"stop {count} EC2, {bad} of them protected", more, "more calls", floor=bad, of="bad")
    if peer:
        _moved(contest.peer, "asleep", count - bad)  # tells how many it stopped


def _databases(cloud: Cloud, *, peer: bool) -> None:
    scene.databases(cloud, DATABASES)
    contest = Contest(cloud.endpoint, "database", "bench", DATABASES)
    goal = f"<= {1 + DATABASES} + {STATE_ACK_EVENT}"
    _compared(cloud, contest, f"{DATABASES} RDS", goal, peer=peer)


def _services(cloud: Cloud, count: int, *, peer: bool) -> None:
    scene.services(cloud, count)
    contest = Contest(cloud.endpoint, "service", scene.SERVICE, count)
    _compared(cloud, contest, f"{count} ECS", f"<= {SERVICE_GOAL * count:.0f}", peer=peer)


def _compared(cloud: Cloud, contest: Contest, what: str, goal: str, *, peer: bool) -> None:
    """Let each put all to sleep and wake it again."""
    contestants = (contest.ours, contest.peer) if peer else (contest.ours,)
    costs: dict[tuple[str, str], Cost] = {}
    for contestant in contestants:
        for each in VERBS:
            costs[contestant.__name__, each] = contestant(each)
            cloud.clock.advance_to(cloud.clock.now() + ENOUGH)
    for each, verb in VERBS.items():
        _print(f"{verb} {what}", costs["ours", each], costs.get(("peer", each)), goal)


def _print(what: str, ours: Cost, theirs: Cost | None, goal: str) -> None:
    peer = theirs or Cost(0, 0, 0)
    line(what, ours.calls, "calls", floor=peer.calls, of="c7n", goal=goal)
    line(what, ours.cpu, "s CPU", floor=peer.cpu, of="c7n", goal=CPU_GOAL if "EC2" in what else "")
    line(what, ours.memory, "MB", floor=peer.memory, of="c7n")


if __name__ == "__main__":
    main()

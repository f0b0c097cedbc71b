"""The same transition by Cloud Custodian, in its own virtualenv: one policy, one run.

    .venv-peers/bin/python -m bench.fleet.peer asleep|awake KIND FOLDER

The policy is due in the hour in which it is written, on every day.
"""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.fleet.counting import counted, tell

CALLS = counted()
REGION = "ap-northeast-2"
RESOURCES = {"instances": "aws.ec2", "database": "aws.rds", "service": "aws.ecs-service"}
FILTERS = {"asleep": "offhour", "awake": "onhour"}
ACTIONS = {"asleep": "stop", "awake": "start"}
SAVED = "bench-saved"  # the tag in which it keeps a service's sizes
RESIZE: dict[str, dict[str, Any]] = {
    "asleep": {"min-capacity": 0, "desired": 0, "save-options-tag": SAVED, "suspend-scaling": True},
    "awake": {"restore-options-tag": SAVED, "restore-scaling": True},
}


def main() -> None:
    """Run the policy, then print its cost."""
    from c7n.cli import main as custodian

    goal, kind, folder = sys.argv[1:]
    path = Path(folder) / "policy.yml"
    path.write_text(_policy(goal, kind))
    options = ["--region", REGION, "--cache-period", "0", "--output-dir", folder, str(path)]
    sys.argv = ["custodian", "run", *options]
    with suppress(SystemExit):  # a policy that fails has its calls told, too
        custodian()
    tell(CALLS)


def _policy(goal: str, kind: str) -> str:
    import yaml

    due = {"type": FILTERS[goal], FILTERS[goal]: datetime.now(UTC).hour, "default_tz": "utc"}
    action: Any = {"type": "resize"} | RESIZE[goal] if kind == "service" else ACTIONS[goal]
    policy = {
        "name": f"bench-{goal}",
        "resource": RESOURCES[kind],
        "filters": [due | {"opt-out": True, "weekends": False}],
        "actions": [action],
    }
    return yaml.safe_dump({"policies": [policy]})


if __name__ == "__main__":
    main()

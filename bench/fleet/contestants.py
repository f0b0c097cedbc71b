"""Run one transition in a process of its own: ours, or Cloud Custodian's."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers"
CUSTODIAN = "c7n==0.9.53"
LIMIT = 280  # s


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost."""

    calls: int
    cpu: float  # s
    memory: float  # MB


@dataclass(frozen=True, slots=True)
class Contest:
    """Stopping or starting things of one kind in the cloud at `url`."""

    url: str
    kind: str
    name: str
    count: int | None = None  # assets, <name>-0 and on; None: one asset, `name`

    def ours(self, goal: str) -> Cost:
        """Run it with our adapters."""
        number = [] if self.count is None else [str(self.count)]
        module = [sys.executable, "-m", "bench.fleet.ours"]
        return self._cost([*module, goal, self.kind, self.name, *number])

    def peer(self, goal: str) -> Cost:
        """Run it with Cloud Custodian."""
        with tempfile.TemporaryDirectory() as folder:
            module = [str(PEERS / "bin" / "python"), "-m", "bench.fleet.peer"]
            return self._cost([*module, goal, self.kind, folder])

    def floor(self) -> Cost:
        """Import boto3 and make the client: what nobody can do without."""
        return self._cost([sys.executable, "-m", "bench.fleet.floor"])

    def _cost(self, command: list[str]) -> Cost:
        environment = {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": "ap-northeast-2",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "PYDANTIC_DISABLE_PLUGINS": "true",  # as in template.yaml
            "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'nightshift'}",
        }
        ran = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=LIMIT, check=False,
        )  # fmt: skip
        if ran.returncode:
            raise RuntimeError(f"{' '.join(command)}: {ran.stderr[-2000:]}")
        told = json.loads(ran.stdout.splitlines()[-1])
        return Cost(sum(told["calls"].values()), told["cpu"], told["memory"])


def least(costs: list[Cost]) -> Cost:
    """Return the cost without the noise of other work, which only adds to CPU and memory."""
    calls, cpu, memory = zip(*((each.calls, each.cpu, each.memory) for each in costs), strict=True)
    return Cost(max(calls), min(cpu), min(memory))


def made() -> str | None:
    """Make Cloud Custodian's virtualenv, once; return why that was not possible."""
    if (PEERS / ".ready").exists():
        return None
    print(f"setting up {PEERS.name} for {CUSTODIAN} (once)", flush=True)
    uv, python = str(ROOT / ".venv" / "bin" / "uv"), str(PEERS / "bin" / "python")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(PEERS)],
        [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, CUSTODIAN],
    ):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            return ran.stderr.strip()
    (PEERS / ".ready").touch()
    return None

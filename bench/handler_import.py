"""CPU to import a handler and make its client, against `import boto3; boto3.client(...)`."""

import resource
import subprocess
import sys
from pathlib import Path

from bench.figures import line, median

RUNS = 15
ROOT = Path(__file__).resolve().parents[1]
FLOOR = "import boto3; boto3.client('s3', region_name='ap-northeast-2')"
HANDLER = """
import sys
sys.path[:0] = ['functions/{name}', 'layers/nightshift']
import app
from nightshift.adapters.aws import client
client('{service}')
"""
CASES = {
    "persist_meeting": "s3",
    "claim_meeting": "s3",
    "generate_summary": "s3",
    "send_email_summary": "sesv2",
    "notify": "dynamodb",
    "change_wave": "ec2",
}
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "ap-northeast-2", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y",
    "PYDANTIC_DISABLE_PLUGINS": "true",  # as in template.yaml
}  # fmt: skip


def main() -> None:
    """Print CPU milliseconds per handler; runs alternate, so that noise hits both sides."""
    for name, service in CASES.items():
        code = HANDLER.format(name=name, service=service)
        floor_code = FLOOR.replace("s3", service)
        pairs = [(_cpu(code), _cpu(floor_code)) for _ in range(RUNS)]
        line(
            f"import {name}", median([a for a, _ in pairs]), "ms CPU",
            floor=median([b for _, b in pairs]), of=f"boto3 + {service} client", goal="<= 1.3x",
        )  # fmt: skip


def _cpu(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent * 1000


if __name__ == "__main__":
    main()

"""`localcloud.deploy`: the stack of a working tree, deployed in a process of its own."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.cloud_process import ROOT

CODE = """
import json, sys
from pathlib import Path
from localcloud.cloud import Settings
from localcloud.deploy import DeployError, deploy
from localcloud.start import started

template = Path(sys.argv[1])
found = {}
with started(Settings(port=0), deploy=False) as cloud:
    deploy(cloud, template, "sample")
    formation = cloud.client("cloudformation")
    events = lambda: len(formation.describe_stack_events(StackName="sample")["StackEvents"])
    status = lambda: formation.describe_stacks(StackName="sample")["Stacks"][0]["StackStatus"]
    found["created"] = status()
    before = events()
    deploy(cloud, template, "sample")
    found["events_of_no_change"] = events() - before
    deploy(cloud, template, "sample", {"Greeting": "Servus"})
    found["updated"] = status()
    answer = cloud.client("lambda").invoke(FunctionName="sample-greet", Payload=b'{"name": "Kim"}')
    found["greeting"] = json.loads(answer["Payload"].read())["greeting"]
    cloud.client("sqs").create_queue(QueueName="taken")
    try:
        deploy(cloud, template, "sample", {"QueueNameToClaim": "taken"})
    except DeployError as problem:
        found["error"] = str(problem)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def deployed() -> dict[str, Any]:
    template = ROOT / "tests/integration/localcloud/sample_app/template.yaml"
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(template)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_template_is_deployed_with_its_folders(deployed: dict[str, Any]) -> None:
    assert deployed["created"] == "CREATE_COMPLETE"


def test_deploying_again_changes_nothing(deployed: dict[str, Any]) -> None:
    assert deployed["events_of_no_change"] == 0


def test_another_parameter_updates_the_functions(deployed: dict[str, Any]) -> None:
    assert deployed["updated"] == "UPDATE_COMPLETE"
    assert deployed["greeting"] == "Servus, Kim!"


def test_a_failure_names_the_resource_and_the_reason(deployed: dict[str, Any]) -> None:
    assert "ClaimedQueue (AWS::SQS::Queue)" in deployed["error"]
    assert "'taken' already exists" in deployed["error"]

"""The real SAM CLI against the embedded cloud: what a person types, in the order they type it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cloud_process import ROOT, CloudProcess, running

pytestmark = pytest.mark.xdist_group("sam_cli")
SAM = ROOT / ".venv-sam" / "bin" / "sam"
PACKAGE = ROOT / "layers" / "nightshift" / "nightshift"
UNZIPPED_LIMIT = 250 * 2**20  # bytes; Lambda quotas: function and layers, unzipped
SAMPLE = ROOT / "tests" / "integration" / "localcloud" / "sample_app"


class Sam:
    """The SAM CLI in a copy of the sample app, talking to one cloud."""

    def __init__(self, cloud: CloudProcess, folder: Path) -> None:
        self.cloud = cloud
        self.folder = folder
        self.environment = {
            **_environment(),
            "AWS_ENDPOINT_URL": cloud.url,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "y",
            "AWS_REGION": "ap-northeast-2",
            "SAM_CLI_POLL_DELAY": "0.1",  # s
        }

    def __call__(self, *arguments: str, succeeds: bool = True) -> str:
        done = subprocess.run(
            [str(SAM), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        text = done.stdout + done.stderr
        assert (done.returncode == 0) is succeeds, text
        return text

    def greet(self, name: str) -> str:
        answer = self.cloud.client("lambda").invoke(
            FunctionName="sample-greet", Payload=json.dumps({"name": name})
        )
        return str(json.load(answer["Payload"])["greeting"])

    def stack(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cloud.client("cloudformation").describe_stacks(
            StackName="sample"
        )["Stacks"][0]
        return found


@pytest.fixture(scope="module")
def sam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sam]:
    assert SAM.exists(), "the SAM CLI is missing: run `make setup`"
    folder = tmp_path_factory.mktemp("sam") / "app"
    shutil.copytree(SAMPLE, folder)
    with running("--empty") as cloud:
        deployed = Sam(cloud, folder)
        deployed("build")
        deployed("deploy")
        yield deployed


def test_build_and_deploy_create_the_stack(sam: Sam) -> None:
    outputs = {o["OutputKey"]: o["OutputValue"] for o in sam.stack()["Outputs"]}

    assert outputs["BusName"] == "sample"
    assert sam.greet("Kim") == "Hello, Kim!"


def test_the_managed_bucket_holds_the_artefacts(sam: Sam) -> None:
    client = sam.cloud.client("cloudformation")
    managed = client.describe_stacks(StackName="aws-sam-cli-managed-default")["Stacks"][0]
    bucket = next(o["OutputValue"] for o in managed["Outputs"] if o["OutputKey"] == "SourceBucket")

    versioning = sam.cloud.client("s3").get_bucket_versioning(Bucket=bucket)

    assert versioning["Status"] == "Enabled"
    assert sam.cloud.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] >= 4


def test_a_second_deploy_without_a_change_says_so(sam: Sam) -> None:
    assert "No changes to deploy" in sam("deploy")


def test_a_changed_function_and_layer_are_deployed(sam: Sam) -> None:
    source = sam.folder / "layers" / "words" / "words" / "__init__.py"
    source.write_text(source.read_text().replace("{sentence}!", "{sentence}!!"))
    sam("build")

    text = sam("deploy")

    assert "UPDATE_COMPLETE" in text
    assert sam.greet("Kim") == "Hello, Kim!!"


def test_a_failing_update_is_reported_and_rolled_back(sam: Sam) -> None:
    sam.cloud.client("sqs").create_queue(QueueName="taken")
    before = sam.greet("Kim")
    events = len(_events(sam))

    text = sam(
        "deploy", "--parameter-overrides", "Greeting=Bye QueueNameToClaim=taken", succeeds=False
    )

    assert "UPDATE_ROLLBACK_COMPLETE" in text
    failed = [e for e in _events(sam)[:-events] if e["ResourceStatus"] == "CREATE_FAILED"]
    assert [e["LogicalResourceId"] for e in failed] == ["ClaimedQueue"]
    assert "already exists" in failed[0]["ResourceStatusReason"]
    assert sam.stack()["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert sam.greet("Kim") == before


def test_a_parameter_that_does_not_fit_is_refused_by_name(sam: Sam) -> None:
    text = sam("deploy", "--parameter-overrides", "Stage=nowhere", succeeds=False)

    assert "Parameter 'Stage' must be one of AllowedValues" in text


def test_remote_invoke_calls_a_function(sam: Sam) -> None:
    text = sam("remote", "invoke", "GreetFunction", "--event", '{"name": "Lee"}')

    assert "Hello, Lee!" in text


def test_remote_invoke_runs_a_state_machine(sam: Sam) -> None:
    text = sam("remote", "invoke", "Machine", "--event", '{"names": ["Kim", "Lee"]}')

    assert "Hello, Kim!" in text
    assert "Hello, Lee!" in text


def test_logs_shows_what_the_function_wrote(sam: Sam) -> None:
    sam.greet("Park")
    sam.cloud.settle()

    assert "REPORT RequestId" in sam("logs", "--name", "GreetFunction", "--stack-name", "sample")


def test_list_resources_shows_physical_ids(sam: Sam) -> None:
    listed = json.loads(sam("list", "resources", "--output", "json"))

    physical = {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in listed}
    assert physical["GreetFunction"] == "sample-greet"
    assert physical["Table"] == "sample-table"


def test_delete_removes_the_stack_and_what_it_made(sam: Sam) -> None:
    sam("delete", "--no-prompts")

    names = sam.cloud.client("dynamodb").list_tables()["TableNames"]
    assert "sample-table" not in names
    assert "sample" not in [
        b["Name"] for b in sam.cloud.client("events").list_event_buses()["EventBuses"]
    ]


def test_the_project_builds_without_a_network_into_layers_that_lambda_can_load(
    tmp_path: Path,
) -> None:
    built = subprocess.run(
        [SAM, "build", "--build-dir", tmp_path, "--no-cached"],
        cwd=ROOT,
        env=_environment() | {"UV_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr

    compiled = {path.name.split(".")[0]: path for path in tmp_path.rglob("*.cpython-*.so")}
    layers = [tmp_path / "DepsLayer" / "python", tmp_path / "NightshiftLayer" / "python"]
    sizes = [path.stat().st_size for layer in layers for path in layer.rglob("*")]
    assert compiled.keys() >= {"_pydantic_core", "_psycopg", "pq", "_yaml"}
    assert {path.suffixes[0] for path in compiled.values()} == {".cpython-313-aarch64-linux-gnu"}
    assert sum(sizes) < UNZIPPED_LIMIT
    assert _shipped(layers[1] / "nightshift") == _shipped(PACKAGE)


def _shipped(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for pattern in ("**/*", "workloads/*")  # `**` does not follow the link to the manifests
        for path in folder.glob(pattern)
        if path.is_file() and path.suffix != ".pyc"
    }


def _environment() -> dict[str, str]:
    """What `sam` needs: itself, uv and a Python on the PATH, and uv's cache; nothing of AWS."""
    kept = {n: v for n, v in os.environ.items() if n == "HOME" or n.startswith(("UV_", "XDG_"))}
    tools = [str(SAM.parent), str(ROOT / ".venv" / "bin"), os.environ["PATH"]]
    return kept | {"PATH": os.pathsep.join(tools), "SAM_CLI_TELEMETRY": "0"}


def _events(sam: Sam) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sam.cloud.client("cloudformation").describe_stack_events(
        StackName="sample"
    )["StackEvents"]
    return found

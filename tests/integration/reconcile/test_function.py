"""The function `reconcile` over the shipped manifests: by hand, and as a custom resource."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from nightshift.adapters import deployments, manifests
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.windows.of_manifest import changes_size
from tests import project
from tests.integration.reconcile.account import READS, Account
from tests.integration.reconcile.conftest import HOME

MINUTE = 60_000  # ms
Deployment = tuple[dict[str, Any], list[dict[str, Any]]]  # the event, and its answers


class Context:
    """What Lambda hands a function beside the event."""

    function_name = "nightshift-reconcile"
    memory_limit_in_mb = 512
    invoked_function_arn = (
        "arn:aws:lambda:ap-northeast-2:123456789012:function:nightshift-reconcile"
    )
    aws_request_id = "3f1c"

    def get_remaining_time_in_millis(self) -> int:
        return MINUTE


def reconcile(event: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = project.function("reconcile").handler(event, Context())
    return answer


BEFORE = {
    "Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
    "Outputs": {"ReconciledPlaces": {"Value": f"ap-northeast-3={HOME};eu-west-1=210000000009"}},
}


@pytest.fixture(autouse=True)
def bus(home: Account) -> Iterator[None]:
    """Give what a stack has beside that: its event bus."""
    home.client("events").create_event_bus(Name="nightshift")
    home.calls()
    yield
    home.client("events").delete_event_bus(Name="nightshift")


@pytest.fixture
def stack(home: Account) -> Iterator[str]:
    """Give the ID of the stack as the deployment before left it."""
    formation = home.client("cloudformation")
    made = formation.create_stack(StackName="earlier", TemplateBody=json.dumps(BEFORE))
    yield str(made["StackId"])
    formation.delete_stack(StackName="earlier")


@pytest.fixture
def deployment(stack: str) -> Iterator[Deployment]:
    """Give CloudFormation's event, and the list of answers that it gets."""
    answers: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            length = int(self.headers["Content-Length"])
            answers.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    event = {
        "RequestType": "Create",
        "ResponseURL": f"http://127.0.0.1:{server.server_port}/answer",
        "StackId": stack,
        "RequestId": "4ce1",
        "ResourceType": "Custom::Reconcile",
        "LogicalResourceId": "Reconciliation",
        "ResourceProperties": {"Layer": "layer:2"},
    }
    answers.clear()
    yield event, answers
    server.shutdown()
    thread.join()
    server.server_close()


def told(answers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    found = [(answer["Status"], answer["Reason"]) for answer in answers]
    answers.clear()
    return found


def test_a_dry_run_tells_what_the_run_then_changes_and_the_next_finds_nothing(
    home: Account,
) -> None:
    planned = reconcile({"dry_run": True})
    home.calls()

    first, calls = reconcile({}), home.calls()
    second, more = reconcile({}), home.calls()

    assert first["changed"] == planned["changed"]
    assert len(first["changed"]) == first["planned"] > 0
    assert second["changed"] == []
    assert second["resources"] == first["resources"]
    assert [call for call in calls if not call.startswith(READS)]
    assert [call for call in more if not call.startswith(READS)] == []


def test_only_the_named_workloads_things_are_changed(home: Account) -> None:
    report = reconcile({"workloads": ["onno-prod"]})

    assert {one["workload"] for one in report["changed"]} == {"onno-prod"}


def test_an_unknown_workload_is_refused_with_the_known_ones(home: Account) -> None:
    with pytest.raises(RefusedError, match=r"'onno-live' is not known; known: .*onno-prod"):
        reconcile({"workloads": ["onno-live"]})


def test_a_deployment_is_told_of_success_under_the_same_physical_id(
    home: Account, deployment: Deployment
) -> None:
    event, answers = deployment

    reconcile(event)
    reconcile(event | {"RequestType": "Update", "PhysicalResourceId": "Reconciliation"})

    assert {answer["PhysicalResourceId"] for answer in answers} == {"Reconciliation"}
    assert told(answers) == [("SUCCESS", "done")] * 2


def test_sizes_are_looked_at_after_an_update_and_not_after_a_first_deployment(
    home: Account, deployment: Deployment
) -> None:
    event, _ = deployment
    home.calls()

    reconcile(event)
    first = home.calls()
    reconcile(event | {"RequestType": "Update"})

    changing = [each.name for each in manifests.every() if changes_size(each)]
    assert first["PutEvents"] == 0
    assert home.calls()["PutEvents"] == len(changing) > 0


def test_a_rollback_that_comes_before_the_functions_own_changes_nothing(
    home: Account, deployment: Deployment
) -> None:
    event, answers = deployment
    earlier = {"RequestType": "Update", "ResourceProperties": {"Layer": "layer:1"}}
    home.calls()

    report = reconcile(event | earlier)

    assert told(answers) == [("SUCCESS", "done")]
    assert report["planned"] == 0
    assert list(home.calls()) == ["DescribeStacks"]


def test_the_last_workload_of_a_region_takes_its_things_along(
    home: Account, deployment: Deployment
) -> None:
    event, answers = deployment
    tags = home.hub.tags | {"nightshift:workload": "gone-prod"}
    left = home.cloud.client("cloudwatch", "ap-northeast-3")
    left.put_metric_alarm(
        AlarmName="nightshift-gone-prod-Down",
        Namespace="Gone",
        MetricName="Down",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )

    reconcile(event | {"RequestType": "Update"})

    assert left.describe_alarms()["MetricAlarms"] == []
    assert answers[0]["Data"]["Places"] == f"ap-northeast-1={HOME};ap-northeast-2={HOME}"


def test_a_rollback_remembers_the_places_as_they_were(
    home: Account, deployment: Deployment
) -> None:
    event, answers = deployment

    reconcile(event | {"RequestType": "Update", "ResourceProperties": {"Layer": "layer:1"}})

    assert answers[0]["Data"]["Places"] == BEFORE["Outputs"]["ReconciledPlaces"]["Value"]


def test_a_deleted_stack_leaves_nothing_of_ours(home: Account, deployment: Deployment) -> None:
    event, answers = deployment
    reconcile({})

    reconcile(event | {"RequestType": "Delete", "PhysicalResourceId": "Reconciliation"})

    assert told(answers) == [("SUCCESS", "done")]
    assert home.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert home.client("cloudwatch").list_dashboards()["DashboardEntries"] == []
    assert home.client("scheduler").list_schedules(GroupName="nightshift")["Schedules"] == []
    assert home.client("sns").list_topics()["Topics"] == []


@pytest.mark.parametrize("error", [RefusedError, TransientError])
def test_an_error_is_the_deployments_reason_and_ends_there(
    error: type[Exception], deployment: Deployment
) -> None:
    event, answers = deployment

    with deployments.answering(event, lambda: MINUTE):
        raise error("onno-prod.yaml:3: not a field")

    assert told(answers) == [("FAILED", "onno-prod.yaml:3: not a field")]


def test_a_defect_is_told_and_raised(
    deployment: Deployment,
) -> None:
    event, answers = deployment

    with pytest.raises(ZeroDivisionError), deployments.answering(event, lambda: MINUTE):
        raise ZeroDivisionError

    assert told(answers) == [("FAILED", deployments.UNEXPECTED)]


def test_a_deployment_hears_before_the_functions_time_is_over(
    deployment: Deployment,
) -> None:
    event, answers = deployment
    ended = threading.Event()

    with deployments.answering(event, lambda: 0):
        while not answers:  # the timer answers while the function still works
            ended.wait(0.01)

    assert told(answers) == [("FAILED", deployments.NO_TIME)]


def test_without_a_deployment_nobody_is_told_and_errors_pass() -> None:
    with pytest.raises(RefusedError), deployments.answering({}, lambda: MINUTE):
        raise RefusedError("no")


def test_an_answer_that_cannot_be_delivered_is_an_error_to_try_again(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployments, "TRIES", 0)
    event, _ = deployment
    nowhere = event | {"ResponseURL": "http://127.0.0.1:1/answer"}

    with (
        pytest.raises(TransientError, match="could not be answered"),
        deployments.answering(nowhere, lambda: MINUTE),
    ):
        pass

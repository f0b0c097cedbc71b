"""Invoking a function: answers, errors, limits, versions."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.lambda_scene import (
    arn,
    call,
    failing_call,
    function,
    packed,
    tail,
    unique,
)

ECHO = "def handler(event, context):\n    return {'got': event}\n"
SEVERAL = """
import os, sys, time


def handler(event, context):
    if event == "raise":
        raise KeyError("no such meeting")
    if event == "sleep":
        time.sleep(30)
    if event == "exit":
        os._exit(3)
    if event == "large":
        return "x" * (6 * 1024 * 1024 + 200)
    return os.getpid()
"""


@pytest.fixture(scope="module")
def several(cloud: CloudProcess) -> str:
    return function(cloud, SEVERAL, Timeout=1)


def test_the_answer_is_what_the_handler_returns(cloud: CloudProcess) -> None:
    """API_Invoke: "For synchronous invocation, details about the function response, including
    errors, are included in the response body and headers."
    """
    name = function(cloud, ECHO)

    assert call(cloud, name, {"a": [1, "한"]}) == {"got": {"a": [1, "한"]}}


def test_an_exception_is_the_answer_with_type_and_trace(cloud: CloudProcess, several: str) -> None:
    """Lambda function errors in Python: "Lambda ... returns the error to the invoker", a JSON
    document with errorMessage, errorType and stackTrace; API_Invoke: "FunctionError".
    """
    error = failing_call(cloud, several, "raise")

    assert error["errorMessage"] == "'no such meeting'"
    assert error["errorType"] == "KeyError"
    assert any("in handler" in frame for frame in error["stackTrace"])


def test_a_function_that_takes_too_long_is_stopped(cloud: CloudProcess, several: str) -> None:
    """Configure Lambda function timeout: "When the specified timeout is reached, Lambda stops the
    function execution." The next invocation gets a new environment.
    """
    before = call(cloud, several)

    error = failing_call(cloud, several, "sleep")

    assert error["errorType"] == "Sandbox.Timedout"
    assert error["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert call(cloud, several) != before


def test_a_process_that_ends_is_a_runtime_exit_error(cloud: CloudProcess, several: str) -> None:
    """Execution environment lifecycle: "If the Lambda function crashes or times out during the
    Invoke phase, Lambda resets the execution environment."
    """
    error = failing_call(cloud, several, "exit")

    assert error["errorType"] == "Runtime.ExitError"
    assert "exit status 3" in error["errorMessage"]
    assert isinstance(call(cloud, several), int)


def test_a_module_that_cannot_be_imported_is_an_import_error(cloud: CloudProcess) -> None:
    """Troubleshoot deployment issues in Lambda: "Error: Runtime.ImportModuleError ... Unable to
    import module".
    """
    name = function(cloud, "import no_such_module\n")

    error = failing_call(cloud, name)

    assert error["errorType"] == "Runtime.ImportModuleError"
    assert "no_such_module" in error["errorMessage"]


def test_a_response_over_six_megabytes_is_an_error(cloud: CloudProcess, several: str) -> None:
    """Lambda quotas: "Invocation payload (request and response): 6 MB each for request and
    response (synchronous)".
    """
    assert failing_call(cloud, several, "large")["errorType"] == "Function.ResponseSizeTooLarge"


@pytest.mark.parametrize(("kind", "size"), [("RequestResponse", 6), ("Event", 1)])
def test_a_request_over_the_limit_is_refused(
    cloud: CloudProcess, several: str, kind: str, size: int
) -> None:
    """API_Invoke: "For synchronous invocations, the maximum payload size is 6 MB. For asynchronous
    invocations, the maximum payload size is 1 MB."
    """
    payload = json.dumps("x" * size * 1024 * 1024).encode()

    with pytest.raises(ClientError) as refused:
        cloud.client("lambda").invoke(FunctionName=several, InvocationType=kind, Payload=payload)

    assert refused.value.response["Error"]["Code"] == "RequestTooLargeException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_a_payload_that_is_no_json_is_refused(cloud: CloudProcess, several: str) -> None:
    """API_Invoke: "InvalidRequestContentException: The request body could not be parsed as JSON,
    or a request header is invalid. HTTP Status Code: 400".
    """
    with pytest.raises(ClientError) as refused:
        cloud.client("lambda").invoke(FunctionName=several, Payload=b"{no")

    assert refused.value.response["Error"]["Code"] == "InvalidRequestContentException"


def test_an_unknown_function_is_not_found(cloud: CloudProcess) -> None:
    """API_Invoke: "ResourceNotFoundException: The resource specified in the request does not
    exist. HTTP Status Code: 404".
    """
    with pytest.raises(ClientError) as refused:
        cloud.client("lambda").invoke(FunctionName="nobody")

    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert arn("lambda", "function:nobody") in refused.value.response["Error"]["Message"]


def test_a_dry_run_runs_nothing(cloud: CloudProcess) -> None:
    """API_Invoke: "DryRun – Validate parameter values and verify that the user or role has
    permission to invoke the function."
    """
    name = function(cloud, "raise SystemExit(1)\n")

    answer = cloud.client("lambda").invoke(FunctionName=name, InvocationType="DryRun")

    assert answer["StatusCode"] == 204


def test_the_tail_of_the_log_comes_with_the_answer(cloud: CloudProcess) -> None:
    """API_Invoke: "LogResult: The last 4 KB of the execution log, which is base64-encoded."; Log
    function, REPORT line: Duration, Billed Duration, Memory Size, Max Memory Used, Init Duration.
    """
    name = function(cloud, "def handler(event, context):\n    print('x' * 100)\n", MemorySize=192)

    log = tail(cloud.client("lambda").invoke(FunctionName=name, LogType="Tail"))

    assert re.match(r"START RequestId: [\w-]{36} Version: \$LATEST\n", log)
    assert "x" * 100 in log
    report = re.search(r"REPORT RequestId: [\w-]{36}\tDuration: [\d.]+ ms\t.*", log)
    assert report is not None
    assert "Memory Size: 192 MB\tMax Memory Used: " in report[0]
    assert "Init Duration: " in report[0]


@pytest.mark.parametrize("reserved", [0, 1])
def test_reserved_concurrency_throttles(cloud: CloudProcess, reserved: int) -> None:
    """Configuring reserved concurrency: "To throttle a function, set the reserved concurrency to
    zero. This stops any events from being processed until you remove the limit."
    """
    name = function(cloud, "import time\ndef handler(e, c):\n    time.sleep(0.3)\n", Timeout=5)
    client = cloud.client("lambda")
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)

    def outcome(_: int) -> str:
        try:
            client.invoke(FunctionName=name)
        except ClientError as refused:
            return str(refused.response["Error"]["Code"])
        return "ok"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(outcome, range(2)))

    throttled = ["TooManyRequestsException"] * (2 - reserved)
    assert outcomes == throttled + ["ok"] * reserved


def test_versions_and_aliases_run_the_code_they_were_published_with(cloud: CloudProcess) -> None:
    """Manage Lambda function versions: "you can't change the code and most of the configuration
    for a published version"; "an alias is a pointer to a function version".
    """
    source = "def handler(event, context):\n    return [{!r}, context.invoked_function_arn]\n"
    name = function(cloud, source.format("first"))
    client = cloud.client("lambda")
    version = client.publish_version(FunctionName=name)["Version"]
    client.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    client.update_function_code(FunctionName=name, ZipFile=packed(app=source.format("second")))

    latest, alias = call(cloud, name), call(cloud, f"{name}:live")
    answer = client.invoke(FunctionName=name, Qualifier=version)

    assert latest[0] == "second"
    assert alias == ["first", arn("lambda", f"function:{name}:live")]
    assert answer["ExecutedVersion"] == version
    assert json.load(answer["Payload"])[0] == "first"


def test_a_warm_environment_is_used_again_and_an_update_replaces_it(cloud: CloudProcess) -> None:
    """Execution environment lifecycle: "Lambda ... maintains the execution environment for some
    time in anticipation of another function invocation."
    """
    source = "import os\ndef handler(e, c):\n    return [os.getpid(), os.environ.get('COLOUR')]\n"
    name = function(cloud, source)

    first, second = call(cloud, name), call(cloud, name)
    cloud.client("lambda").update_function_configuration(
        FunctionName=name, Environment={"Variables": {"COLOUR": "red"}}
    )
    third = call(cloud, name)

    assert first == second
    assert third[0] != first[0]
    assert third[1] == "red"


def test_invocations_at_the_same_time_run_in_environments_of_their_own(
    cloud: CloudProcess,
) -> None:
    """Understanding Lambda function scaling: "If Lambda receives a request while an execution
    environment is busy, it provisions another one."
    """
    source = "import os, time\ndef handler(e, c):\n    time.sleep(0.2)\n    return os.getpid()\n"
    name = function(cloud, source)

    with ThreadPoolExecutor(3) as pool:
        processes = list(pool.map(lambda _: call(cloud, name), range(3)))

    assert len(set(processes)) == 3


def test_what_the_cloud_cannot_run_is_refused_when_it_is_created(cloud: CloudProcess) -> None:
    """A deliberate difference: container images and other runtimes than Python do not run here."""
    with pytest.raises(ClientError) as refused:
        function(cloud, ECHO, Runtime="nodejs22.x", FunctionName=unique("node"))

    assert "nodejs22.x" in refused.value.response["Error"]["Message"]

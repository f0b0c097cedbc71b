"""What a function finds around itself: variables, credentials, layers, the clock, the logs."""

import json
import os
import re

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.lambda_scene import (
    call,
    failing_call,
    function,
    logged,
    packed,
    role,
    unique,
)

VARIABLES = """
import os


def handler(event, context):
    return dict(os.environ)
"""
CALLS = """
import os

import boto3

topics = boto3.client("sns")


def handler(event, context):
    who = boto3.client("sts").get_caller_identity()["Arn"]
    if event.get("list"):
        topics.list_topics()
    return [who, os.environ["AWS_ACCESS_KEY_ID"]]
"""
LOGS = """
import logging

logger = logging.getLogger()
logger.setLevel("INFO")


def handler(event, context):
    print("printed")
    logger.info("two\\nlines")
    logger.debug("hidden")
    if event:
        raise ValueError("bad")
"""


def test_the_reserved_variables_are_there_and_nothing_leaks_in(cloud: CloudProcess) -> None:
    """Defined runtime environment variables: "_HANDLER – The handler location configured on the
    function.", AWS_REGION, AWS_EXECUTION_ENV, AWS_LAMBDA_FUNCTION_NAME and so on.
    """
    colour = {"Variables": {"COLOUR": "green"}}
    name = function(cloud, VARIABLES, MemorySize=512, Environment=colour)

    found = call(cloud, name)

    assert found["_HANDLER"] == "app.handler"
    assert found["AWS_REGION"] == REGION
    assert found["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert found["AWS_LAMBDA_FUNCTION_NAME"] == name
    assert found["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert found["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert found["AWS_ENDPOINT_URL"] == cloud.url
    assert found["TZ"] == ":UTC"
    assert found["COLOUR"] == "green"
    assert re.match(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};", found["_X_AMZN_TRACE_ID"])
    assert {"PYTEST_CURRENT_TEST", "VIRTUAL_ENV", "PYTHONPATH"} & set(found) == set()
    assert found["HOME"] != os.environ.get("HOME")


def test_a_function_acts_under_its_own_role_in_a_session_of_its_own(cloud: CloudProcess) -> None:
    """Defining Lambda function permissions with an execution role: "Lambda assumes the execution
    role associated with your function to fetch temporary security credentials".
    """
    arn = role(cloud, "logs:*", "sts:GetCallerIdentity")
    one = function(cloud, CALLS, Role=arn)
    two = function(cloud, CALLS, Role=arn)

    (who, key), (_, other) = call(cloud, one), call(cloud, two)

    assert f":assumed-role/{arn.rpartition('/')[2]}/{one}" in who
    assert key != other


def test_a_role_that_may_not_is_refused(cloud: CloudProcess) -> None:
    """Same page: "grant ... permission to access AWS services and resources" in its policies."""
    name = function(cloud, CALLS, actions=("logs:*", "sts:GetCallerIdentity"))

    error = failing_call(cloud, name, {"list": True})

    assert "sns:ListTopics" in error["errorMessage"]


def test_the_clock_of_a_function_is_the_clouds(cloud: CloudProcess) -> None:
    """The virtual clock, also in a warm environment; Context object: get_remaining_time_in_millis
    "Returns the number of milliseconds left before the execution times out."
    """
    source = (
        "from datetime import UTC, datetime\n"
        "def handler(event, context):\n"
        "    return [datetime.now(UTC).isoformat(), context.get_remaining_time_in_millis()]\n"
    )
    name = function(cloud, source, Timeout=60)
    call(cloud, name)

    cloud.advance(40 * 86_400)
    now, remaining = call(cloud, name)

    assert now[:16] == cloud.get("clock")["now"][:16]
    assert 59_000 < remaining <= 60_000


@pytest.fixture(scope="module")
def layers(cloud: CloudProcess) -> list[str]:
    """A layer that another overrides, and one with a data file."""
    client = cloud.client("lambda")
    contents = (
        packed(python__one="VALUE = 'first'\n", python__two="VALUE = 'first'\n"),
        packed(python__two="VALUE = 'second'\n", data__names=""),
    )
    return [
        client.publish_layer_version(LayerName=unique("layer"), Content={"ZipFile": content})[
            "LayerVersionArn"
        ]
        for content in contents
    ]


def test_a_layer_is_on_the_path_and_a_later_one_wins(
    cloud: CloudProcess, layers: list[str]
) -> None:
    """Adding layers to functions: "If the same file appears in multiple layers, the function uses
    the version in the last applied layer."
    """
    source = "import one, two\ndef handler(event, context):\n    return [one.VALUE, two.VALUE]\n"
    name = function(cloud, source, Layers=layers)

    assert call(cloud, name) == ["first", "second"]


def test_a_variable_can_name_a_file_of_a_layer(cloud: CloudProcess, layers: list[str]) -> None:
    """Packaging layer content: "Lambda extracts the layer contents into the /opt directory"; here
    values of variables that start with /opt/ are pointed at the unpacked layer.
    """
    source = (
        "import os\ndef handler(event, context):\n    return os.path.isfile(os.environ['NAMES'])\n"
    )
    name = function(
        cloud,
        source,
        Layers=layers,
        Environment={"Variables": {"NAMES": "/opt/data/names.py"}},
    )

    assert call(cloud, name) is True


def test_the_package_of_this_project_comes_from_the_layer_only(cloud: CloudProcess) -> None:
    """An editable install of the project must not shadow the deployed layer."""
    source = "import nightshift\ndef handler(event, context):\n    return nightshift.__file__\n"
    client = cloud.client("lambda")
    content = packed(**{"python/nightshift/__init__": ""})
    layer = client.publish_layer_version(LayerName=unique("l"), Content={"ZipFile": content})

    without = function(cloud, source)
    beside = function(cloud, source, Layers=[layer["LayerVersionArn"]])

    assert failing_call(cloud, without)["errorType"] == "Runtime.ImportModuleError"
    assert "nightshift-cloud-" in call(cloud, beside)


def test_lines_go_to_the_log_group_of_the_function(cloud: CloudProcess) -> None:
    """Sending Lambda function logs to CloudWatch Logs: "These logs are, by default, stored in a
    log group named /aws/lambda/<function-name>." Stream names: YYYY/MM/DD/[version]id.
    """
    name = function(cloud, LOGS)

    failing_call(cloud, name, {"fail": True})

    lines = logged(cloud, name)
    streams = cloud.client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{name}")
    kinds = [line.split()[0] for line in lines]
    assert kinds == ["START", "printed", "[INFO]", "[ERROR]", "END", "REPORT"]
    assert "two\nlines" in lines[2]
    assert "ValueError: bad" in lines[3]
    assert "Traceback" in lines[3]
    assert re.match(
        r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$", streams["logStreams"][0]["logStreamName"]
    )


def test_json_logs_are_filtered_by_level_and_go_where_they_are_sent(cloud: CloudProcess) -> None:
    """Log-level filtering: "if you set your function's application log level to WARN, Lambda
    doesn't send log outputs at the INFO and DEBUG levels"; custom log groups: the stream name
    has the function's name.
    """
    group = unique("group")
    name = function(
        cloud,
        LOGS.replace('logger.setLevel("INFO")\n', ""),
        LoggingConfig={
            "LogFormat": "JSON",
            "ApplicationLogLevel": "INFO",
            "SystemLogLevel": "WARN",
            "LogGroup": group,
        },
    )

    call(cloud, name)

    lines = logged(cloud, name, group)
    assert lines[0] == "printed\n"
    assert json.loads(lines[1])["message"] == "two\nlines"
    assert len(lines) == 2  # no platform.start, no platform.report, no debug line
    streams = cloud.client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    assert f"/{name}[$LATEST][" in streams[0]["logStreamName"]


def test_a_role_without_log_permissions_loses_its_logs(cloud: CloudProcess) -> None:
    """Sending Lambda function logs to CloudWatch Logs, required IAM permissions:
    "logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents".
    """
    name = function(cloud, LOGS, actions=())

    call(cloud, name)

    assert logged(cloud, name) == []
    denied = [c for c in cloud.get("calls?service=logs") if c["outcome"] == "denied"]
    assert f"/aws/lambda/{name}" in denied[-1]["resource"]


def test_a_throttled_log_call_is_made_again(cloud: CloudProcess) -> None:
    """CloudWatch Logs may throttle; Lambda's delivery tries again, so no line is missing."""
    arn = role(cloud, "logs:*")
    name = function(cloud, LOGS, Role=arn)
    for kind in ("throttle", "lost-answer"):
        fault = {"service": "logs", "action": "PutLogEvents", "role": arn.split("/")[1]}
        cloud.post("faults", {**fault, "kind": kind})

    call(cloud, name)

    assert "printed\n" in logged(cloud, name)

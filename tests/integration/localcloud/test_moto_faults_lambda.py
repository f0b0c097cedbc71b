"""What unpatched moto 5.2.5 does wrong about Lambda; a test that fails here makes a patch needless.

moto is used in this process without the embedded cloud, so it is as upstream made it.
"""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from docker.errors import DockerException  # type: ignore[import-untyped]
from moto import mock_aws
from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends

from tests.cloud_process import REGION
from tests.integration.localcloud.lambda_scene import ACCOUNT, TRUST, packed

TARGET = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"


class Moto:
    """Plain moto with one function."""

    def __init__(self) -> None:
        session = boto3.Session("test", "test", region_name=REGION)
        self.lambda_ = session.client("lambda")
        self.sqs = session.client("sqs")
        self.sns = session.client("sns")
        iam = session.client("iam")
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
        self.created = self.lambda_.create_function(
            FunctionName="f",
            Runtime="python3.13",
            Role=role["Arn"],
            Handler="app.handler",
            Code={"ZipFile": packed(app="def handler(event, context): return 1\n")},
            DeadLetterConfig={"TargetArn": TARGET},
            LoggingConfig={"LogFormat": "JSON"},
        )


@pytest.fixture
def moto() -> Iterator[Moto]:
    assert LambdaFunction.invoke.__module__ == LambdaBackend.invoke.__module__, "moto is patched"
    with mock_aws():
        yield Moto()


@pytest.fixture
def invoked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What moto passes to the function instead of running a container."""
    events: list[Any] = []

    def invoke(self: Any, body: Any, request_headers: Any, response_headers: Any) -> bytes:
        events.append((json.loads(body), dict(request_headers)))
        return b"{}"

    monkeypatch.setattr(LambdaFunction, "invoke", invoke)
    return events


def test_moto_needs_a_container_engine_to_invoke(
    moto: Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_engine(_: Any) -> None:
        raise DockerException("no engine")

    monkeypatch.setattr(LambdaFunction, "docker_client", property(no_engine))
    monkeypatch.setattr("moto.settings.moto_server_host", lambda: "http://moto")

    answer = moto.lambda_.invoke(FunctionName="f")

    assert answer["Payload"].read().startswith(b"error running docker: no engine")


def test_moto_forgets_dead_letter_and_logging_settings(moto: Moto) -> None:
    found = moto.lambda_.get_function_configuration(FunctionName="f")

    assert "DeadLetterConfig" not in found
    assert "LoggingConfig" not in found


def test_moto_does_not_update_these_settings(moto: Moto) -> None:
    moto.lambda_.update_function_configuration(
        FunctionName="f",
        DeadLetterConfig={"TargetArn": TARGET},
        LoggingConfig={"LogFormat": "JSON"},
        TracingConfig={"Mode": "Active"},
        EphemeralStorage={"Size": 1024},
    )

    found = moto.lambda_.get_function_configuration(FunctionName="f")
    assert found["TracingConfig"] == {"Mode": "PassThrough"}
    assert found["EphemeralStorage"] == {"Size": 512}
    assert "LoggingConfig" not in found


def test_moto_answers_the_first_event_invoke_config_for_ever(moto: Moto) -> None:
    for retries in (0, 2):
        moto.lambda_.put_function_event_invoke_config(
            FunctionName="f", MaximumRetryAttempts=retries
        )

    found = moto.lambda_.get_function_event_invoke_config(FunctionName="f")
    assert found["MaximumRetryAttempts"] == 0  # AWS: 2, "this operation overwrites it"


def test_moto_lets_an_update_forget_the_other_settings(moto: Moto) -> None:
    moto.lambda_.put_function_event_invoke_config(FunctionName="f", MaximumRetryAttempts=0)

    answer = moto.lambda_.update_function_event_invoke_config(
        FunctionName="f", MaximumEventAgeInSeconds=60
    )

    assert "MaximumRetryAttempts" not in answer  # AWS: "without affecting existing settings"


def test_moto_waits_for_the_functions_that_sns_invokes(moto: Moto, invoked: list[Any]) -> None:
    topic = moto.sns.create_topic(Name="t")["TopicArn"]
    moto.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=moto.created["FunctionArn"])

    moto.sns.publish(TopicArn=topic, Message="hello")

    (_, headers) = invoked[0]
    assert headers == {}  # no Event: the default, RequestResponse, inside Publish


def test_moto_invokes_per_sqs_message_while_it_is_sent(moto: Moto, invoked: list[Any]) -> None:
    url = moto.sqs.create_queue(QueueName="q")["QueueUrl"]
    moto.lambda_.create_event_source_mapping(
        FunctionName="f", EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
    )

    moto.sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": "m"} for n in range(3)]
    )

    assert [len(event["Records"]) for event, _ in invoked] == [1, 1, 1]


def test_moto_takes_a_mapping_whose_messages_reappear_too_soon(moto: Moto) -> None:
    moto.sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "1"})

    moto.lambda_.create_event_source_mapping(
        FunctionName="f", EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
    )

    mappings = lambda_backends[ACCOUNT][REGION]._event_source_mappings
    assert len(mappings) == 1  # AWS refuses: 1 s is less than the function's timeout

"""What AWS answers about every environment, and what it should answer by the oracle.

The same few questions are asked every hour: boto3 writes each once, later its bytes are sent
again, and an answer that was there before is not read again.
"""

import http.client
import re
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.cloud_process import CloudProcess

# What differs in every answer, and nobody asks for.
PASSING = re.compile(rb"<([Rr]equestId|LatestRestorableTime)>.*?</")
State = dict[str, Any]


class Question:
    """One call that reads, asked again and again."""

    def __init__(self, wire: "Wire", client: Any, operation: str, **given: Any) -> None:
        self._wire, self._call, self._given = wire, getattr(client, operation), given
        self._request: AWSPreparedRequest | None = None
        self._waits = False
        self._answers: dict[bytes, Any] = {}
        self._events = client.meta.events
        self._id = f"{operation}-{id(self)}"

    def send(self) -> None:
        """Ask, and do not wait for the answer: the next question can be sent meanwhile."""
        if self._request is not None:
            self._wire.send(self._request)
            self._waits = True

    def answer(self) -> Any:
        """Return the answer as boto3 reads it, to questions in the order they were sent."""
        if not self._waits:
            return self._read(self._first)
        self._waits, raw = False, self._wire.receive()
        key = PASSING.sub(b"", raw)
        if key not in self._answers:
            self._answers[key] = self._read(lambda _: raw)
        return self._answers[key]

    def _first(self, request: AWSPreparedRequest) -> bytes:
        self._request = request
        self._wire.send(request)
        return self._wire.receive()

    def _read(self, body_of: Callable[[AWSPreparedRequest], bytes]) -> Any:
        def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
            body = body_of(request)
            return AWSResponse(request.url, 200, self._wire.headers, _Raw(body))  # type: ignore[arg-type]

        self._events.register("before-send", answer, unique_id=self._id)
        try:
            return self._call(**self._given)
        finally:
            self._events.unregister("before-send", unique_id=self._id)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


class Wire:
    """A kept connection to the cloud, on which questions are sent before answers have come."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._host = address.netloc
        self._socket = socket.create_connection((address.hostname, address.port))
        self._answers = self._socket.makefile("rb")
        self.headers: dict[str, str] = {}

    def send(self, request: AWSPreparedRequest) -> None:
        """Send a request."""
        parts = urlsplit(request.url)
        headers = {k: v.decode() if isinstance(v, bytes) else v for k, v in request.headers.items()}
        body = request.body or b""
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        lines = [
            f"{request.method} {path} HTTP/1.1",
            f"Host: {self._host}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        head = "\r\n".join([*lines, "", ""]).encode()
        self._socket.sendall(head + (body.encode() if isinstance(body, str) else bytes(body)))  # type: ignore[arg-type]

    def receive(self) -> bytes:
        """Return the body of the next answer, which must be a good one."""
        answer = http.client.HTTPResponse(_Shared(self._answers))  # type: ignore[arg-type]
        answer.begin()
        body = answer.read()
        assert answer.status == 200, body
        self.headers = {k.lower(): v for k, v in answer.getheaders()}
        return body

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()


class _Shared:
    """What all answers are read from; one that is read closes it in vain."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers

    def makefile(self, _: str) -> "_Shared":
        return self

    def close(self) -> None:
        """Leave it open for the next one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._answers, name)


class View:
    """Everything that can sleep or scale in one region, and the alarms of what can sleep there."""

    def __init__(
        self,
        cloud: CloudProcess,
        region: str,
        clusters: dict[str, list[str]],
        sleepers: list[str],
    ) -> None:
        self.wire = Wire(cloud.url)

        def question(service: str, operation: str, **given: Any) -> Question:
            return Question(self.wire, cloud.client(service, region), operation, **given)

        self._databases = question("rds", "describe_db_instances")
        self._targets = question(
            "application-autoscaling", "describe_scalable_targets", ServiceNamespace="ecs"
        )
        self._services = [
            question("ecs", "describe_services", cluster=cluster, services=services)
            for cluster, services in clusters.items()
        ]
        self._groups = question("autoscaling", "describe_auto_scaling_groups")
        self._instances = question("ec2", "describe_instances")
        self._nodes = question("elasticache", "describe_cache_clusters")
        self._caches = question("elasticache", "describe_replication_groups")
        self._alarms = [
            question("cloudwatch", "describe_alarms", AlarmNamePrefix=f"nightshift-{name}-")
            for name in sleepers
        ]

        self._all = [
            self._databases,
            self._targets,
            *self._services,
            self._groups,
            self._instances,
            self._nodes,
            self._caches,
            *self._alarms,
        ]

    def ask(self) -> None:
        """Ask everything; `look` has the answers."""
        for question in self._all:
            question.send()

    def look(self) -> State:
        """Return what there is, by kind and name."""
        return dict(
            chain(  # in the order of the questions
                self._of_databases(),
                self._of_targets(),
                self._of_services(),
                self._of_groups(),
                self._of_instances(),
                self._of_caches(),
                self._of_alarms(),
            )
        )

    def _of_databases(self) -> Iterator[tuple[str, Any]]:
        for one in self._databases.answer()["DBInstances"]:
            yield f"database {one['DBInstanceIdentifier']}", one["DBInstanceStatus"]

    def _of_targets(self) -> Iterator[tuple[str, Any]]:
        for one in self._targets.answer()["ScalableTargets"]:
            suspended = tuple(sorted(one["SuspendedState"].items()))
            bounds = (one["MinCapacity"], one["MaxCapacity"], suspended)
            yield f"target {one['ResourceId'].removeprefix('service/')}", bounds

    def _of_services(self) -> Iterator[tuple[str, Any]]:
        for question in self._services:
            for one in question.answer()["services"]:
                name = f"{one['clusterArn'].rpartition('/')[2]}/{one['serviceName']}"
                yield f"service {name}", (one["desiredCount"], one["runningCount"])

    def _of_groups(self) -> Iterator[tuple[str, Any]]:
        for one in self._groups.answer()["AutoScalingGroups"]:
            yield (
                f"group {one['AutoScalingGroupName']}",
                (
                    one["MinSize"],
                    one["MaxSize"],
                    one["DesiredCapacity"],
                    sum(each["LifecycleState"] == "InService" for each in one["Instances"]),
                    tuple(sorted(each["ProcessName"] for each in one["SuspendedProcesses"])),
                ),
            )

    def _of_instances(self) -> Iterator[tuple[str, dict[str, str]]]:
        found: dict[str, dict[str, str]] = {}
        for page in self._instances.answer()["Reservations"]:
            for one in page["Instances"]:
                tags = {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
                state = one["State"]["Name"]
                if "aws:autoscaling:groupName" not in tags and state != "terminated":
                    found.setdefault(tags["Name"], {})[one["InstanceId"]] = state
        for name, states in found.items():
            yield f"instances {name}", states

    def _of_caches(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in self._nodes.answer()["CacheClusters"]:
            yield f"cache node {one['CacheClusterId']}", _settings(one)
        for one in self._caches.answer()["ReplicationGroups"]:
            yield f"cache {one['ReplicationGroupId']}", _settings(one)

    def _of_alarms(self) -> Iterator[tuple[str, Any]]:
        for question in self._alarms:
            for one in question.answer()["MetricAlarms"]:
                yield f"alarm {one['AlarmName']}", one["ActionsEnabled"]


def _settings(cache: dict[str, Any]) -> dict[str, Any]:
    """Return all but the instants at which it was made."""
    return {name: value for name, value in cache.items() if not isinstance(value, datetime)}

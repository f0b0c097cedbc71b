"""What AWS answers about every environment, and what it should answer by the oracle.

The same few questions are asked every hour: boto3 writes each once, later its bytes are sent
again, and an answer that was there before is not read again.
"""

import http.client
import re
from collections.abc import Callable, Iterator
from datetime import datetime
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
        self._raw: bytes = b""
        self._answers: dict[bytes, Any] = {}
        self._events = client.meta.events
        self._id = f"{operation}-{id(self)}"

    def ask(self) -> Any:
        """Return the answer as boto3 reads it."""
        if self._request is None:
            return self._read(self._send)
        self._raw = self._wire.send(self._request)
        key = PASSING.sub(b"", self._raw)
        if key not in self._answers:
            self._answers[key] = self._read(lambda _: self._raw)
        return self._answers[key]

    def _send(self, request: AWSPreparedRequest) -> bytes:
        self._request = request
        return self._wire.send(request)

    def _read(self, body_of: Callable[[AWSPreparedRequest], bytes]) -> Any:
        def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
            return AWSResponse(request.url, 200, self._wire.headers, _Raw(body_of(request)))  # type: ignore[arg-type]

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
    """A kept connection to the cloud."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.headers: dict[str, str] = {}

    def send(self, request: AWSPreparedRequest) -> bytes:
        """Return the body of the answer, which must be a good one."""
        parts = urlsplit(request.url)
        headers = {k: v.decode() if isinstance(v, bytes) else v for k, v in request.headers.items()}
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._connection.request(request.method, path, request.body, headers)  # type: ignore[arg-type]
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        self.headers = {k.lower(): v for k, v in answer.getheaders()}
        return body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


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

    def look(self) -> State:
        """Return what there is, by kind and name."""
        found: State = {
            f"database {one['DBInstanceIdentifier']}": one["DBInstanceStatus"]
            for one in self._databases.ask()["DBInstances"]
        }
        found |= {
            f"target {one['ResourceId'].removeprefix('service/')}": (
                one["MinCapacity"],
                one["MaxCapacity"],
                tuple(sorted(one["SuspendedState"].items())),
            )
            for one in self._targets.ask()["ScalableTargets"]
        }
        for question in self._services:
            for one in question.ask()["services"]:
                name = f"{one['clusterArn'].rpartition('/')[2]}/{one['serviceName']}"
                found[f"service {name}"] = one["desiredCount"], one["runningCount"]
        found |= {
            f"group {one['AutoScalingGroupName']}": (
                one["MinSize"],
                one["MaxSize"],
                one["DesiredCapacity"],
                sum(each["LifecycleState"] == "InService" for each in one["Instances"]),
                tuple(sorted(each["ProcessName"] for each in one["SuspendedProcesses"])),
            )
            for one in self._groups.ask()["AutoScalingGroups"]
        }
        return found | dict(self._named_instances()) | dict(self._all_caches()) | self._all_alarms()

    def _named_instances(self) -> Iterator[tuple[str, dict[str, str]]]:
        found: dict[str, dict[str, str]] = {}
        for page in self._instances.ask()["Reservations"]:
            for one in page["Instances"]:
                tags = {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
                state = one["State"]["Name"]
                if "aws:autoscaling:groupName" not in tags and state != "terminated":
                    found.setdefault(tags["Name"], {})[one["InstanceId"]] = state
        for name, states in found.items():
            yield f"instances {name}", states

    def _all_caches(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in self._nodes.ask()["CacheClusters"]:
            yield f"cache node {one['CacheClusterId']}", _settings(one)
        for one in self._caches.ask()["ReplicationGroups"]:
            yield f"cache {one['ReplicationGroupId']}", _settings(one)

    def _all_alarms(self) -> State:
        return {
            f"alarm {one['AlarmName']}": one["ActionsEnabled"]
            for question in self._alarms
            for one in question.ask()["MetricAlarms"]
        }


def _settings(cache: dict[str, Any]) -> dict[str, Any]:
    """Return all but the instants at which it was made."""
    return {name: value for name, value in cache.items() if not isinstance(value, datetime)}

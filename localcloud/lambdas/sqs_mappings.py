"""SQS event source mappings: batches for a function, deleted when it succeeded.

moto invokes inside SendMessage, one message at a time, without its own role. Here a poller per
mapping (`sqs_poller`) wakes when a message arrives or becomes visible again.
"""

from typing import TYPE_CHECKING, Any

from moto.awslambda.models import EventSourceMapping, LambdaBackend, lambda_backends
from moto.sqs.models import Queue, sqs_backends

from localcloud.answers import AwsError
from localcloud.lambdas.sqs_poller import Poller, queue_of

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.lambdas.host import LambdaHost

_mappings: "list[Mappings]" = []


class Mappings:
    """The pollers of one cloud, by mapping."""

    def __init__(self, cloud: "Cloud", host: "LambdaHost") -> None:
        self.cloud = cloud
        self.host = host
        self._pollers: dict[str, Poller] = {}

    def wake(self, mapping: EventSourceMapping) -> None:
        """Look for messages of one mapping soon."""
        if mapping.uuid not in self._pollers:
            self._pollers[mapping.uuid] = Poller(self.cloud, self.host, mapping)
        self._pollers[mapping.uuid].wake()

    def arrived(self, queue_arn: str) -> None:
        """Look for messages of every mapping of a queue."""
        backend = lambda_backends[self.cloud.account][queue_arn.split(":")[3]]
        for mapping in list(backend._event_source_mappings.values()):
            if mapping.event_source_arn == queue_arn:
                self.wake(mapping)


def install(cloud: "Cloud", host: "LambdaHost") -> None:
    """Poll queues for the mappings of this cloud."""
    if not _mappings:
        _patch_queue()
        _patch_mappings()
    _mappings[:] = [Mappings(cloud, host)]


def _patch_queue() -> None:
    add = Queue.add_message

    def add_message(self: Any, message: Any) -> None:
        add(self, message)
        _mappings[0].arrived(self.queue_arn)

    Queue.add_message = add_message


def _patch_mappings() -> None:
    create, update = (
        LambdaBackend.create_event_source_mapping,
        LambdaBackend.update_event_source_mapping,
    )

    def create_event_source_mapping(self: Any, spec: dict[str, Any]) -> EventSourceMapping:
        _check(self, spec)
        mapping = create(self, spec)
        queue_of(mapping).lambda_event_source_mappings.pop(mapping.function_arn, None)
        _mappings[0].wake(mapping)
        return mapping

    def update_event_source_mapping(self: Any, uuid: str, spec: dict[str, Any]) -> Any:
        mapping = update(self, uuid, spec)
        if mapping is not None:
            _mappings[0].wake(mapping)
        return mapping

    LambdaBackend.create_event_source_mapping = create_event_source_mapping
    LambdaBackend.update_event_source_mapping = update_event_source_mapping


def _check(backend: Any, spec: dict[str, Any]) -> None:
    arn = str(spec.get("EventSourceArn", ""))
    if arn.split(":")[2:3] != ["sqs"]:
        raise _refused(
            f"{arn or 'this event source'}: the embedded cloud maps SQS queues only, "
            "no DynamoDB or Kinesis streams, no Kafka, no MQ"
        )
    if spec.get("FilterCriteria"):
        raise _refused("FilterCriteria is not in the embedded cloud")
    function = backend.get_function(spec.get("FunctionName", ""))
    _check_visibility(backend, arn, function)
    for mapping in backend._event_source_mappings.values():
        if mapping.event_source_arn == arn and mapping.function_arn == function.function_arn:
            raise AwsError(
                "ResourceConflictException",
                f"An event source mapping with SQS arn {arn} and function "
                f"{function.function_name} already exists: UUID {mapping.uuid}",
                409,
            )


def _check_visibility(backend: Any, arn: str, function: Any) -> None:
    queues = sqs_backends[backend.account_id][backend.region_name].queues
    for queue in queues.values():
        if queue.queue_arn == arn and int(queue.visibility_timeout) < int(function.timeout):
            raise _refused(
                f"Queue visibility timeout: {queue.visibility_timeout} seconds is less than "
                f"Function timeout: {function.timeout} seconds"
            )


def _refused(message: str) -> AwsError:
    return AwsError("InvalidParameterValueException", message)

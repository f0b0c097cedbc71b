"""EC2: instances start and stop in their own time.

StartInstances, StopInstances and "Amazon EC2 instance state changes" (API Reference and User
Guide), read 2026-11-28. RunInstances and TerminateInstances are immediate, and say so by events;
a terminated instance is forgotten after an hour.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall, Home
from localcloud.lifecycles import instance_lists
from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.instance_lists import found
from localcloud.lifecycles.lifecycle import Lifecycle, backend

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

EVENT = "aws.ec2", "EC2 Instance State-change Notification"
CODES = {
    "pending": 0,
    "running": 16,
    "shutting-down": 32,
    "terminated": 48,
    "stopping": 64,
    "stopped": 80,
}
CHANGE = "lifecycle_change"  # which change an instance is in, kept on moto's object


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in."""
    instances = Instances(cloud, durations, "ec2")
    instance_lists.install(cloud)
    cloud.gateway.replace("ec2", "StartInstances", instances.start)
    cloud.gateway.replace("ec2", "StopInstances", instances.stop)
    cloud.gateway.after(instances.after_call)


class Instances(Lifecycle):
    """The instances of all accounts."""

    def start(self, call: ApiCall) -> Answer:
        """Answer StartInstances: `stopped` ones are `pending`, others stay as they are."""
        with self.lock:
            instances = _asked_for(call)
            for each in instances:
                if each.state not in ("stopped", "pending", "running"):
                    message = f"The instance '{each.id}' is not in a state from which it can be "
                    raise AwsError("IncorrectInstanceState", f"{message}started.")
            before = [(each, each.state) for each in instances]
            moved = [each for each in instances if each.state == "stopped"]
            self._move(moved, "pending")
            self._then(call.home, moved, "ec2-start", _running)
        self.tell(call.home, moved, "pending")
        return result(call, {"StartingInstances": [_change(*each) for each in before]})

    def stop(self, call: ApiCall) -> Answer:
        """Answer StopInstances: running ones are `stopping`, others stay as they are."""
        with self.lock:
            instances = _asked_for(call)
            for each in instances:
                _check_stop(each)
            before = [(each, each.state) for each in instances]
            moved = [each for each in instances if each.state in ("running", "pending")]
            self._move(moved, "stopping")
            self._then(call.home, moved, "ec2-stop", _stopped)
        self.tell(call.home, moved, "stopping")
        return result(call, {"StoppingInstances": [_change(*each) for each in before]})

    def after_call(self, call: ApiCall, answer: Answer) -> None:
        """Tell of instances that were launched or terminated by a call."""
        if call.model != "ec2" or answer.status >= 400 or not self.cloud.clock.moved:
            return
        if call.operation == "TerminateInstances":
            gone = found(call.home, call.params["InstanceIds"])
            self.tell(call.home, gone, "shutting-down")
            self.terminated(call.home, gone)
        elif call.operation == "RunInstances":
            made = next(reversed(backend("ec2", call.home).reservations.values())).instances
            self.tell(call.home, made, "pending")
            self.tell(call.home, made, "running")

    def terminated(self, home: Home, instances: Sequence[Any]) -> None:
        """Tell of instances that are terminated, and forget them later."""
        self.tell(home, instances, "terminated")
        ids = {each.id for each in instances}
        self.after("ec2-forget", lambda: _forget(home, ids))

    def tell(self, home: Home, instances: Iterable[Any], state: str) -> None:
        """Put an event of each instance's new state."""
        for each in instances:
            arn = f"arn:aws:ec2:{home.region}:{home.account}:instance/{each.id}"
            detail = {"instance-id": each.id, "state": state}
            self.emit(EVENT, home, arn, detail)

    def _move(self, instances: Iterable[Any], state: str) -> None:
        for each in instances:
            set_state(each, state)
            setattr(each, CHANGE, object())

    def _then(self, home: Home, instances: Sequence[Any], name: str, end: Any) -> None:
        """Let a change end for those instances that are still in it: one timer for a call."""
        if not instances:
            return
        changes = [(each, getattr(each, CHANGE)) for each in instances]

        def due() -> None:
            with self.lock:
                ended = [each for each, change in changes if getattr(each, CHANGE) is change]
                for each in ended:
                    end(each)
                    setattr(each, CHANGE, None)
            for each in ended:
                self.tell(home, (each,), each.state)
            self.changed()

        self.after(name, due)


def set_state(instance: Any, state: str) -> None:
    """Give moto's instance a state."""
    instance._state.name, instance._state.code = state, CODES[state]


def _running(instance: Any) -> None:
    from moto.core.utils import utcnow

    instance.start()
    instance.launch_time = utcnow()


def _stopped(instance: Any) -> None:
    instance.stop()


def _asked_for(call: ApiCall) -> list[Any]:
    instances = found(call.home, call.params.get("InstanceIds") or ())
    if call.params.get("DryRun"):
        message = "Request would have succeeded, but DryRun flag is set."
        raise AwsError("DryRunOperation", message, 412)
    return instances


def _check_stop(instance: Any) -> None:
    if instance.state in ("shutting-down", "terminated"):
        message = f"This instance '{instance.id}' is not in a state from which it can be stopped."
        raise AwsError("IncorrectInstanceState", message)
    if instance.disable_api_stop is True:
        raise AwsError(
            "OperationNotPermitted",
            f"The instance '{instance.id}' may not be stopped. "
            "Modify its 'disableApiStop' instance attribute and try again.",
        )


def _change(instance: Any, before: str) -> dict[str, Any]:
    return {
        "InstanceId": instance.id,
        "CurrentState": {"Code": CODES[instance.state], "Name": instance.state},
        "PreviousState": {"Code": CODES[before], "Name": before},
    }


def _forget(home: Home, ids: set[str]) -> None:
    reservations = backend("ec2", home).reservations
    for key, reservation in list(reservations.items()):
        if any(each.id in ids for each in reservation.instances):
            reservation.instances = [each for each in reservation.instances if each.id not in ids]
            if not reservation.instances:
                del reservations[key]
    for each in ids:
        backend("ec2", home).tags.pop(each, None)

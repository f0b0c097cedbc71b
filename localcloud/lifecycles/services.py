"""ECS: tasks of a service start and stop in their own time.

UpdateService, DescribeServices, "Amazon ECS service action events", read 2026-11-28. A new service
is steady at once. Tasks are counted, none has an id. A new task definition, or one that is forced,
is a second deployment until its tasks run and the others have stopped.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.lifecycle import Lifecycle, home_of, patch

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

EVENT = "aws.ecs", "ECS Service Action"
TASKS = "lifecycle_tasks"  # on moto's service
EVENTS = 100  # "the event stream for your service; a maximum of 100 events from the latest ..."
DEPLOYMENT = ("task_definition", "force_new_deployment")


@dataclass(eq=False)
class Batch:
    """Tasks that start or stop together; some may be taken back."""

    count: int


@dataclass
class Tasks:
    """A service's tasks."""

    running: int = 0  # also those that are to stop
    starting: list[Batch] = field(default_factory=list)
    stopping: list[Batch] = field(default_factory=list)
    replacing: object | None = None  # the present deployment, while there are two

    @property
    def pending(self) -> int:
        """How many are about to run."""
        return sum(batch.count for batch in self.starting)

    @property
    def staying(self) -> int:
        """How many there will be if nobody asks for others."""
        return self.running + self.pending - sum(batch.count for batch in self.stopping)

    @property
    def steady(self) -> bool:
        """Whether nothing is under way."""
        return not self.starting and not self.stopping and self.replacing is None

    def take_back(self, count: int) -> int:
        """Start fewer tasks, the latest ones; return how many are still too many."""
        while count and self.starting:
            batch = self.starting[-1]
            taken = min(count, batch.count)
            batch.count -= taken
            count -= taken
            if not batch.count:
                self.starting.pop()
        return count


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in, at the service's first call."""
    services = Services(cloud, durations, "ecs")
    for model in ("ecs", "application-autoscaling"):
        cloud.gateway.before(model, services.patch)


class Services(Lifecycle):
    """The services of all accounts."""

    def patch(self) -> None:
        """Let moto's calls do what they say, with time."""
        from moto.ecs.models import EC2ContainerServiceBackend

        patch(EC2ContainerServiceBackend, "create_service", self.create)
        patch(EC2ContainerServiceBackend, "update_service", self.update)
        patch(EC2ContainerServiceBackend, "delete_service", self.delete)

    def create(self, original: Any, ecs: Any, *values: Any, **named: Any) -> Any:
        """Answer CreateService: its tasks run at once."""
        with self.lock:
            service = original(ecs, *values, **named)
            setattr(service, TASKS, Tasks(service.desired_count))
            _show(ecs, service)
        return service

    def update(self, original: Any, ecs: Any, wanted: dict[str, Any]) -> Any:
        """Answer UpdateService: tasks start or stop until there are as many as are wanted."""
        with self.lock:
            desired = wanted.pop("desired_count", None)
            replaced = any(wanted.get(name) for name in DEPLOYMENT)
            service = original(ecs, wanted)
            if desired is not None:
                service.desired_count = int(desired)
            if replaced:
                self._replace(ecs, service)
            self._scale(ecs, service)
            _show(ecs, service)
        return service

    def delete(self, original: Any, ecs: Any, *values: Any, **named: Any) -> Any:
        """Answer DeleteService, at once."""
        with self.lock:
            service = original(ecs, *values, **named)
            setattr(service, TASKS, Tasks())
            _show(ecs, service)
        return service

    def _scale(self, ecs: Any, service: Any) -> None:
        tasks = _tasks(service)
        missing = service.desired_count - tasks.staying
        if missing > 0:
            self._batch(ecs, service, missing, "ecs-task-start")
        elif missing < 0:
            excess = tasks.take_back(-missing)
            if excess:
                self._batch(ecs, service, excess, "ecs-task-stop")

    def _batch(self, ecs: Any, service: Any, count: int, name: str) -> None:
        tasks = _tasks(service)
        starts = name == "ecs-task-start"
        batch, waiting = Batch(count), tasks.starting if starts else tasks.stopping
        waiting.append(batch)

        def due() -> None:
            if batch in waiting:  # else it was taken back
                waiting.remove(batch)
                tasks.running += batch.count if starts else -batch.count

        self._then(ecs, service, name, due)

    def _replace(self, ecs: Any, service: Any) -> None:
        """Put a new deployment before the present one."""
        tasks = _tasks(service)
        if not service.deployments:
            return
        service.deployments = [_deployment(self, service), *service.deployments[:1]]
        service.deployments[1]["status"] = "ACTIVE"
        mine = tasks.replacing = object()

        def started() -> None:
            if tasks.replacing is mine:
                self._then(ecs, service, "ecs-task-stop", stopped)

        def stopped() -> None:
            if tasks.replacing is mine:
                tasks.replacing = None
                del service.deployments[1:]

        self._then(ecs, service, "ecs-task-start", started)

    def _then(self, ecs: Any, service: Any, name: str, change: Callable[[], None]) -> None:
        """Let a change of a service happen later, and tell when it was the last one."""
        tasks = _tasks(service)

        def due() -> None:
            with self.lock:
                if _tasks(service) is not tasks:
                    return  # it was deleted
                was_steady = tasks.steady
                change()
                _show(ecs, service)
                settled = tasks.steady and not was_steady
            self.changed()
            if settled:
                self._steady(ecs, service)

        self.after(name, due)

    def _steady(self, ecs: Any, service: Any) -> None:
        message = {
            "id": str(uuid.uuid4()),
            "createdAt": self.cloud.clock.now(),
            "message": f"(service {service.name}) has reached a steady state.",
        }
        service.events = [message, *service.events][:EVENTS]
        detail = {
            "eventType": "INFO",
            "eventName": "SERVICE_STEADY_STATE",
            "clusterArn": service.cluster_arn,
            "createdAt": self.stamp(),
        }
        self.emit(EVENT, home_of(ecs), service.arn, detail)


def _tasks(service: Any) -> Tasks:
    """Return a service's tasks; one that no call has made is steady."""
    if not hasattr(service, TASKS):
        setattr(service, TASKS, Tasks(service.desired_count))
    found: Tasks = getattr(service, TASKS)
    return found


def _deployment(services: Services, service: Any) -> dict[str, Any]:
    from moto.moto_api._internal import mock_random

    now = services.cloud.clock.now()
    number = f"ecs-svc/{mock_random.randint(0, 32**12)}"
    changed = {"id": number, "createdAt": now, "taskDefinition": service.task_definition}
    return {**service.deployments[0], **changed, "status": "PRIMARY"}


def _show(ecs: Any, service: Any) -> None:
    """Let moto's objects say how many tasks there are."""
    tasks = _tasks(service)
    service.running_count, service.pending_count = tasks.running, tasks.pending
    for number, deployment in enumerate(service.deployments):
        _show_deployment(deployment, service, primary=number == 0)
    for cluster in ecs.clusters.values():
        if cluster.name == service.cluster_name:
            mine = [each for each in ecs.services.values() if each.cluster_name == cluster.name]
            cluster.running_tasks_count = sum(each.running_count for each in mine)
            cluster.pending_tasks_count = sum(each.pending_count for each in mine)


def _show_deployment(deployment: dict[str, Any], service: Any, *, primary: bool) -> None:
    tasks = _tasks(service)
    new = tasks.replacing is not None and primary
    desired = service.desired_count if primary else 0
    running = 0 if new else tasks.running
    pending = service.desired_count if new else tasks.pending if primary else 0
    state = "IN_PROGRESS" if new else "COMPLETED"
    deployment |= {"desiredCount": desired, "runningCount": running, "pendingCount": pending}
    deployment["rolloutState"] = state
    said = "completed" if state == "COMPLETED" else "in progress"
    deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} {said}."

"""What the lifecycles of all services need: a time to wait, a patch, an event, a second look."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core.request import determine_request_protocol
from moto.core.serialize import XFormedAttributePicker, get_serializer_class
from moto.core.utils import get_service_model

from localcloud.answers import Answer
from localcloud.api_call import ApiCall, Home
from localcloud.clock import Timer
from localcloud.events.vital_resources import CONCERNED
from localcloud.lifecycles.durations import Durations

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


Kind = tuple[str, str]  # an event's source and detail type


class Lifecycle:
    """One service's statuses in one cloud.

    `lock` is held while statuses change, and never while somebody is told: whoever hears of a
    change may call the service.
    """

    def __init__(self, cloud: "Cloud", durations: Durations, model: str) -> None:
        self.cloud = cloud
        self.model = model  # botocore's name
        self.lock = threading.RLock()
        self._durations = durations

    def seconds(self, name: str) -> float:
        """Return how long something takes, virtual."""
        return self._durations.seconds(name)

    def after(self, name: str, action: Callable[[], None]) -> Timer:
        """Run `action` when what `name` says has passed."""
        return self.cloud.clock.after(self.seconds(name), action)

    def changed(self) -> None:
        """Let alarms see what has started or stopped."""
        if hasattr(self.cloud, "events"):
            self.cloud.events.metrics.vitals.look_again(CONCERNED[self.model])

    def emit(self, kind: Kind, home: Home, resource: str, detail: dict[str, Any]) -> None:
        """Put an event of the service on the default bus of where it happened."""
        if hasattr(self.cloud, "events"):
            self.cloud.events.emit(
                *kind, detail, [resource], region=home.region, account=home.account
            )

    def stamp(self) -> str:
        """Return the present as events write it, with milliseconds."""
        now = self.cloud.clock.now()
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def backend(service: str, home: Home) -> Any:
    """Return moto's backend; it is loaded by the first call of the service."""
    return get_backend(service)[home.account][home.region]


def home_of(backend: Any) -> Home:
    """Return where a backend's things are."""
    return Home(backend.account_id, backend.region_name)


def shown(call: ApiCall, value: dict[str, Any]) -> Answer:
    """Return the answer that carries `value`, in which moto's own objects may stand."""
    service = get_service_model(call.model)
    protocol = determine_request_protocol(service, call.request.content_type)
    serialized = get_serializer_class(call.model, protocol)(
        operation_model=service.operation_model(call.operation),
        value_picker=XFormedAttributePicker(),
    ).serialize(value)
    body = serialized["body"]
    headers = {str(name): str(each) for name, each in serialized["headers"].items()}
    return Answer(200, headers, body.encode() if isinstance(body, str) else bytes(body))


def patch(owner: type, name: str, replacement: Callable[..., Any]) -> None:
    """Let `replacement(original, self, ...)` stand for a method of moto's.

    A second cloud of this process replaces the first one's.
    """
    found = getattr(owner, name)
    original = getattr(found, "of_moto", found)

    @wraps(original)
    def patched(self: Any, *values: Any, **named: Any) -> Any:
        return replacement(original, self, *values, **named)

    patched.of_moto = original  # type: ignore[attr-defined]
    setattr(owner, name, patched)

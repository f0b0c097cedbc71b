"""Read big data files once, and only when somebody looks at them. Import this before moto.

`moto.ec2` (which Step Functions, RDS and SSM import) decodes the instance types on offer in every
region, 98 files; nothing but EC2's own calls looks at them. And every botocore session reads its
service models anew; one loader for the whole process reads each once.
"""

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore import loaders, session
from moto.core import responses as core_responses
from moto.core import utils as core_utils
from moto.utilities import utils

OFFERINGS = "ec2/resources/instance_type_offerings/"
READER = "moto.ec2.models.instance_types"
_load_now = utils.load_resource


class Offerings(list[dict[str, Any]]):
    """The offers of one file, read when somebody iterates.

    While moto's module is being imported it iterates only to add `LocationType`; reading adds it.
    """

    def __init__(self, resource: str) -> None:
        super().__init__()
        self._resource: str | None = resource

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if not getattr(sys.modules[READER].__spec__, "_initializing", False):
            self._read()
        return super().__iter__()

    def __len__(self) -> int:
        self._read()
        return super().__len__()

    def __getitem__(self, index: Any) -> Any:
        self._read()
        return super().__getitem__(index)

    def _read(self) -> None:
        if self._resource is None:
            return
        resource, self._resource = self._resource, None
        location_type = resource.removeprefix(OFFERINGS).partition("/")[0]
        for offer in _load_now(resource):
            self.append({**offer, "LocationType": location_type})


def load_resource(resource: str) -> Any:
    """Return moto's data; the offerings are read later."""
    return Offerings(resource) if resource.startswith(OFFERINGS) else _load_now(resource)


utils.load_resource = load_resource
session.create_loader = loaders.create_loader = cache(loaders.create_loader)
core_utils.create_loader = cache(core_utils.create_loader)  # moto's own: it adds to the models
# moto looks through a class for every call it answers.
core_responses.method_names_from_class = cache(core_responses.method_names_from_class)

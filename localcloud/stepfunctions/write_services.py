"""`python -m localcloud.stepfunctions.write_services`: write services.json from botocore.

The table is in the repository because reading every service's metadata takes seconds. A test fails
when botocore has a service that it has not.
"""

import json
from pathlib import Path

from botocore.loaders import Loader

from localcloud.stepfunctions.naming import java_service


def table() -> dict[str, list[str]]:
    """Return name in a Resource ARN -> [botocore service, service id]."""
    loader, found = Loader(), {}
    for service in loader.list_available_services("service-2"):
        service_id = loader.load_service_model(service, "service-2")["metadata"]["serviceId"]
        found[java_service(service_id).lower()] = [service, service_id]
    return found


def main() -> None:
    """Write the table beside this module."""
    lines = [f"  {json.dumps(n)}: {json.dumps(entry)}" for n, entry in sorted(table().items())]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (Path(__file__).parent / "services.json").write_text(text)


if __name__ == "__main__":
    main()

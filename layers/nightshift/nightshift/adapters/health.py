"""Ask the health paths of an environment's services, over the internet as its users do."""

from collections.abc import Container

from nightshift.adapters import manifests
from nightshift.adapters.aws import Actions
from nightshift.domain.environment.health import Address, Check, addresses

ACTIONS: Actions = {"checks": frozenset()}
CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
WELL = range(200, 400)


def checks(workload: str, running: Container[str]) -> tuple[Check, ...]:
    """Return what each health path of the services that run answers.

    Raises:
        RefusedError: the workload is not known.
    """
    found = addresses(manifests.get(workload), running)
    return tuple(Check(service=at.service, url=at.url, problem=_problem(at)) for at in found)


def _problem(at: Address) -> str:
    import urllib3  # comes with botocore

    timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_SECONDS, read=READ_TIMEOUT_SECONDS)
    try:
        answer = urllib3.PoolManager(timeout=timeout).request(
            "GET", at.url, retries=False, redirect=False
        )
    except urllib3.exceptions.HTTPError as problem:
        return f"no answer ({type(problem).__name__})"
    return "" if answer.status in WELL else f"HTTP {answer.status}"

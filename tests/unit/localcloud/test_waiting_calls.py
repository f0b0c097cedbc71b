"""A call may wait for another one: no lock of the cloud is held while one is on its way."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from localcloud.cloud import ACCOUNT, REGION, Cloud
from localcloud.iam import Iam
from localcloud.inprocess import Clients

KEYS = ("key", "secret", "token")
PATIENCE = 10  # s


def beside(action: Callable[[], object]) -> None:
    """Do it on another thread, and wait for it; fail where it does not end."""
    done = threading.Event()

    def act() -> None:
        action()
        done.set()

    threading.Thread(target=act, daemon=True).start()
    assert done.wait(PATIENCE), "it waits for a call that waits for it"


def test_clients_are_given_while_one_waits_for_its_credentials() -> None:
    def credentials(role: str, session: str) -> tuple[str, str, str]:
        beside(lambda: clients.get("sts"))
        return KEYS

    cloud = SimpleNamespace(
        account=ACCOUNT, region=REGION, iam=SimpleNamespace(credentials=credentials)
    )
    clients = Clients(cast("Cloud", cloud))

    client = clients.get("logs", role_arn="a-role")

    assert clients.get("logs", role_arn="a-role") is client


def test_credentials_are_given_while_others_are_asked_for() -> None:
    def assume_role(**asked: Any) -> dict[str, Any]:
        if asked["RoleArn"] == "first":
            beside(lambda: iam.credentials("second", "session"))
        return {
            "Credentials": {
                "AccessKeyId": asked["RoleArn"],
                "SecretAccessKey": "secret",
                "SessionToken": "token",
            }
        }

    cloud = SimpleNamespace(
        account=ACCOUNT, client=lambda _: SimpleNamespace(assume_role=assume_role)
    )
    iam = Iam(cast("Cloud", cloud))

    assert iam.credentials("first", "session")[0] == "first"
    assert iam.credentials("second", "session")[0] == "second"

"""Who signed a call: the session of a role, or the administrator of an account."""

import re
from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

PARTITION = "aws"
ACCOUNT_ID = re.compile(r"\d{12}")  # as an access key: the administrator of that account


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a call."""

    name: str  # the role's name, or "admin"
    arn: str  # arn:aws:sts::...:assumed-role/..., or the account's root
    is_admin: bool
    account: str = "123456789012"
    role_arn: str = ""
    session_policy: str = ""  # a JSON document given to AssumeRole
    tags: dict[str, str] = field(default_factory=dict)  # given to AssumeRole


class Principals:
    """The principal of each access key; keys do not expire, since virtual months pass."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._known: dict[str, Principal] = {}
        self._tags: dict[str, dict[str, str]] = {}

    def of(self, access_key: str) -> Principal:
        """Return who holds the key; one that nobody was given is the administrator's."""
        found = self._known.get(access_key)
        if found is None:
            found = self._known[access_key] = self._find(access_key)
        return found

    def tag_session(self, access_key: str, tags: dict[str, str]) -> None:
        """Keep the session tags of AssumeRole, which moto forgets."""
        self._tags[access_key] = tags
        self._known.pop(access_key, None)

    def _find(self, access_key: str) -> Principal:
        if ACCOUNT_ID.fullmatch(access_key):
            return _administrator(access_key)
        for account, partitions in list(iam_backends.items()):
            key = partitions[PARTITION].access_keys.get(access_key)
            if key is not None:
                return self._session(access_key, account) or _administrator(account)
        return _administrator(self._account)

    def _session(self, access_key: str, account: str) -> Principal | None:
        session: Any = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
        if session is None:
            return None
        return Principal(
            name=session.role_arn.rpartition("/")[2],
            arn=session.arn,
            is_admin=False,
            account=account,
            role_arn=session.role_arn,
            session_policy=session.policy or "",
            tags=self._tags.get(access_key, {}),
        )


def _administrator(account: str) -> Principal:
    return Principal("admin", f"arn:aws:iam::{account}:root", is_admin=True, account=account)

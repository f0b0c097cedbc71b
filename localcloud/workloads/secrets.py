"""Secrets and parameters, each with a value that its kind could have."""

import secrets as random
from typing import Any

from localcloud.workloads import databases
from localcloud.workloads.team import Team
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.notifications import Held
from nightshift.domain.manifest.secrets import Secret

SECRET_BYTES = 32  # ON-I45: 256 bits
READS = "nightshift:reads"
# The tag by which a team lets nightshift read a secret (policies in template.yaml).
READABLE = ("database-url", "notification-channel", "redis-auth-token")
CHANNEL = "notification-channel"
STAGE = "<stage>"


def secrets(team: Team) -> None:
    """Create what is kept in Secrets Manager."""
    manager = team.client("secretsmanager")
    for name, kind in _wanted(team.manifest, "secrets-manager").items():
        if team.first("secret", name):
            manager.create_secret(
                Name=name, SecretString=_value(team, name, kind), Tags=_tags(team, kind)
            )


def parameters(team: Team) -> None:
    """Create what is kept in the Parameter Store, as SecureString."""
    wanted = _wanted(team.manifest, "parameter-store")
    store = team.client("ssm") if wanted else None
    for declared, kind in wanted.items():
        name = declared.replace(STAGE, team.stage)
        if store is not None and team.first("parameter", name):
            store.put_parameter(
                Name=name,
                Type="SecureString",
                Value=_value(team, declared, kind),
                Tags=_tags(team, kind),
            )


def _wanted(manifest: Manifest, store: str) -> dict[str, str]:
    """Return name -> kind: what is declared, and what a channel names without declaring it."""
    member = "secret" if store == "secrets-manager" else "parameter"
    held = (getattr(each, member) for each in _channels(manifest).values())
    declared = {s.name: s.kind for s in manifest.secrets if s.store == store}
    return dict.fromkeys((name for name in held if name), CHANNEL) | declared


def _channels(manifest: Manifest) -> dict[str, Held]:
    channels = manifest.notifications.channels
    found = {}
    if channels.slack:
        found["slack"] = channels.slack.webhook
    if channels.pagerduty:
        found["pagerduty"] = channels.pagerduty.routing_key
    return found


def _tags(team: Team, kind: str) -> list[dict[str, str]]:
    return team.listed_tags(**({READS: kind} if kind in READABLE else {}))


def _value(team: Team, name: str, kind: str) -> str:
    if kind == CHANNEL:
        return _channel_value(team.manifest, name)
    if kind == "database-url":
        if databases.URL not in team.facts:
            raise ValueError(f"{team.manifest.name}: secrets: {name} needs `database:`")
        return str(team.facts[databases.URL])
    if kind == "database-password" and _is_of_master(team.manifest, name):
        return str(team.facts[databases.PASSWORD])
    return random.token_urlsafe(SECRET_BYTES)


def _is_of_master(manifest: Manifest, name: str) -> bool:
    database = manifest.database
    found: Secret | None = next((s for s in manifest.secrets if s.name == name), None)
    return database is not None and (found is None or found.user in (None, database.user))


def _channel_value(manifest: Manifest, name: str) -> str:
    """Return a webhook of Slack, or a routing key where PagerDuty is what reads it."""
    held: Any = _channels(manifest).get("pagerduty")
    if held is not None and name in (held.secret, held.parameter):
        return random.token_hex(16)
    team, bot = (random.token_hex(5).upper()[:9] for _ in range(2))
    return f"https://hooks.slack.com/services/T{team}/B{bot}/{random.token_urlsafe(18)}"

"""The workload's Redis on ElastiCache."""

from typing import Any

from localcloud.workloads.team import Team
from nightshift.domain.manifest.storage import Cache


def cache(team: Team) -> None:
    """Create the replication group, or the cluster of one node."""
    wanted = team.manifest.cache
    if wanted is None or not team.first("cache", wanted.identifier):
        return
    elasticache = team.client("elasticache")
    settings = _settings(wanted) | {"Tags": team.listed_tags()}
    if wanted.replication_group:
        elasticache.create_replication_group(
            ReplicationGroupId=wanted.identifier,
            ReplicationGroupDescription=team.manifest.name,
            NumCacheClusters=wanted.nodes,
            AutomaticFailoverEnabled=wanted.automatic_failover,
            AtRestEncryptionEnabled=wanted.encrypted_at_rest,
            TransitEncryptionEnabled=wanted.encrypted_in_transit,
            **_token(team, wanted),
            **settings,
        )
    else:
        elasticache.create_cache_cluster(
            CacheClusterId=wanted.identifier, NumCacheNodes=wanted.nodes, **settings
        )


def _token(team: Team, wanted: Cache) -> dict[str, str]:
    """Return the AUTH token, which the manifest's secret holds."""
    if not wanted.auth_secret:
        return {}
    found = team.client("secretsmanager").get_secret_value(SecretId=wanted.auth_secret)
    return {"AuthToken": found["SecretString"]}


def _settings(wanted: Cache) -> dict[str, Any]:
    settings = {
        "Engine": "redis",
        "EngineVersion": wanted.engine_version,
        "CacheNodeType": wanted.node_class,
        "SnapshotRetentionLimit": wanted.snapshot_retention_days,
        "SnapshotWindow": wanted.snapshot_window,
        "PreferredMaintenanceWindow": wanted.maintenance_window,
    }
    return {name: value for name, value in settings.items() if value is not None}

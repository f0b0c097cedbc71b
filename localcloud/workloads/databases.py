"""The workload's PostgreSQL on RDS, with the settings of its manifest."""

import secrets
from typing import Any
from urllib.parse import quote

from localcloud.workloads.team import Team
from nightshift.domain.manifest.storage import Database

PASSWORD_BYTES = 32  # ON-I45: 256 bits
URL, PASSWORD = "url", "password"  # names of facts


def instance(team: Team) -> None:
    """Create the DB instance, and keep its address and password for the secrets."""
    database = team.manifest.database
    if database is None or not team.first("database", database.identifier):
        return
    rds = team.client("rds")
    group = _parameters(team, rds, database)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    endpoint = rds.create_db_instance(
        **_settings(database),
        DBParameterGroupName=group,
        MasterUserPassword=password,
        Tags=team.listed_tags(),
    )["DBInstance"]["Endpoint"]
    place = f"{endpoint['Address']}:{endpoint['Port']}/{quote(database.name)}"
    team.facts[URL] = f"postgresql://{quote(database.user)}:{password}@{place}?ssl=true"
    team.facts[PASSWORD] = password


def _parameters(team: Team, rds: Any, database: Database) -> str:
    name = database.parameter_group or f"{database.identifier}-parameters"
    rds.create_db_parameter_group(
        DBParameterGroupName=name,
        DBParameterGroupFamily=f"{database.engine}{database.engine_version.split('.')[0]}",
        Description=f"{team.manifest.name}: as declared",
        Tags=team.listed_tags(),
    )
    ssl = {"rds.force_ssl": "1"} if database.force_ssl else {}
    values = database.parameters | ssl | {"max_connections": str(database.max_connections)}
    rds.modify_db_parameter_group(
        DBParameterGroupName=name,
        Parameters=[
            {"ParameterName": key, "ParameterValue": value, "ApplyMethod": "pending-reboot"}
            for key, value in values.items()
        ],
    )
    return name


def _settings(database: Database) -> dict[str, Any]:
    settings = {
        "DBInstanceIdentifier": database.identifier,
        "DBInstanceClass": database.instance_class,
        "Engine": database.engine,
        "EngineVersion": database.engine_version,
        "AllocatedStorage": database.storage_gb,
        "MaxAllocatedStorage": database.max_storage_gb,
        "DBName": database.name,
        "MasterUsername": database.user,
        "MultiAZ": database.multi_az,
        "PubliclyAccessible": database.public,
        "StorageEncrypted": database.encrypted,
        "BackupRetentionPeriod": database.backup_retention_days,
        "PreferredBackupWindow": database.backup_window,
        "PreferredMaintenanceWindow": database.maintenance_window,
        "EnablePerformanceInsights": database.performance_insights_days is not None,
        "PerformanceInsightsRetentionPeriod": database.performance_insights_days,
        "EnableCloudwatchLogsExports": list(database.log_exports),
    }
    return {name: value for name, value in settings.items() if value not in (None, [])}

"""ECS clusters and services, and how Application Auto Scaling may change them."""

from typing import Any

from localcloud.workloads.team import Team
from nightshift.domain.manifest.services import EcsService, TargetTracking

METRICS = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
}


def services(team: Team) -> None:
    """Create the clusters, task definitions and services."""
    tags = [{"key": key, "value": value} for key, value in team.tags.items()]
    for service in _declared(team):
        ecs = team.client("ecs")
        if team.first("cluster", service.cluster):
            ecs.create_cluster(clusterName=service.cluster, tags=tags)
        if not team.first("service", f"{service.cluster}/{service.service}"):
            continue
        definition = ecs.register_task_definition(**_definition(team, service), tags=tags)
        ecs.create_service(
            cluster=service.cluster,
            serviceName=service.service,
            taskDefinition=definition["taskDefinition"]["taskDefinitionArn"],
            desiredCount=service.capacity.desired,
            deploymentConfiguration={
                "maximumPercent": service.deployment.maximum_percent,
                "minimumHealthyPercent": service.deployment.minimum_healthy_percent,
            },
            **_launch(service),
            tags=tags,
        )


def targets(team: Team) -> None:
    """Register the services that scale, with their target tracking."""
    for service in _declared(team):
        key = f"service/{service.cluster}/{service.service}"
        if not team.first("target", key):
            continue
        scaling = team.client("application-autoscaling")
        place = {
            "ServiceNamespace": "ecs",
            "ResourceId": key,
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        scaling.register_scalable_target(
            **place, MinCapacity=service.capacity.minimum, MaxCapacity=service.capacity.maximum
        )
        for tracking in service.tracking:
            if tracking.metric in METRICS:  # others need a load balancer's label
                scaling.put_scaling_policy(
                    **place,
                    PolicyName=f"{service.name}-{tracking.metric}",
                    PolicyType="TargetTrackingScaling",
                    TargetTrackingScalingPolicyConfiguration=_tracking(tracking),
                )


def _declared(team: Team) -> list[EcsService]:
    return [each for each in team.manifest.services if isinstance(each, EcsService)]


def _definition(team: Team, service: EcsService) -> dict[str, Any]:
    manifest, image = team.manifest, service.image
    prefix = f"arn:aws:secretsmanager:{manifest.region}:{manifest.account}:secret:"
    container: dict[str, Any] = {
        "name": service.name,
        "image": f"{image.repository}:{image.tag}" if image else service.name,
        "essential": True,
        "environment": [{"name": k, "value": v} for k, v in service.environment.items()],
        "secrets": [{"name": k, "valueFrom": prefix + v} for k, v in service.secrets.items()],
        "portMappings": [{"containerPort": service.port}] if service.port else [],
    }
    return {
        "family": service.task_family or service.service,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": str(service.cpu),
        "memory": str(service.memory_mb),
        "containerDefinitions": [container],
    }


def _launch(service: EcsService) -> dict[str, Any]:
    if not service.spot_weight:
        return {"launchType": "FARGATE"}
    spot, base = service.spot_weight, service.on_demand_base or 0
    on_demand = {"capacityProvider": "FARGATE", "weight": 100 - spot, "base": base}
    return {
        "capacityProviderStrategy": [
            on_demand,
            {"capacityProvider": "FARGATE_SPOT", "weight": spot},
        ]
    }


def _tracking(tracking: TargetTracking) -> dict[str, Any]:
    cooldowns = {
        "ScaleOutCooldown": tracking.scale_out_seconds,
        "ScaleInCooldown": tracking.scale_in_seconds,
    }
    return {
        "TargetValue": tracking.target,
        "PredefinedMetricSpecification": {"PredefinedMetricType": METRICS[tracking.metric]},
        **{name: value for name, value in cooldowns.items() if value is not None},
    }

"""What a team has is made from its manifest alone, in the manifest's own account."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localcloud import workloads
from tests.cloud_process import CloudProcess, running

ACCOUNT = "777788889999"
REGION = "ap-northeast-1"
MANIFEST = f"""
name: shop-prod
product: shop
environment: prod
account: "{ACCOUNT}"
region: {REGION}
timezone: Asia/Tokyo
services:
  - name: api
    runtime: ecs
    cluster: shop
    service: shop-api
    cpu: 256
    memory_mb: 512
    port: 8080
    capacity: {{desired: 2, minimum: 1, maximum: 4}}
    tracking: [{{metric: cpu, target: 70, scale_in_seconds: 300}}]
    image: {{repository: shop-api, tag: git-sha, immutable_tags: true, keep_newest: 10}}
    secrets: {{DATABASE_URL: shop/db-url}}
    load_balancer: app/shop-alb
    target_group: shop-api
  - name: queue
    runtime: ec2
    instance_type: t3.small
    autoscaling_group: shop-queue
    load_balancer: net/shop-nlb
    target_group: targetgroup/shop-queue
    capacity: {{desired: 2, minimum: 1, maximum: 3}}
  - name: bastion
    runtime: ec2
    instance_type: t3.nano
    instance_name: shop-bastion
    uses_database: false
    capacity: {{desired: 1, minimum: 1, maximum: 1}}
database:
  identifier: shop-db
  engine: postgres
  engine_version: "16.1"
  instance_class: db.t3.micro
  storage_gb: 20
  name: shop
  user: postgres
  max_connections: 100
  multi_az: true
  backup_retention_days: 14
  backup_window: "03:00-04:00"
  maintenance_window: "mon:04:00-mon:05:00"
cache:
  identifier: shop-redis
  engine_version: "7.0"
  node_class: cache.t3.micro
  nodes: 2
  replication_group: true
  automatic_failover: true
network:
  cidr: 10.0.0.0/16
  load_balancers: [shop-alb, shop-nlb, shop-internal]
  nat: {{design: gateway, zones: [{REGION}a]}}
  subnets:
    - {{name: public-a, cidr: 10.0.1.0/24, zone: {REGION}a, tier: public}}
    - {{name: app-a, cidr: 10.0.2.0/24, zone: {REGION}a, tier: app}}
  security_groups:
    - name: alb
      rules: [{{row: ON-S1, direction: in, ports: "443", peer: 0.0.0.0/0}}]
    - name: api
      rules: [{{row: ON-S2, direction: in, ports: 8080-8085, peer: alb}}]
buckets:
  - name: shop-files-tokyo
    lifecycle: [{{days: 30, to: STANDARD_IA}}, {{days: 7, to: delete, noncurrent: true}}]
secrets:
  - {{name: shop/db-url, kind: database-url}}
  - {{name: shop/slack-webhook, kind: notification-channel}}
  - {{name: /shop/prod/key, kind: api-key, store: parameter-store}}
watch:
  log_groups: [{{name: /shop/api, retention_days: 14}}]
notifications:
  channels:
    slack: {{webhook: {{secret: shop/slack-webhook}}}}
    pagerduty: {{routing_key: {{parameter: /nightshift/<stage>/shop-prod/pagerduty}}}}
    email: {{sender: "Shop <alerts@shop.example>", to: [team@shop.example]}}
"""


class Scene:
    """The account the manifest names."""

    def __init__(self, cloud: CloudProcess) -> None:
        self._cloud = cloud

    def client(self, service: str) -> Any:
        return self._cloud.client(service, REGION, account=ACCOUNT)


@pytest.fixture(scope="module")
def shop(cloud: CloudProcess, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("workloads")
    (folder / "shop-prod.yaml").write_text(MANIFEST)
    workloads.create(cloud, folder)
    return Scene(cloud)


def test_log_groups_have_no_retention_yet(shop: Scene) -> None:
    groups = shop.client("logs").describe_log_groups()["logGroups"]

    assert [(g["logGroupName"], g.get("retentionInDays")) for g in groups] == [("/shop/api", None)]


def test_nothing_is_in_another_account(shop: Scene, cloud: CloudProcess) -> None:
    names = [s["Name"] for s in cloud.client("secretsmanager", REGION).list_secrets()["SecretList"]]

    assert "shop/db-url" not in names
    assert shop.client("secretsmanager").describe_secret(SecretId="shop/db-url")["Name"]


def test_channels_are_kept_where_the_manifest_says_and_look_real(shop: Scene) -> None:
    secret = shop.client("secretsmanager").get_secret_value(SecretId="shop/slack-webhook")
    slack = r"https://hooks\.slack\.com/services/T\w{9}/B\w{9}/[\w-]{24}"
    assert re.fullmatch(slack, secret["SecretString"])

    name = f"/nightshift/{workloads.STAGE}/shop-prod/pagerduty"
    parameter = shop.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    assert parameter["Type"] == "SecureString"
    assert re.fullmatch(r"[0-9a-f]{32}", parameter["Value"])

    tags = shop.client("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)
    assert {"Key": "nightshift:reads", "Value": "notification-channel"} in tags["TagList"]


def test_the_database_has_its_settings(shop: Scene) -> None:
    found = shop.client("rds").describe_db_instances()["DBInstances"][0]

    assert (found["MultiAZ"], found["BackupRetentionPeriod"]) == (True, 14)
    assert found["PreferredMaintenanceWindow"] == "mon:04:00-mon:05:00"


def test_services_run_at_the_declared_size_and_may_scale(shop: Scene) -> None:
    services = shop.client("ecs").describe_services(cluster="shop", services=["shop-api"])
    assert services["services"][0]["desiredCount"] == 2

    scaling = shop.client("application-autoscaling")
    target = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    policy = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"][0]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70


def test_machines_stand_in_the_network(shop: Scene) -> None:
    ec2 = shop.client("ec2")
    groups = shop.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert [(g["AutoScalingGroupName"], len(g["Instances"])) for g in groups] == [("shop-queue", 2)]
    wanted = [{"Name": "tag:Name", "Values": ["shop-bastion"]}]
    assert len(ec2.describe_instances(Filters=wanted)["Reservations"]) == 1
    assert len(ec2.describe_nat_gateways()["NatGateways"]) == 1

    rules = {
        group["GroupName"]: [(r["FromPort"], r["ToPort"]) for r in group["IpPermissions"]]
        for group in ec2.describe_security_groups()["SecurityGroups"]
    }
    assert rules["alb"] == [(443, 443)]
    assert rules["api"] == [(8080, 8085)]


def test_load_balancers_and_target_groups_have_arns_that_metrics_are_under(shop: Scene) -> None:
    elb = shop.client("elbv2")
    balancers = elb.describe_load_balancers()["LoadBalancers"]
    groups = elb.describe_target_groups()["TargetGroups"]

    arns = [each["LoadBalancerArn"] for each in balancers]
    tags = elb.describe_tags(ResourceArns=arns)["TagDescriptions"]
    assert {arn.partition(":loadbalancer/")[2].rpartition("/")[0] for arn in arns} == {
        "app/shop-alb",
        "app/shop-internal",
        "net/shop-nlb",
    }
    assert all({"Key": workloads.TAG, "Value": "shop-prod"} in each["Tags"] for each in tags)
    assert len(tags) == len(arns)
    assert {(each["TargetGroupName"], each["Protocol"], each["Port"]) for each in groups} == {
        ("shop-api", "HTTP", 8080),
        ("shop-queue", "TCP", 80),
    }


def test_the_rest_is_there(shop: Scene) -> None:
    groups = shop.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    assert [group["ReplicationGroupId"] for group in groups] == ["shop-redis"]
    images = shop.client("ecr").describe_repositories()["repositories"]
    assert [(i["repositoryName"], i["imageTagMutability"]) for i in images] == [
        ("shop-api", "IMMUTABLE")
    ]
    identities = shop.client("sesv2").list_email_identities()["EmailIdentities"]
    assert [each["IdentityName"] for each in identities] == ["shop.example"]
    rules = shop.client("s3").get_bucket_lifecycle_configuration(Bucket="shop-files-tokyo")
    assert len(rules["Rules"]) == 2


def test_a_second_time_is_an_error(shop: Scene, cloud: CloudProcess, tmp_path: Path) -> None:
    (tmp_path / "shop-prod.yaml").write_text(MANIFEST)

    with pytest.raises(workloads.WorkloadError, match=r"shop-prod\.yaml: .*already exists"):
        workloads.create(cloud, tmp_path)


def test_the_stage_is_the_one_that_is_deployed() -> None:
    """template.yaml: the embedded cloud deploys it without parameters."""
    template = (Path(__file__).parents[3] / "template.yaml").read_text()
    stage = re.search(r"Stage:\n    Type: String\n    Default: (\w+)", template)

    assert stage is not None
    assert stage[1] == workloads.STAGE


def test_what_is_made_later_is_made_by_the_first_call(later: CloudProcess) -> None:
    def calls(service: str) -> int:
        return len(later.get(f"calls?service={service}"))

    assert (calls("ecs"), calls("ec2"), calls("autoscaling")) == (0, 0, 0)

    clusters = later.client("ecs").list_clusters()["clusterArns"]
    assert len(clusters) == len(set(clusters)) > 0
    assert (calls("ec2"), calls("autoscaling")) == (0, 0)

    later.advance(0)
    assert calls("ec2") > 0


@pytest.fixture
def later() -> Iterator[CloudProcess]:
    # Alarms look for the first time at the end of a minute.
    with running("--start", "2026-01-15T00:00:01+00:00") as cloud:
        yield cloud


def test_scalable_targets_are_there_when_nothing_else_was_asked_for() -> None:
    with running("--start", "2027-03-22T00:30:00+00:00") as cloud:
        found = cloud.client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="ecs"
        )

    assert found["ScalableTargets"]

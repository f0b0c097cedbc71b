"""Environments that have between them everything that can sleep."""

WORKLOAD = "heron-dev"
HERON = """
name: heron-dev
product: heron
environment: dev
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Seoul
services:
  - name: api
    runtime: ecs
    cluster: heron
    service: heron-api
    cpu: 256
    memory_mb: 512
    port: 3000
    capacity: {desired: 2, minimum: 2, maximum: 4}
    health: {path: /health}
    load_balancer: app/heron-alb
    pool: 5
    depends_on: [kafka]
  - name: backend
    runtime: ec2
    instance_type: t3.small
    autoscaling_group: heron-backend
    capacity: {desired: 1, minimum: 1, maximum: 3}
    pool: 5
    depends_on: [kafka]
  - name: kafka
    runtime: ec2
    instance_type: t3.small
    instance_name: heron-kafka
    capacity: {desired: 2, minimum: 2, maximum: 2}
    uses_database: false
database:
  identifier: heron-db
  engine: postgres
  engine_version: "16"
  instance_class: db.t3.micro
  storage_gb: 20
  name: heron
  user: heron
  max_connections: 100
  backup_window: 09:00-10:00
cache:
  identifier: heron-redis
  engine_version: "7.0"
  node_class: cache.t3.micro
  nodes: 1
  replication_group: true
  encrypted_in_transit: true
  auth_secret: heron/redis-auth-token
  snapshot_window: 09:00-10:00
  asleep: snapshot-delete-restore
network:
  cidr: 10.0.0.0/16
  subnets:
    - {name: public-a, cidr: 10.0.1.0/24, zone: ap-northeast-2a, tier: public}
    - {name: public-c, cidr: 10.0.2.0/24, zone: ap-northeast-2c, tier: public}
  nat: {design: instance, zones: [ap-northeast-2a], instance_type: t3.nano}
  load_balancers: [heron-alb]
  records: [{name: api.heron.example, target: heron-alb}]
secrets:
  - {name: heron/redis-auth-token, kind: redis-auth-token, consumers: [api]}
watch:
  alarms:
    - name: Database_Connections
      row: D
      severity: warning
      summary: The database has more than 80 connections.
      metrics: [{namespace: AWS/RDS, metric: DatabaseConnections,
                 dimensions: {DBInstanceIdentifier: heron-db}}]
      compare: ">"
      threshold: 80
      period_seconds: 60
      evaluate: 1
    - name: Api_Silent
      row: D
      severity: critical
      summary: No task of the API runs.
      metrics: [{namespace: AWS/ECS, metric: CPUUtilization,
                 dimensions: {ClusterName: heron, ServiceName: heron-api}}]
      compare: "<"
      threshold: 0
      period_seconds: 60
      evaluate: 1
      missing: breaching
"""

# A cache without a replication group, and nothing else: it sleeps by other calls.
EGRET = """
name: egret-dev
product: egret
environment: dev
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Seoul
cache:
  identifier: egret-redis
  engine_version: "7.0"
  node_class: cache.t3.micro
  nodes: 1
  asleep: snapshot-delete-restore
"""
# A database in another region than the stack: what happens to it reaches the hub by a rule there.
PLOVER = """
name: plover-dev
product: plover
environment: dev
account: "123456789012"
region: ap-northeast-1
timezone: Asia/Tokyo
database:
  identifier: heron-db
  engine: postgres
  engine_version: "16"
  instance_class: db.t3.micro
  storage_gb: 20
  name: plover
  user: plover
  max_connections: 100
  backup_window: 09:00-10:00
"""
MANIFESTS = {WORKLOAD: HERON, "egret-dev": EGRET, "plover-dev": PLOVER}

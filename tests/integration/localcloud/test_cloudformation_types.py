"""Every resource type: what the template says is what the service has."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cloud_process import ROOT, CloudProcess
from tests.integration.localcloud.cloudformation_scene import CAPABILITIES

NAME = "cfn-types"
TEMPLATE = ROOT / "tests/integration/localcloud/sample_app/resources.yaml"


class Made:
    """The stack with one of everything."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        formation = cloud.client("cloudformation")
        found = formation.list_stack_resources(StackName=NAME)["StackResourceSummaries"]
        self.ids = {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in found}
        stack = formation.describe_stacks(StackName=NAME)["Stacks"][0]
        self.status = stack["StackStatus"]
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}

    def call(self, service: str, operation: str, **parameters: Any) -> Any:
        return getattr(self.cloud.client(service), operation)(**parameters)


@pytest.fixture(scope="module")
def made(cloud: CloudProcess) -> Iterator[Made]:
    _upload_layer(cloud)
    formation = cloud.client("cloudformation")
    formation.create_stack(
        StackName=NAME,
        TemplateBody=TEMPLATE.read_text(),
        Capabilities=CAPABILITIES,
        Tags=[{"Key": "stage", "Value": "dev"}],
        DisableRollback=True,
    )
    found = Made(cloud)
    assert found.status == "CREATE_COMPLETE", _failures(cloud)
    yield found
    stack_id = formation.describe_stacks(StackName=NAME)["Stacks"][0]["StackId"]
    formation.delete_stack(StackName=NAME)
    deleted = formation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
    assert deleted == "DELETE_COMPLETE", _failures(cloud, stack_id)


def _upload_layer(cloud: CloudProcess) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("python/words.py", "polite = True")
    s3 = cloud.client("s3")
    place = {"LocationConstraint": "ap-northeast-2"}
    s3.create_bucket(Bucket="cfn-types-artefacts", CreateBucketConfiguration=place)
    s3.put_object(Bucket="cfn-types-artefacts", Key="layer.zip", Body=packed.getvalue())


def _failures(cloud: CloudProcess, name: str = NAME) -> list[str]:
    found = cloud.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    return [str(e) for e in found if e["ResourceStatus"].endswith("FAILED")]


def test_a_function_has_every_property(made: Made) -> None:
    found = made.call("lambda", "get_function", FunctionName=made.ids["Function"])
    configuration = found["Configuration"]

    assert configuration["Timeout"] == 12
    assert configuration["MemorySize"] == 256
    assert configuration["Architectures"] == ["arm64"]
    assert configuration["TracingConfig"]["Mode"] == "Active"
    assert configuration["Environment"]["Variables"] == {"RETENTION": "7"}
    assert configuration["Layers"][0]["Arn"] == made.ids["Layer"]
    assert configuration["DeadLetterConfig"]["TargetArn"].endswith(made.outputs["QueueName"])
    assert found["Tags"]["team"] == "onno"
    assert found["Tags"]["stage"] == "dev"
    assert found["Tags"]["aws:cloudformation:logical-id"] == "Function"


def test_inline_source_is_packed_as_index_py(made: Made) -> None:
    answer = made.call(
        "lambda", "invoke", FunctionName=made.ids["Function"], Payload=json.dumps({"a": 1})
    )

    assert json.load(answer["Payload"]) == {"got": {"a": 1}}


def test_version_alias_url_and_invoke_config_belong_to_the_function(made: Made) -> None:
    function = made.ids["Function"]
    alias = made.call("lambda", "get_alias", FunctionName=function, Name="live")
    config = made.call("lambda", "get_function_event_invoke_config", FunctionName=function)
    url = made.call("lambda", "get_function_url_config", FunctionName=function)
    mapping = made.call("lambda", "get_event_source_mapping", UUID=made.ids["Mapping"])
    policy = json.loads(made.call("lambda", "get_policy", FunctionName=function)["Policy"])

    assert made.ids["Version"] == f"{made.outputs['FunctionArn']}:1"
    assert alias["FunctionVersion"] == "1"
    assert config["MaximumRetryAttempts"] == 0
    assert url["FunctionUrl"] == made.outputs["UrlAddress"]
    assert mapping["BatchSize"] == 3
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert made.ids["Permission"] in {statement["Sid"] for statement in policy["Statement"]}


def test_a_role_has_trust_policies_and_tags(made: Made) -> None:
    role = made.ids["Role"]
    found = made.call("iam", "get_role", RoleName=role)["Role"]
    attached = made.call("iam", "list_attached_role_policies", RoleName=role)["AttachedPolicies"]
    inline = made.call("iam", "list_role_policies", RoleName=role)["PolicyNames"]

    assert found["Arn"] == made.outputs["RoleArn"]
    assert {"Key": "team", "Value": "onno"} in found["Tags"]
    assert {policy["PolicyArn"] for policy in attached} == {
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        made.ids["Managed"],
    }
    assert sorted(inline) == ["inline", "read"]


def test_a_state_machine_has_its_definition_with_substitutions(made: Made) -> None:
    found = made.call(
        "stepfunctions", "describe_state_machine", stateMachineArn=made.ids["Machine"]
    )

    assert json.loads(found["definition"])["States"]["Done"]["Result"] == "said"
    assert found["name"] == made.outputs["MachineName"]
    assert found["loggingConfiguration"]["level"] == "ERROR"
    assert found["tracingConfiguration"] == {"enabled": True}
    written = made.call(
        "stepfunctions", "describe_state_machine", stateMachineArn=made.ids["Written"]
    )
    assert json.loads(written["definition"])["StartAt"] == "Done"


def test_rules_archives_and_policies_are_on_their_bus(made: Made) -> None:
    bus = made.ids["Bus"]
    rule = made.ids["Rule"].removeprefix(f"{bus}|")
    targets = made.call("events", "list_targets_by_rule", Rule=rule, EventBusName=bus)["Targets"]
    timed = made.call("events", "describe_rule", Name=made.ids["Timed"])
    archive = made.call("events", "describe_archive", ArchiveName=made.ids["Archive"])
    policy = json.loads(made.call("events", "describe_event_bus", Name=bus)["Policy"])

    assert made.ids["Rule"] == f"{bus}|{rule}"
    assert targets[0]["Arn"] == made.outputs["FunctionArn"]
    assert targets[0]["InputPath"] == "$.detail"
    assert timed["State"] == "DISABLED"
    assert timed["ScheduleExpression"] == "rate(1 hour)"
    assert archive["RetentionDays"] == 30
    assert [statement["Sid"] for statement in policy["Statement"]] == ["other-account"]


def test_a_schedule_is_in_its_group_with_zone_and_retry(made: Made) -> None:
    found = made.call(
        "scheduler", "get_schedule", Name=made.ids["Schedule"], GroupName=made.ids["Group"]
    )

    assert found["ScheduleExpressionTimezone"] == "Asia/Seoul"
    assert found["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 3
    assert found["Arn"] == made.outputs["ScheduleArn"]


def test_a_table_has_ttl_recovery_encryption_stream_and_index(made: Made) -> None:
    table = made.ids["Table"]
    found = made.call("dynamodb", "describe_table", TableName=table)["Table"]
    ttl = made.call("dynamodb", "describe_time_to_live", TableName=table)
    backups = made.call("dynamodb", "describe_continuous_backups", TableName=table)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert ttl["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert found["SSEDescription"]["Status"] == "ENABLED"
    assert found["LatestStreamArn"] == made.outputs["StreamArn"]
    assert [index["IndexName"] for index in found["GlobalSecondaryIndexes"]] == ["by-sk"]
    assert found["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_a_bucket_has_every_setting(made: Made) -> None:
    bucket = {"Bucket": made.ids["Bucket"]}
    encryption = made.call("s3", "get_bucket_encryption", **bucket)
    rule = encryption["ServerSideEncryptionConfiguration"]["Rules"][0]
    lifecycle = made.call("s3", "get_bucket_lifecycle_configuration", **bucket)["Rules"]
    block = made.call("s3", "get_public_access_block", **bucket)
    tags = made.call("s3", "get_bucket_tagging", **bucket)["TagSet"]

    assert made.call("s3", "get_bucket_versioning", **bucket)["Status"] == "Enabled"
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(block["PublicAccessBlockConfiguration"].values())
    assert lifecycle[0]["Expiration"] == {"Days": 7}
    assert lifecycle[0]["Transitions"] == [{"Days": 2, "StorageClass": "GLACIER"}]
    assert lifecycle[0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 3}
    assert lifecycle[1]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert made.call("s3", "get_bucket_cors", **bucket)["CORSRules"][0]["MaxAgeSeconds"] == 60
    assert {"Key": "team", "Value": "onno"} in tags
    assert "Deny" in made.call("s3", "get_bucket_policy", **bucket)["Policy"]


def test_topics_queues_and_their_policies(made: Made) -> None:
    topic, url = made.ids["Topic"], made.ids["Queue"]
    found = made.call("sns", "get_topic_attributes", TopicArn=topic)["Attributes"]
    subscriptions = made.call("sns", "list_subscriptions_by_topic", TopicArn=topic)
    filtered = made.call(
        "sns", "get_subscription_attributes", SubscriptionArn=made.ids["Subscription"]
    )["Attributes"]
    queue = made.call("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"])

    assert found["DisplayName"] == "News"
    assert "alarms" in found["Policy"]
    protocols = {entry["Protocol"] for entry in subscriptions["Subscriptions"]}
    assert protocols == {"sqs", "lambda"}
    assert json.loads(filtered["FilterPolicy"]) == {"kind": ["news"]}
    assert queue["Attributes"]["VisibilityTimeout"] == "90"
    assert queue["Attributes"]["MessageRetentionPeriod"] == "600"
    assert json.loads(queue["Attributes"]["RedrivePolicy"])["maxReceiveCount"] == 2
    assert "topic" in queue["Attributes"]["Policy"]


def test_alarms_logs_filters_and_queries(made: Made) -> None:
    group = made.ids["Logs"]
    alarm = made.call("cloudwatch", "describe_alarms", AlarmNames=[made.ids["Alarm"]])
    groups = made.call("logs", "describe_log_groups", logGroupNamePrefix=group)["logGroups"]
    filters = made.call("logs", "describe_metric_filters", logGroupName=group)["metricFilters"]
    subscribed = made.call("logs", "describe_subscription_filters", logGroupName=group)
    queries = made.call("logs", "describe_query_definitions")["queryDefinitions"]

    assert alarm["MetricAlarms"][0]["Period"] == 60
    assert alarm["MetricAlarms"][0]["AlarmActions"] == [made.ids["Topic"]]
    assert alarm["MetricAlarms"][0]["AlarmArn"] == made.outputs["AlarmArn"]
    assert groups[0]["retentionInDays"] == 7
    assert filters[0]["metricTransformations"][0]["metricName"] == "Errors"
    assert subscribed["subscriptionFilters"][0]["destinationArn"] == made.outputs["FunctionArn"]
    assert {q["queryDefinitionId"]: q["name"] for q in queries}[made.ids["Query"]] == (
        f"{NAME}/slow"
    )


def test_a_generated_secret_rotates_and_has_its_tags(made: Made) -> None:
    secret = made.ids["Secret"]
    value = json.loads(
        made.call("secretsmanager", "get_secret_value", SecretId=secret)["SecretString"]
    )
    found = made.call("secretsmanager", "describe_secret", SecretId=secret)

    assert value["username"] == "app"
    assert len(value["password"]) == 20
    assert found["RotationLambdaARN"] == made.outputs["FunctionArn"]
    assert found["RotationRules"]["AutomaticallyAfterDays"] == 30
    assert {"Key": "nightshift:reads", "Value": "database-url"} in found["Tags"]


def test_parameter_key_mail_and_budget(made: Made) -> None:
    parameter = made.call("ssm", "get_parameter", Name=made.ids["Parameter"])["Parameter"]
    key = made.call("kms", "get_key_rotation_status", KeyId=made.ids["Key"])
    aliases = made.call("kms", "list_aliases", KeyId=made.ids["Key"])["Aliases"]
    destinations = made.call(
        "sesv2",
        "get_configuration_set_event_destinations",
        ConfigurationSetName=made.ids["Mails"],
    )["EventDestinations"]
    identity = made.call("sesv2", "get_email_identity", EmailIdentity=made.ids["Sender"])
    budget = made.call(
        "budgets",
        "describe_budget",
        AccountId="123456789012",
        BudgetName=made.ids["Budget"],
    )["Budget"]

    assert parameter["Value"] == f"arn:aws:s3:::{made.ids['Bucket']}"
    assert key["KeyRotationEnabled"] is True
    assert [alias["AliasName"] for alias in aliases] == [f"alias/{NAME}"]
    assert destinations[0]["MatchingEventTypes"] == ["SEND"]
    assert identity["IdentityType"] == "DOMAIN"
    assert budget["BudgetLimit"]["Amount"] == "100"


def test_a_type_that_only_moto_makes_is_made_too(made: Made) -> None:
    vpc = made.call("ec2", "describe_vpcs", VpcIds=[made.outputs["VpcId"]])["Vpcs"][0]

    assert vpc["CidrBlock"] == "10.1.0.0/16"


def test_an_update_changes_what_changed(made: Made) -> None:
    """Update behaviours: "Update with No Interruption" keeps the physical id (User Guide)."""
    made.cloud.client("cloudformation").update_stack(
        StackName=NAME,
        UsePreviousTemplate=True,
        Capabilities=CAPABILITIES,
        Parameters=[{"ParameterKey": "Retention", "ParameterValue": "14"}],
    )

    after = Made(made.cloud)
    assert after.status == "UPDATE_COMPLETE", _failures(made.cloud)
    assert after.ids == made.ids
    groups = made.call("logs", "describe_log_groups", logGroupNamePrefix=made.ids["Logs"])
    assert groups["logGroups"][0]["retentionInDays"] == 14
    function = made.call("lambda", "get_function_configuration", FunctionName=made.ids["Function"])
    assert function["Environment"]["Variables"] == {"RETENTION": "14"}

"""Names as the SDK for Java 2 spells them, and the table they are made from.

Quoted: Developer Guide, "Learning to use AWS service SDK integrations". The measured names are
those of github.com/iwamot/sfnx, tests/test_sdk_errors.py (TestState, 2026-09-24).
"""

import json
from pathlib import Path

import pytest
from botocore.loaders import Loader
from moto.core.utils import get_service_model

from localcloud.stepfunctions import naming, shapes, task_errors

TABLE = json.loads((Path(naming.__file__).parent / "services.json").read_text())
SAMPLE = ("ce", "dynamodb", "elasticache", "elbv2", "events", "logs", "rds", "sesv2", "ssm")


def test_the_table_has_every_service_of_botocore() -> None:
    services = set(Loader().list_available_services("service-2"))

    # botocore keeps a second, older name of `sms-voice`, with the same service id.
    assert {name for name, _ in TABLE.values()} == services - {"pinpoint-sms-voice"}


@pytest.mark.parametrize("service", SAMPLE)
def test_the_table_has_the_service_ids_of_botocore(service: str) -> None:
    service_id = Loader().load_service_model(service, "service-2")["metadata"]["serviceId"]

    assert [service, service_id] in TABLE.values()


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("dynamodb", "DynamoDb"),
        ("cloudwatchlogs", "CloudWatchLogs"),
        ("eventbridge", "EventBridge"),
        ("sfn", "Sfn"),
        ("s3", "S3"),
        ("rds", "Rds"),
        ("ec2", "Ec2"),
        ("elasticache", "ElastiCache"),
        ("apigateway", "ApiGateway"),
        ("databasemigration", "DatabaseMigration"),
        ("elasticloadbalancingv2", "ElasticLoadBalancingV2"),
        ("secretsmanager", "SecretsManager"),
        ("acmpca", "AcmPca"),
    ],
)
def test_errors_start_with_the_service(name: str, prefix: str) -> None:
    """'the resulting Error field will be composed of a service name and an error name'."""
    assert naming.error_prefix(name) == prefix


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ConditionalCheckFailedException", "ConditionalCheckFailedException"),
        ("QueueDoesNotExist", "QueueDoesNotExistException"),
        ("DBInstanceNotFoundFault", "DbInstanceNotFoundException"),
        ("AWSOrganizationsNotInUseException", "AwsOrganizationsNotInUseException"),
        ("KMSInvalidStateException", "KmsInvalidStateException"),
        ("EC2AccessDeniedException", "Ec2AccessDeniedException"),
        ("BucketAlreadyExists", "BucketAlreadyExistsException"),
    ],
)
def test_errors_end_with_exception(code: str, name: str) -> None:
    """'be sure to include the Exception suffix ... S3.BucketAlreadyExistsException'."""
    assert naming.exception_name(code) == name


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("DBInstanceIdentifier", "DbInstanceIdentifier"),
        ("stateMachineArn", "StateMachineArn"),
        ("taskArns", "TaskArns"),
        ("VPCSecurityGroups", "VpcSecurityGroups"),
        ("KMSKeyId", "KmsKeyId"),
    ],
)
def test_members_are_in_pascal_case(member: str, name: str) -> None:
    """'Parameters in Step Functions are expressed in PascalCase.'"""
    assert naming.pascal(member) == name


@pytest.mark.parametrize("service", SAMPLE)
def test_no_two_members_share_a_name(service: str) -> None:
    model = get_service_model(service)
    for operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        if shape is not None:
            assert len(shapes.members(shape)) == len(shape.members), operation


def test_every_optimised_integration_names_a_service() -> None:
    assert all(naming.botocore_service(name) for name in task_errors.OPTIMISED)

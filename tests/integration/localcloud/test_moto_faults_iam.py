"""What moto's IAM does wrong without the patch: when one of these fails, the patch can go."""

import os
import subprocess
import sys

ATTACH = """
import boto3, moto
with moto.mock_aws():
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")
    try:
        iam.attach_role_policy(
            RoleName="r",
            PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        )
    except iam.exceptions.NoSuchEntityException:
        print("unknown")
    from moto.iam.models import iam_backends
    print(len(iam_backends["123456789012"]["aws"].managed_policies))
"""


def unpatched(**environment: str) -> list[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MOTO_")}
    done = subprocess.run(
        [sys.executable, "-c", ATTACH],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_moto_knows_no_policy_of_aws() -> None:
    assert unpatched() == ["unknown", "0"]


def test_moto_makes_all_of_them_for_every_account_where_it_is_told_to_know_them() -> None:
    (count,) = unpatched(MOTO_IAM_LOAD_MANAGED_POLICIES="true")

    assert int(count) > 1000

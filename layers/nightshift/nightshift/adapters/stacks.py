"""What CloudFormation tells of our stack: its outputs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nightshift.adapters import aws
from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import RefusedError

ACTIONS: Actions = {"outputs": frozenset({"cloudformation:DescribeStacks"})}
NOT_THERE = "does not exist"  # in the message of a ValidationError


def outputs(stack: str, region: str | None) -> Mapping[str, str]:
    """Return the outputs of a stack by name, asked with the caller's credentials.

    Raises:
        RefusedError: no credentials or region, or no such stack; the message says what to do.
        TransientError: throttled, or no answer.
    """
    from botocore.exceptions import ClientError

    with _configured(), translated(f"stack {stack}"):
        formation = client("cloudformation", region=region)
        where = formation.meta.region_name
        try:
            found = formation.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as problem:
            if aws.code(problem) == "ValidationError" and NOT_THERE in str(problem):
                raise RefusedError(
                    f"stack {stack!r} is not in {where}: deploy it with `sam deploy`, "
                    "or say where it is with --stack and --region"
                ) from problem
            raise
    return {entry["OutputKey"]: entry["OutputValue"] for entry in found.get("Outputs", [])}


@contextmanager
def _configured() -> Iterator[None]:
    from botocore.exceptions import (
        CredentialRetrievalError,
        NoCredentialsError,
        NoRegionError,
        PartialCredentialsError,
        ProfileNotFound,
        SSOError,
    )

    try:
        yield
    except ValueError as problem:  # InvalidRegionError is one; so is what an endpoint is not
        raise RefusedError(f"{problem}: see --region and AWS_ENDPOINT_URL") from problem
    except NoRegionError as problem:
        raise RefusedError("no region: give --region, or set AWS_REGION") from problem
    except (
        CredentialRetrievalError,
        NoCredentialsError,
        PartialCredentialsError,
        ProfileNotFound,
        SSOError,
    ) as problem:
        raise RefusedError(
            f"no AWS credentials ({problem}): sign in with `aws sso login` or `aws configure`, "
            "or set AWS_PROFILE"
        ) from problem

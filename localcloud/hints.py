"""What to try first, with the plain AWS CLI."""

HINT = """
Try it with the AWS CLI, in another terminal:

  export AWS_ENDPOINT_URL={endpoint} AWS_DEFAULT_REGION={region}
  export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=y
  aws s3 cp demo/meetings/en-release-planning.json s3://onno-transcripts-prod/meetings/en.json
  aws stepfunctions start-execution --name first --state-machine-arn {machine} --input '{input}'
  aws stepfunctions describe-execution --query output --output text --execution-arn {execution}

What left the account: {endpoint}/_localcloud/outbox    Ctrl-C ends everything.
"""
INPUT = (
    '{"workload": "onno-prod", "meeting_id": "en-release-planning", '
    '"transcript": {"bucket": "onno-transcripts-prod", "key": "meetings/en.json"}}'
)


def hint(endpoint: str, region: str, account: str) -> str:
    """Return three commands that take a meeting through the pipeline."""
    arn = f"arn:aws:states:{region}:{account}:{{}}:nightshift-post-meeting"
    return HINT.format(
        endpoint=endpoint,
        region=region,
        input=INPUT,
        machine=arn.format("stateMachine"),
        execution=f"{arn.format('execution')}:first",
    )

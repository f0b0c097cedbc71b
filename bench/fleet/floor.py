"""Import boto3 and make a client of EC2: what no process that stops an instance can do without."""

from bench.fleet.counting import counted, tell

CALLS = counted()

import boto3  # noqa: E402

boto3.client("ec2")
tell(CALLS)

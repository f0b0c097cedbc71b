"""`instance_xml.py` writes what moto writes, faster."""

import json
import os
import subprocess
import sys
from typing import Any

WRITTEN = """
import json, boto3
from moto import mock_aws
mock_aws().start()
ec2 = boto3.client("ec2", "ap-northeast-2", aws_access_key_id="x", aws_secret_access_key="y")
tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "a & b <c>"}]}]
made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2, TagSpecifications=tags,
                         KeyName="k", SecurityGroups=["default"])
ec2.stop_instances(InstanceIds=[made["Instances"][1]["InstanceId"]])
body = []
def keep(http_response, **_):
    body.append(http_response.text)
ec2.meta.events.register("after-call.ec2.DescribeInstances", keep)
ec2.describe_instances()
from localcloud.lifecycles import instance_xml
from moto.ec2.models import ec2_backends
groups = list(ec2_backends["123456789012"]["ap-northeast-2"].reservations.values())
ours = instance_xml.answer(None, [(each, each.instances) for each in groups], None)
print(json.dumps([body[0], ours.body.decode()]))
"""


def test_an_instance_is_written_as_moto_writes_it() -> None:
    """But not that there is an empty association."""
    environment = {**os.environ, "MOTO_EC2_LOAD_DEFAULT_AMIS": "true"}  # without: an empty kernel
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    theirs, ours = (parsed(each) for each in json.loads(done.stdout.splitlines()[-1]))

    interfaces = [
        nic for each in theirs for i in each["Instances"] for nic in i["NetworkInterfaces"]
    ]
    empty = [nic.pop("Association") for nic in interfaces if not nic["Association"]]
    assert empty == [{}]
    assert ours == theirs


def parsed(body: str) -> Any:
    """Return the reservations as boto3 reads them."""
    from botocore.parsers import EC2QueryParser
    from moto.core.utils import get_service_model

    shape = get_service_model("ec2").operation_model("DescribeInstances").output_shape
    answer = {"body": body.encode(), "headers": {}, "status_code": 200}
    return EC2QueryParser().parse(answer, shape)["Reservations"]

"""What is read of EC2's long answers is what boto3 makes of them, whatever they look like."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import boto3
import pytest
from botocore.parsers import create_parser
from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.adapters.fleet import instances
from nightshift.adapters.fleet.short_answers import short_answers
from nightshift.domain.errors import TransientError
from nightshift.domain.fleet import answers
from tests.integration.conftest import REGION
from tests.integration.fleet.fleet import Fleet

NAME = "<item><key>Name</key><value>kafka</value></item>"
STATE = "<instanceState><code>16</code><name>running</name></instanceState>"
ONE = f"<instanceId>i-1</instanceId>{STATE}<tagSet>{NAME}</tagSet>"
# An instance as EC2 writes it, with a volume, an interface and its groups, indented.
LONG = f"""
    <instanceId>i-2</instanceId>
    <imageId>ami-1</imageId>
    <instanceState>
        <code>80</code>
        <name>stopped</name>
    </instanceState>
    <stateReason>
        <code>Client.UserInitiatedShutdown</code>
        <message>Client.UserInitiatedShutdown: User initiated shutdown</message>
    </stateReason>
    <blockDeviceMapping>
        <item>
            <deviceName>/dev/sda1</deviceName>
            <ebs><volumeId>vol-1</volumeId><status>attached</status></ebs>
        </item>
    </blockDeviceMapping>
    <networkInterfaceSet>
        <item>
            <networkInterfaceId>eni-1</networkInterfaceId>
            <groupSet><item><groupId>sg-1</groupId><groupName>all</groupName></item></groupSet>
        </item>
    </networkInterfaceSet>
    <tagSet>
        <item>
            <key>aws:autoscaling:groupName</key>
            <value>kafka &amp; zookeeper</value>
        </item>
        {NAME}
    </tagSet>
"""


def body(*instances: str, more: str = "") -> str:
    items = "".join(f"<item>{each}</item>" for each in instances)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<requestId>r-1</requestId><reservationSet><item><reservationId>r-1</reservationId>"
        f"<groupSet/><instancesSet>{items}</instancesSet></item></reservationSet>{more}"
        "</DescribeInstancesResponse>"
    )


Told = list[tuple[str, str, list[dict[str, str]]]]


def told(pages: Iterator[Any] | list[Any]) -> Told:
    return [
        (instance["InstanceId"], instance["State"]["Name"], instance.get("Tags", []))
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]


def both(fleet: Fleet, **asked: Any) -> tuple[Told, Told]:
    """Ask twice: in full, and for the short answer."""
    client = fleet.clients("ec2")
    paginator = client.get_paginator("describe_instances")
    full = told(paginator.paginate(**asked))
    with short_answers(client, "DescribeInstances"):
        return full, told(paginator.paginate(**asked))


def reservations(fleet: Fleet) -> None:
    fleet.make("kafka", 7, env="dev")
    fleet.make("nat")
    fleet.make("what & <who> \"or\" 'not'", 2, 서비스="카프카", empty="", line="a\nb\tc")


def test_the_short_answer_tells_the_same_of_several_reservations(fleet: Fleet) -> None:
    reservations(fleet)

    full, short = both(fleet)

    assert short == full
    assert len(full) == 10


def test_the_short_answer_tells_the_same_of_several_pages(fleet: Fleet) -> None:
    reservations(fleet)
    for number in range(10):
        fleet.make(f"kafka-{number}")

    full, short = both(fleet, MaxResults=5)

    assert short == full
    assert fleet.calls == ["DescribeInstances"] * 6


def test_the_short_answer_tells_the_same_of_instances_without_tags(fleet: Fleet) -> None:
    fleet.make("kafka", 2)
    boto3.client("ec2").run_instances(ImageId="ami-1", MinCount=2, MaxCount=2)

    full, short = both(fleet)

    assert short == full
    assert len(full) == 4


def test_the_short_answer_tells_the_same_of_nothing(fleet: Fleet) -> None:
    assert both(fleet) == ([], [])


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ([ONE, LONG, ONE.replace("i-1", "i-3")], True),
        ([ONE.replace("<value>kafka</value>", "<value/>")], True),
        ([ONE.replace("<key>Name</key>", "<key/>")], False),
        ([f"<!-- {ONE} -->{ONE}"], False),
        ([ONE.replace("kafka", "<![CDATA[<item>]]>")], False),
        ([ONE.replace("kafka", "a\r\nb&#x0D;")], False),
        ([ONE.replace("kafka", "&#28450;")], False),
        ([ONE, LONG.replace("tagSet>", "otherSet>")], False),
        ([ONE, f"<instanceId>i-4</instanceId>{STATE}<tagSet/>"], False),
        ([ONE.replace(NAME, "<item><value>a</value><key>b</key></item>")], False),
        ([ONE.replace("</item>", "<more>1</more></item>")], False),
        ([ONE.replace("<code>16</code><name>running</name>", "<name>running</name>")], False),
    ],
)  # fmt: skip
def test_what_is_not_as_we_know_it_is_left_to_boto3(
    fleet: Fleet, there: list[str], here: bool
) -> None:
    text = body(*there)
    fleet.say("DescribeInstances", lambda _: text)
    cut = answers.cut(text, "reservationSet")

    full, short = both(fleet)

    assert short == full
    assert len(full) == len(there)
    assert (cut is not None and answers.described(cut.inner) is not None) is here


def test_a_body_that_was_cut_off_is_an_error_and_no_shorter_list(fleet: Fleet) -> None:
    cut_off = body(ONE, LONG).partition("<imageId>")[0]
    fleet.say("DescribeInstances", lambda _: cut_off)

    with pytest.raises(TransientError, match="invalid XML"):
        instances.observe(fleet.clients, ["kafka"])


def test_a_set_of_tags_without_an_end_is_an_error_and_no_shorter_set(fleet: Fleet) -> None:
    text = body(ONE.replace("</tagSet>", ""))
    fleet.say("DescribeInstances", lambda _: text)

    with pytest.raises(TransientError, match="invalid XML"):
        instances.observe(fleet.clients, ["kafka"])


def test_others_who_share_the_client_get_the_full_answer(fleet: Fleet) -> None:
    fleet.say("DescribeInstances", lambda _: body(LONG))
    client = fleet.clients("ec2")
    with short_answers(client, "DescribeInstances"):
        short = client.describe_instances()["Reservations"][0]["Instances"][0]

    full = client.describe_instances()["Reservations"][0]["Instances"][0]

    assert set(short) == {"InstanceId", "State", "Tags"}
    assert full["BlockDeviceMappings"][0]["Ebs"]["VolumeId"] == "vol-1"


@pytest.mark.parametrize(
    ("operation", "member"),
    [("StopInstances", "StoppingInstances"), ("StartInstances", "StartingInstances")],
)
def test_a_changes_short_answer_names_what_boto3_names(
    fleet: Fleet, operation: str, member: str
) -> None:
    ids = fleet.make("kafka", 3)
    client = fleet.clients("ec2")
    call = client.stop_instances if operation == "StopInstances" else client.start_instances

    full = [each["InstanceId"] for each in call(InstanceIds=ids)[member]]
    with short_answers(client, operation):
        short = call(InstanceIds=ids)[member]

    assert short == [{"InstanceId": each} for each in full]


@cache
def shape() -> Any:
    client = boto3.client("ec2", region_name=REGION)
    return client.meta.service_model.operation_model("DescribeInstances").output_shape


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).filter(
    lambda text: text.isprintable()
)


@settings(deadline=None)  # the first example loads the model
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_any_tags_read_are_the_tags_boto3_reads(tags: list[tuple[str, str]]) -> None:
    items = "".join(
        f"<item><key>{escape(key)}</key><value>{escape(value)}</value></item>"
        for key, value in tags
    )
    text = body(ONE.replace(NAME, items))
    parsed = create_parser("ec2").parse(
        {"body": text.encode(), "headers": {}, "status_code": 200}, shape()
    )

    cut = answers.cut(text, "reservationSet")
    assert cut is not None
    short = answers.described(cut.inner)

    assert short is None or told([{"Reservations": short}]) == told([parsed])

"""Instances as DescribeInstances writes them, without moto's serializer: 5 ms each become 0.1 ms.

An instance that has something rare (a profile, a second interface, IPv6, a Spot lifecycle) is
written by moto; `test_moto_faults_lifecycles.py` compares both for one that has nothing rare.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from localcloud.answers import Answer
from localcloud.api_call import ApiCall

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15"
RARE = ("lifecycle", "iam_instance_profile", "kernel", "ramdisk", "product_codes")
ITEM = re.compile(r"<instancesSet>(<item>.*</item>)</instancesSet>", re.DOTALL)


def answer(call: ApiCall, parts: Iterable[tuple[Any, list[Any]]], token: str | None) -> Answer:
    """Return the answer that lists (reservation, instances of it)."""
    found = "".join(_reservation(call, reservation, part) for reservation, part in parts)
    following = f"<nextToken>{token}</nextToken>" if token else ""
    number = uuid.uuid4()
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><DescribeInstancesResponse xmlns="{NAMESPACE}">'
        f"<requestId>{number}</requestId><reservationSet>{found}</reservationSet>{following}"
        "</DescribeInstancesResponse>"
    )
    headers = {"Content-Type": "text/xml", "x-amzn-RequestId": str(number)}
    return Answer(200, headers, body.encode())


def _reservation(call: ApiCall, reservation: Any, instances: list[Any]) -> str:
    items = "".join(
        _of_moto(call, each) if _is_rare(each) else f"<item>{written(fields(each))}</item>"
        for each in instances
    )
    head = {"reservationId": reservation.id, "ownerId": reservation.owner_id, "groupSet": ""}
    return f"<item>{written(head)}<instancesSet>{items}</instancesSet></item>"


def _is_rare(instance: Any) -> bool:
    if any(getattr(instance, name, None) for name in RARE) or list(instance.nics) != [0]:
        return True
    nic = instance.nics[0]
    return bool(nic.ipv6_addresses or len(nic.private_ip_addresses) > 1)


def _of_moto(call: ApiCall, instance: Any) -> str:
    from moto.core.serialize import XFormedAttributePicker, get_serializer_class
    from moto.core.utils import get_service_model
    from moto.ec2.responses.instances import InstanceResponse

    model = get_service_model("ec2").operation_model("DescribeInstances")
    picker = XFormedAttributePicker(
        response_transformers=InstanceResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER
    )
    serializer = get_serializer_class("ec2", "ec2")(operation_model=model, value_picker=picker)
    body = serializer.serialize({"Reservations": [{"Instances": [instance]}]})["body"]
    found = ITEM.search(body.decode() if isinstance(body, bytes) else str(body))
    assert found is not None, call.operation
    return found[1]


def written(value: Any) -> str:
    """Return a value as XML: mappings as elements, lists as items; what is None is left out."""
    if isinstance(value, Mapping):
        return "".join(
            f"<{name}>{written(each)}</{name}>" for name, each in value.items() if each is not None
        )
    if isinstance(value, list):
        return "".join(f"<item>{written(each)}</item>" for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.000Z"
    return escape(str(value))


def fields(instance: Any) -> dict[str, Any]:
    """Return an instance's fields by their names in the XML."""
    nic, state, reason = instance.nics[0], instance._state, instance.state_reason
    placement, tags = instance.placement, instance.ec2_backend.tags.get(instance.id)
    return {
        "instanceId": instance.id,
        "imageId": instance.image_id,
        "instanceState": {"code": state.code, "name": state.name},
        "privateDnsName": instance.private_dns_name,
        "dnsName": instance.public_dns_name,
        "reason": instance._reason,
        "keyName": instance.key_name,
        "amiLaunchIndex": instance.ami_launch_index,
        "productCodes": "",
        "instanceType": instance.instance_type,
        "launchTime": instance.launch_time,
        "placement": {
            "groupName": placement.group_name,
            "tenancy": placement.tenancy,
            "availabilityZone": placement.zone,
            "hostId": placement.host_id,
        },
        "platform": instance.platform,
        "monitoring": {"state": instance.monitoring_state},
        "subnetId": nic.subnet.id,
        "vpcId": nic.subnet.vpc_id,
        "privateIpAddress": nic.private_ip_address,
        "ipAddress": nic.public_ip,
        "stateReason": {"code": reason.code, "message": reason.message},
        "tagSet": [{"key": k, "value": v} for k, v in tags.items()] if tags else None,
        "networkInterfaceSet": [_interface(nic)],
        "groupSet": _groups(instance.security_groups),
        "blockDeviceMapping": _devices(instance),
        **_constants(instance),
    }


def _constants(instance: Any) -> dict[str, Any]:
    options = instance.metadata_options
    return {
        "architecture": instance.architecture,
        "clientToken": instance.client_token,
        "ebsOptimized": instance.ebs_optimized,
        "hypervisor": instance.hypervisor,
        "rootDeviceName": instance.root_device_name,
        "rootDeviceType": instance.root_device_type,
        "sourceDestCheck": instance.source_dest_check,
        "sriovNetSupport": instance.sriov_net_support,
        "virtualizationType": instance.virtualization_type,
        "hibernationOptions": "" if instance.hibernation_options is not None else None,
        "metadataOptions": {
            "state": options.state,
            "httpTokens": options.http_tokens,
            "httpPutResponseHopLimit": options.http_put_response_hop_limit,
            "httpEndpoint": options.http_endpoint,
            "httpProtocolIpv6": options.http_protocol_ipv6,
            "instanceMetadataTags": options.instance_metadata_tags,
        },
    }


def _devices(instance: Any) -> list[dict[str, Any]]:
    return [
        {
            "deviceName": name,
            "ebs": {
                "attachTime": block.attach_time,
                "deleteOnTermination": block.delete_on_termination,
                "status": instance.get_block_device_status(block.status),
                "volumeId": block.volume_id,
            },
        }
        for name, block in instance.get_block_device_mapping
    ]


def _interface(nic: Any) -> dict[str, Any]:
    address = {"association": _association(nic), "primary": True}
    private = getattr(nic, "private_dns_name", None)
    return {
        "association": _association(nic),
        "attachment": {
            "attachTime": nic.attach_time,
            "attachmentId": nic.attachment_id,
            "deleteOnTermination": nic.delete_on_termination,
            "deviceIndex": nic.device_index,
            "status": "attached",
            "networkCardIndex": 0,
        },
        "description": nic.description,
        "groupSet": _groups(nic.group_set),
        "ipv6AddressesSet": "",
        "macAddress": nic.mac_address,
        "networkInterfaceId": nic.id,
        "ownerId": nic.owner_id,
        "privateDnsName": private,
        "privateIpAddress": nic.private_ip_address,
        "privateIpAddressesSet": [{**address, "privateIpAddress": nic.private_ip_address}],
        "sourceDestCheck": nic.source_dest_check,
        "status": nic.status,
        "subnetId": nic.subnet.id,
        "vpcId": nic.subnet.vpc_id,
        "interfaceType": nic.interface_type,
    }


def _association(nic: Any) -> dict[str, Any] | None:
    found = nic.association
    names = ("ipOwnerId", "publicDnsName", "publicIp")
    return {name: found[name] for name in names} if found else None


def _groups(groups: Iterable[Any]) -> list[dict[str, str]]:
    return [{"groupId": each.id, "groupName": each.name} for each in groups]

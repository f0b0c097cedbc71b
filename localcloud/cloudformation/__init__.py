"""CloudFormation: deploy templates, the project's own and anybody's, into the cloud.

moto's CloudFormation is not used: it skips what it does not know, never rolls back, loads the
models of every service, and calls its backends past the gateway. Here every resource is made
through its service's API, so hooks, IAM and the journal see it like any client's call.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall
from localcloud.cloudformation import (
    architectures,
    bucket_policies,
    policy_versions,
    query_definitions,
)
from localcloud.cloudformation.kinds.custom import Responses
from localcloud.cloudformation.requests import Requests
from localcloud.cloudformation.stacks import Stacks
from localcloud.cloudformation.views import Views

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

Method = Callable[[ApiCall], dict[str, Any]]


def install(cloud: "Cloud") -> None:
    """Answer every operation of CloudFormation."""
    architectures.install()
    policy_versions.install()
    query_definitions.install(cloud)
    bucket_policies.install()
    stacks = Stacks(cloud)
    requests = Requests(stacks)
    cloud.custom_responses = Responses(cloud)  # type: ignore[attr-defined]
    methods = _operations(requests, Views(stacks, requests))
    for operation in (*get_service_model("cloudformation").operation_names, "Unknown"):
        hook = _answered(methods.get(operation, _refused))
        cloud.gateway.replace("cloudformation", operation, hook)


def _operations(requests: Requests, views: Views) -> dict[str, Method]:
    return {
        "CreateChangeSet": requests.create_change_set,
        "CreateStack": requests.create_stack,
        "DeleteChangeSet": requests.delete_change_set,
        "DeleteStack": requests.delete_stack,
        "DescribeChangeSet": views.describe_change_set,
        "DescribeStackEvents": views.events,
        "DescribeStackResource": views.describe_resource,
        "DescribeStackResources": views.describe_resources,
        "DescribeStacks": views.describe_stacks,
        "ExecuteChangeSet": requests.execute_change_set,
        "GetTemplate": views.get_template,
        "GetTemplateSummary": views.get_template_summary,
        "ListChangeSets": views.list_change_sets,
        "ListExports": views.list_exports,
        "ListImports": views.list_imports,
        "ListStackResources": views.list_resources,
        "ListStacks": views.list_stacks,
        "UpdateStack": requests.update_stack,
        "UpdateTerminationProtection": requests.protect,
        "ValidateTemplate": views.validate_template,
    }


def _answered(method: Method) -> Callable[[ApiCall], Answer]:
    return lambda call: result(call, method(call))


def _refused(call: ApiCall) -> dict[str, Any]:
    raise AwsError(
        "NotImplemented", f"CloudFormation {call.operation} is not in the embedded cloud", 501
    )

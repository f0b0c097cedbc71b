"""SNS: a topic that is there keeps its tags, and a request with others is refused.

API_CreateTopic, SNS API Reference, read 2026-11-20.
"""

from typing import TYPE_CHECKING

from moto.sns.models import sns_backends

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.iam import tags

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Hook in."""
    cloud.gateway.check("sns", "CreateTopic", _check)


def _check(call: ApiCall) -> None:
    backend = sns_backends[call.account][call.region]
    topic = backend.topics.get(f"arn:aws:sns:{call.region}:{call.account}:{call.params['Name']}")
    given = tags.of_request(call.params)
    if topic is None or given is None:
        return
    if given != topic._tags:
        raise AwsError(
            "InvalidParameter",
            "Invalid parameter: Tags Reason: Topic already exists with different tags",
        )

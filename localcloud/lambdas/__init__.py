"""Lambda: the functions run in real processes under AWS's runtime client.

Who does what: `api` answers Invoke, `host` runs one invocation, `pool` keeps workers warm,
`starter` and `fork_server` make them out of `sandbox/`, `worker` talks to one, `asynchronous` and
`destinations` are the event queue, `sqs_mappings` polls queues, `moto_patches` corrects moto.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add Lambda to the cloud: `cloud.lambdas` and the operations of the API."""
    from localcloud import outside
    from localcloud.lambdas import api, moto_patches, sqs_mappings
    from localcloud.lambdas.host import LambdaHost

    outside.install(cloud)  # before the host, which needs it until it has ended
    host = LambdaHost(cloud)
    cloud.lambdas = host
    cloud.on_close(host.close)
    moto_patches.install(host)
    sqs_mappings.install(cloud, host)
    api.install(cloud, host)

"""Saved queries of CloudWatch Logs Insights, which moto does not have.

CloudWatch Logs API reference: PutQueryDefinition ("To update a query definition, specify its
queryDefinitionId in your request"), DescribeQueryDefinitions, DeleteQueryDefinition.
"""

import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

KEPT = ("name", "queryString", "logGroupNames", "queryLanguage", "parameters")


class QueryDefinitions:
    """The saved queries of every region."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._queries: dict[tuple[str, str], dict[str, Any]] = {}  # by region and id
        self._lock = threading.Lock()

    def put(self, call: ApiCall) -> Answer:
        """Save a query, or change the one with the given id."""
        name = call.params.get("queryDefinitionId") or str(uuid.uuid4())
        with self._lock:
            if call.params.get("queryDefinitionId") and (call.region, name) not in self._queries:
                raise _missing(name)
            kept = {key: call.params[key] for key in KEPT if call.params.get(key) is not None}
            modified = int(self._cloud.clock.now().timestamp() * 1000)  # ms
            self._queries[call.region, name] = {
                "queryDefinitionId": name,
                "lastModified": modified,
                **kept,
            }
        return result(call, {"queryDefinitionId": name})

    def describe(self, call: ApiCall) -> Answer:
        """List the saved queries whose name starts with the prefix."""
        prefix = call.params.get("queryDefinitionNamePrefix") or ""
        with self._lock:
            found = [
                query
                for (region, _), query in self._queries.items()
                if region == call.region and query["name"].startswith(prefix)
            ]
        return result(call, {"queryDefinitions": found})

    def delete(self, call: ApiCall) -> Answer:
        """Forget a saved query."""
        name = call.params["queryDefinitionId"]
        with self._lock:
            if self._queries.pop((call.region, name), None) is None:
                raise _missing(name)
        return result(call, {"success": True})


def _missing(name: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"Query definition {name} does not exist.")


def install(cloud: "Cloud") -> None:
    """Answer the three operations."""
    queries = QueryDefinitions(cloud)
    cloud.gateway.replace("logs", "PutQueryDefinition", queries.put)
    cloud.gateway.replace("logs", "DescribeQueryDefinitions", queries.describe)
    cloud.gateway.replace("logs", "DeleteQueryDefinition", queries.delete)

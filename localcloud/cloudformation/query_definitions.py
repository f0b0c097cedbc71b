"""Saved queries of CloudWatch Logs Insights, which moto does not have.

CloudWatch Logs API reference: PutQueryDefinition ("To update a query definition, specify its
queryDefinitionId in your request"), DescribeQueryDefinitions, DeleteQueryDefinition.
"""

import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall
from localcloud.corrections.pages import page

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

KEPT = ("name", "queryString", "logGroupNames", "queryLanguage", "parameters")


PAGE = 1000  # where maxResults does not say


class QueryDefinitions:
    """The saved queries of every account and region."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._queries: dict[tuple[str, str, str], dict[str, Any]] = {}  # account, region, id
        self._lock = threading.Lock()

    def put(self, call: ApiCall) -> Answer:
        """Save a query, or change the one with the given id."""
        name = call.params.get("queryDefinitionId") or str(uuid.uuid4())
        key = (call.account, call.region, name)
        with self._lock:
            if call.params.get("queryDefinitionId") and key not in self._queries:
                raise _missing(name)
            kept = {key: call.params[key] for key in KEPT if call.params.get(key) is not None}
            modified = int(self._cloud.clock.now().timestamp() * 1000)  # ms
            self._queries[key] = {
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
                for (account, region, _), query in self._queries.items()
                if (account, region) == (call.account, call.region)
                and query["name"].startswith(prefix)
            ]
        found.sort(key=lambda query: (query["name"], query["queryDefinitionId"]))
        size = int(call.params.get("maxResults") or PAGE)
        part, token = page(found, size, call.params.get("nextToken"), "InvalidParameterException")
        return result(call, {"queryDefinitions": part} | ({"nextToken": token} if token else {}))

    def delete(self, call: ApiCall) -> Answer:
        """Forget a saved query."""
        name = call.params["queryDefinitionId"]
        with self._lock:
            if self._queries.pop((call.account, call.region, name), None) is None:
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

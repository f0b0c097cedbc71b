"""A function that talks to the world outside, and what it said."""

import json
from typing import Any

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.lambda_scene import call, function, unique

# One request per invocation, with the client the event names.
SOURCE = """
import http.client, json, urllib.parse, urllib.request

def by_urllib(method, url, body):
    request = urllib.request.Request(url, data=body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode(), dict(problem.headers)

def by_http_client(method, url, body):
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=10)
    connection.request(method, parts.path or "/", body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())

def by_urllib3(method, url, body):
    import urllib3
    answer = urllib3.PoolManager().request(method, url, body=body, retries=False, timeout=10)
    return answer.status, answer.data.decode(), dict(answer.headers)

def by_requests(method, url, body):
    import requests
    answer = requests.request(method, url, data=body, timeout=10)
    return answer.status_code, answer.text, dict(answer.headers)

def handler(event, context):
    send = globals()["by_" + event.get("client", "urllib3")]
    try:
        body = event["body"].encode()
        status, text, headers = send(event.get("method", "POST"), event["url"], body)
    except OSError as problem:
        return {"error": type(problem).__name__}
    except Exception as problem:
        return {"error": type(problem).__name__}
    lowered = {name.lower(): value for name, value in headers.items()}
    return {"status": status, "text": text, "retry_after": lowered.get("retry-after")}
"""


class Sender:
    """One function, used by many tests."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        self.name = function(cloud, SOURCE, Timeout=30)
        configuration = cloud.client("lambda").get_function(FunctionName=self.name)
        self.role = configuration["Configuration"]["Role"].rpartition("/")[2]

    def send(self, url: str, body: Any, **more: Any) -> dict[str, Any]:
        """Return the answer to one request: status, text and retry_after, or error."""
        text = body if isinstance(body, str) else json.dumps(body)
        return dict(call(self.cloud, self.name, {"url": url, "body": text, **more}))

    def slack(self, payload: Any, **more: Any) -> tuple[int, str]:
        """Return status and text of a message to Slack."""
        found = self.send("https://hooks.slack.com/services/T01/B01/canary", payload, **more)
        return found["status"], found["text"]

    def calls(self, service: str) -> list[dict[str, str]]:
        """Return the journal's calls of this function to a service outside."""
        return list(self.cloud.get(f"calls?service={service}&role={self.role}"))


def alert(action: str = "trigger", **changes: Any) -> dict[str, Any]:
    """Return a PagerDuty event, right but for the changes; `payload__x` is of its payload."""
    payload = {"summary": "Database is down", "source": "onno-prod", "severity": "critical"}
    event: dict[str, Any] = {"routing_key": "0123456789abcdef0123456789abcdef"}
    event |= {"event_action": action, "dedup_key": unique("incident"), "payload": payload}
    for name, value in changes.items():
        place, key = (payload, name[9:]) if name.startswith("payload__") else (event, name)
        place[key] = value
        if value is None:
            del place[key]
    return event


def sent(cloud: CloudProcess, marker: str) -> list[dict[str, Any]]:
    """Return what the outbox has with this word in its body."""
    return [m for m in cloud.get("outbox") if marker in json.dumps(m["body"])]

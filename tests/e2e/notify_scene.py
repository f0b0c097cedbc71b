"""A cloud of three workloads: with every channel, with a topic of its own, with nothing."""

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cloud_process import REGION, ROOT, CloudProcess

ACCOUNT = "123456789012"
OWL = """
name: owl-prod
product: owl
environment: prod
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Seoul
secrets:
  - {name: owl/slack, kind: notification-channel}
  - name: /nightshift/<stage>/owl-prod/pagerduty
    store: parameter-store
    kind: notification-channel
watch:
  alarms:
    - name: Errors_High
      row: ON-A1
      severity: critical
      summary: More than 5 % of the requests fail.
      metrics: [{namespace: Owl, metric: Errors}]
      compare: ">"
      threshold: 5
      period_seconds: 60
      evaluate: 1
      missing: ignore
notifications:
  channels:
    slack: {webhook: {secret: owl/slack}}
    pagerduty: {routing_key: {parameter: /nightshift/<stage>/owl-prod/pagerduty}}
    email: {sender: Nightshift <ops@owl.example>, to: [ops@owl.example]}
  routes:
    info: {to: [slack], otherwise: [email]}
    warning: {to: [slack], otherwise: [email]}
    critical: {to: [slack, pagerduty], otherwise: [email]}
  quiet_hours: {start: "22:00", end: "07:00"}
  texts:
    deployment-succeeded: "✅ API Server deployed to production (SHA: {sha})"
    migration-failed: "❌ Database migration FAILED for SHA {sha}"
    daily-cost-exceeded: "⚠️ Daily cost exceeded: ${cost} (Budget: ${budget})"
"""
WREN = """
name: wren-prod
product: wren
environment: prod
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Tokyo
"""
KITE = """
name: kite-prod
product: kite
environment: prod
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Tokyo
notifications:
  topics:
    - name: kite-alerts
      severity: critical
      subscriptions: [{protocol: email, endpoint: alerts@kite.example}]
"""
WEBHOOK = "/services/T0CANARYT/B0CANARYB/canarytokencanarytoken"
ROUTING_KEY = "ca0a41ca0a41ca0a41ca0a41ca0a41ca"  # 32 characters, as PagerDuty wants them
CANARIES = ("T0CANARYT", "canarytoken", ROUTING_KEY)
PARTS = ("functions", "layers", "statemachines")


MANIFESTS = {"owl-prod": OWL, "wren-prod": WREN, "kite-prod": KITE}


@contextmanager
def project(folder: Path, workloads: Mapping[str, str] = MANIFESTS) -> Iterator[Path]:
    """Yield a copy of what is deployed with these workloads (name -> manifest) and no other."""
    leave_out = shutil.ignore_patterns("__pycache__", "workloads", "build", ".aws-sam")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=leave_out, symlinks=True)
    shutil.copy(ROOT / "template.yaml", folder)
    for manifests in (folder / "workloads", folder / "layers/nightshift/nightshift/workloads"):
        manifests.mkdir()
        for name, text in workloads.items():
            (manifests / f"{name}.yaml").write_text(text, encoding="utf-8")
    yield folder


class People:
    """What happens to the workloads, and what their people hear of it."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        cloud.client("secretsmanager").put_secret_value(
            SecretId="owl/slack", SecretString=f"https://hooks.slack.com{WEBHOOK}"
        )
        cloud.client("ssm").put_parameter(
            Name="/nightshift/dev/owl-prod/pagerduty",
            Type="SecureString",
            Value=ROUTING_KEY,
            Overwrite=True,
        )
        sns = cloud.client("sns")
        for name in ("critical", "warnings"):
            sns.subscribe(
                TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:nightshift-{name}",
                Protocol="email",
                Endpoint=f"{name}@nightshift.example",
            )

    def tell(self, detail_type: str, *details: dict[str, Any], copies: int = 1) -> None:
        """Put facts on the bus; what they lack is made up."""
        entries = [
            {
                "Source": "nightshift",
                "DetailType": detail_type,
                "Detail": json.dumps(self.fact(**detail)),
                "EventBusName": "nightshift",
            }
            for detail in details
        ] * copies
        for first in range(0, len(entries), 10):
            answer = self.cloud.client("events").put_events(Entries=entries[first : first + 10])
            assert answer["FailedEntryCount"] == 0
        self.cloud.settle()

    def fact(self, **fields: Any) -> dict[str, Any]:
        plain = {
            "workload": "owl-prod",
            "severity": "warning",
            "at": self.cloud.get("clock")["now"],
        }
        unique = uuid.uuid4().hex
        return plain | {"id": unique, "summary": f"fact {unique}"} | fields

    def alarm(self, state: str, name: str = "nightshift-owl-prod-Errors_High") -> None:
        """Make an alarm and set its state."""
        cloudwatch = self.cloud.client("cloudwatch")
        if not cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]:
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                Namespace="Owl",
                MetricName="Nothing",
                Statistic="Sum",
                Period=3600,
                EvaluationPeriods=24,
                ComparisonOperator="GreaterThanThreshold",
                Threshold=5,
                TreatMissingData="ignore",
            )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="as told")
        self.cloud.settle()

    def next_minute(self) -> None:
        """Begin a new minute, a second after its start; what waited for it is told."""
        now = self.cloud.get("clock")["now"]
        seconds = float(now[17:].split("+")[0])
        self.cloud.advance(61 - seconds)

    def heard(self, channel: str) -> list[dict[str, Any]]:
        """Return the messages of a channel since the last `listen`."""
        return [one for one in self.cloud.get("outbox")[self._from :] if one["channel"] == channel]

    _from = 0

    def listen(self) -> None:
        """Begin a minute in which nothing was told yet, and forget what was heard."""
        self.cloud.delete("faults")
        self.next_minute()
        self.next_minute()
        self._from = len(self.cloud.get("outbox"))

    def events(self, detail_type: str) -> list[dict[str, Any]]:
        """Return the details of this type on the buses."""
        return [event["detail"] for event in self.cloud.events(detail_type)]

    def role(self) -> str:
        """Return the name of the function's role."""
        found = self.cloud.client("lambda").get_function_configuration(
            FunctionName="nightshift-notify"
        )
        return str(found["Role"].rpartition("/")[2])

    def logs(self) -> str:
        """Return every line that the functions have written."""
        logs = self.cloud.client("logs")
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/nightshift/functions"
        )
        return "\n".join(event["message"] for page in pages for event in page["events"])


def texts(messages: list[dict[str, Any]]) -> list[str]:
    """Return what a phone shows of each message."""
    return [message["body"]["text"] for message in messages]

"""Event buses: take events, remember them, and deliver each to the rules it matches."""

import threading
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from moto.events.models import Rule, events_backends

from localcloud.answers import AwsError
from localcloud.api_call import Home
from localcloud.events import dead_letters, envelopes, failures, inputs, patterns, targets
from localcloud.events.envelopes import Envelope
from localcloud.events.failures import DeliveryError
from localcloud.events.permissions import Sender
from localcloud.events.retries import Delivery, RetryPolicy
from localcloud.events.targets import Parcel

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.events.metrics import Metrics

PRINCIPAL = "events.amazonaws.com"


class EventBus:
    """All buses of all accounts; rules, targets and archives are moto's."""

    metrics: "Metrics"  # set by `install`

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._history: list[Envelope] = []
        self._forwards: dict[str, Envelope] = {}  # on their way to another bus, by token
        self._lock = threading.Lock()

    def history(self) -> list[Envelope]:
        """Return every event of every bus so far, oldest first, matched or not."""
        with self._lock:
            return list(self._history)

    def emit(  # noqa: PLR0917 - the interface the other parts were written to
        self,
        source: str,
        detail_type: str,
        detail: dict[str, Any],
        resources: Sequence[str] = (),
        region: str | None = None,
        account: str | None = None,
    ) -> None:
        """Put an AWS service's event on the default bus of where it happened."""
        home = Home(account or self._cloud.account, region or self._cloud.region)
        event = envelopes.envelope(
            source,
            detail_type,
            detail,
            resources=list(resources),
            time=self._cloud.clock.now(),
            account=home.account,
            region=home.region,
        )
        self.put(event, "default", home)

    def metric(
        self,
        namespace: str,
        name: str,
        value: float,
        dimensions: dict[str, str] | None = None,
        *,
        unit: str = "None",
        region: str | None = None,
    ) -> None:
        """Add one value to a metric, as a service does for its own metrics."""
        datum = {
            "MetricName": name,
            "Value": value,
            "Unit": unit,
            "Dimensions": [{"Name": k, "Value": v} for k, v in (dimensions or {}).items()],
        }
        self.metrics.put(region or self._cloud.region, namespace, [datum])

    def put_entries(self, entries: list[dict[str, Any]], home: Home) -> list[dict[str, str]]:
        """Answer PutEvents: one `EventId` or `ErrorCode` per entry."""
        envelopes.check_request(entries)
        return [self._put_entry(entry, home) for entry in entries]

    def _put_entry(self, entry: dict[str, Any], home: Home) -> dict[str, str]:
        forwarded = self._forwards.get(entry.get("TraceHeader", ""))
        problem = None if forwarded else envelopes.entry_error(entry)
        if problem:
            return problem
        now = self._cloud.clock.now()
        event = forwarded or envelopes.of_entry(entry, now, *home)
        place, name = _place(entry.get("EventBusName") or "default", home)
        self.put(event, name, place, forwarded=forwarded is not None)
        return {"EventId": event["id"]}

    def put(self, event: Envelope, bus: str, home: Home, *, forwarded: bool = False) -> None:
        """Put an envelope on a bus.

        Raises:
            AwsError: ResourceNotFoundException, there is no such bus.
        """
        buses = events_backends[home.account][home.region].event_buses
        if bus not in buses:
            raise AwsError("ResourceNotFoundException", f"Event bus {bus} does not exist.")
        with self._lock:
            self._history.append(event)
        for rule in list(buses[bus].rules.values()):
            pattern = rule.event_pattern.get_pattern()
            if rule.state != "DISABLED" and pattern and patterns.matches(pattern, event):
                self.deliver(rule, event, forwarded=forwarded)

    def record(self, event: Envelope) -> None:
        """Remember an event that reaches one rule only (a scheduled rule's)."""
        with self._lock:
            self._history.append(event)

    def deliver(self, rule: Rule, event: Envelope, *, forwarded: bool = False) -> None:
        """Hand an event to every target of a rule; returns before they have it."""
        for target in list(rule.targets):
            self._cloud.activity.spawn(
                self._deliver, rule, dict(target), event, forwarded, name="delivery"
            )

    def _deliver(
        self, rule: Rule, target: dict[str, Any], event: Envelope, forwarded: bool
    ) -> None:
        sender = Sender(PRINCIPAL, rule.arn, rule.account_id)
        whole = Parcel(target, inputs.as_json(event), sender, "")
        ingested = self._cloud.clock.now()

        def attempt(_: int) -> None:
            self._send(rule, target, event, forwarded=forwarded, ingested=ingested)

        Delivery(
            self._cloud.clock,
            RetryPolicy.of(target),
            attempt=attempt,
            give_up=lambda given_up: dead_letters.of_rule(self._cloud, whole, given_up),
        ).run()

    def _send(
        self,
        rule: Rule,
        target: dict[str, Any],
        event: Envelope,
        *,
        forwarded: bool,
        ingested: datetime,
    ) -> None:
        kind = targets.kind_of(target["Arn"])
        if kind == "events:event-bus":
            self._forward(target, event, rule, forwarded=forwarded)
        elif kind == "events:":
            backend = events_backends[rule.account_id][rule.region_name]
            backend.archives[target["Id"].removeprefix("Events-Archive-")].events.append(event)
        else:
            payload = inputs.render(target, event, rule.arn, envelopes.stamp(ingested))
            sender = Sender(PRINCIPAL, rule.arn, rule.account_id)
            name = f"{event['id']}_{target['Id']}"[:80]
            targets.send(self._cloud, Parcel(target, payload, sender, name))

    def _forward(
        self, target: dict[str, Any], event: Envelope, rule: Rule, *, forwarded: bool
    ) -> None:
        if forwarded:
            raise DeliveryError(
                "THIRD_ACCOUNT_HOP_DETECTED",
                "Events received from another event bus cannot be forwarded to this event bus.",
                retriable=False,
            )
        place, name = _place(target["Arn"], Home(rule.account_id, rule.region_name))
        role = target.get("RoleArn")
        try:
            if role is None:
                self.put(event, name, place, forwarded=True)
            else:
                self._forward_under(role, event, target["Arn"], place.region)
        except AwsError as problem:
            raise DeliveryError("NO_RESOURCE", problem.message, retriable=False) from problem
        except (ClientError, HTTPClientError) as problem:
            raise failures.of_client(problem) from problem

    def _forward_under(self, role: str, event: Envelope, bus_arn: str, region: str) -> None:
        """Call PutEvents under the target's role; the token keeps the envelope as it is."""
        token = str(uuid.uuid4())
        self._forwards[token] = event
        entry = {
            "Source": event["source"],
            "DetailType": event["detail-type"],
            "Detail": inputs.as_json(event["detail"]),
            "EventBusName": bus_arn,
            "TraceHeader": token,
        }
        try:
            self._cloud.client("events", region, role).put_events(Entries=[entry])
        finally:
            self._forwards.pop(token, None)


def _place(name_or_arn: str, home: Home) -> tuple[Home, str]:
    """Return where a bus is, and its name."""
    if name_or_arn.startswith("arn:"):
        region, account = name_or_arn.split(":")[3:5]
        return Home(account, region), name_or_arn.rpartition("/")[2]
    return home, name_or_arn

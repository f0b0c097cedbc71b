"""Answer a request to the outside: whose it is, a planned fault, the service, journal, outbox."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest
from localcloud.journal import Entry, stamp
from localcloud.outside import slack
from localcloud.outside.pagerduty import PagerDuty
from localcloud.outside.reception import Reception, Service, answer
from localcloud.outside.slack import Slack
from localcloud.outside.webhooks import Webhooks

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

AWS = ".amazonaws.com"
RETRY_AFTER = {"Retry-After": "1"}  # s


class Visits:
    """The services outside, seen by one cloud's functions."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        pagerduty: Service = PagerDuty()
        self._services: dict[str, Service] = {
            **dict.fromkeys(slack.HOSTS, Slack()),
            **dict.fromkeys(("events.pagerduty.com", "events.eu.pagerduty.com"), pagerduty),
        }
        self._others: Service = Webhooks()

    def answer(self, http: HttpRequest, access_key: str) -> Answer:
        """Return the answer; a request to AWS's own names is an API call like any other."""
        host = urlsplit(http.url).hostname or ""
        if host.endswith(AWS):
            return self._cloud.gateway.handle(http)
        service = self._services.get(host, self._others)
        return self._visit(service, http, access_key)

    def _visit(self, service: Service, http: HttpRequest, access_key: str) -> Answer:
        role = self._cloud.iam.principals.of(access_key).name
        fault = self._cloud.faults.take(role, {service.name}, {http.method.lower(), "*"})
        reception = _before(service, fault) or service.receive(http)
        place = service.place(http)
        if reception.message is not None:
            at = stamp(self._cloud.clock.now())
            head = {"channel": service.name, "at": at, "to": place}
            self._cloud.outbox.add(head | reception.message)
        found = reception.answer
        outcome = "fault" if fault else "ok" if found.status < 400 else "error"
        detail = fault or ("" if found.status < 400 else f"{found.status} {reception.reason}")
        self._write_down(service.name, http.method.capitalize(), (role, place, outcome, detail))
        if fault == "kill":
            self._cloud.kill_worker(access_key)
        found.drop = found.drop or fault in ("lost-answer", "kill")
        return found

    def _write_down(self, service: str, action: str, seen: tuple[str, str, str, str]) -> None:
        role, place, outcome, detail = seen
        self._cloud.journal.record(
            Entry(
                at=stamp(self._cloud.clock.now()),
                role=role,
                service=service,
                model=service,
                action=action,
                operation=action,
                resource=place,
                outcome=outcome,
                region="",
                detail=detail.strip(),
            )
        )


def _before(service: Service, fault: str | None) -> Reception | None:
    """Return what a fault answers before the service sees the request; None lets it through."""
    if fault == "throttle":
        found = answer(429, service.texts.throttled)
    elif fault == "error":
        found = answer(500, service.texts.failed)
    elif fault == "timeout":
        return Reception(Answer(504, drop=True))
    else:
        return None
    found.headers.update(service.texts.headers | (RETRY_AFTER if fault == "throttle" else {}))
    return Reception(found)

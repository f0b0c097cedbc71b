"""An account of the embedded cloud: what the stack brings along, what a team has, who calls."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from nightshift.adapters import surveys
from nightshift.adapters.reconcile import load_balancers
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import concerned, desired, short_values
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.request import Reconcile, hub_of
from nightshift.domain.reconcile.resources import Place, Resource
from nightshift.domain.reconcile.survey import Survey, combined
from tests.cloud_process import REGION, CloudProcess

READS = ("Describe", "Get", "List", "Query")


class Account:
    """One account, and what a test does in it."""

    def __init__(self, cloud: CloudProcess, number: str) -> None:
        self.cloud = cloud
        self.number = number
        queue = f"arn:aws:sqs:{REGION}:{number}:dead-letters"
        self.hub = hub_of(
            "nightshift",
            f"arn:aws:iam::{number}:role/scheduler",
            queue,
            forwarding_role_arn=f"arn:aws:iam::{number}:role/forwarding",
        )
        if not self.client("scheduler").list_schedule_groups(NamePrefix="nightshift")[
            "ScheduleGroups"
        ]:
            self.client("scheduler").create_schedule_group(Name="nightshift")
            self._make_role()
            self._make_ledger()

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a client of the account's administrator."""
        return self.cloud.client(service, region, key=(self.number, "test"))

    def _make_ledger(self) -> None:
        keys = {"pk": "HASH", "sk": "RANGE"}
        self.client("dynamodb").create_table(
            TableName=self.hub.ledger_table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in keys],
            KeySchema=[{"AttributeName": n, "KeyType": kind} for n, kind in keys.items()],
        )

    def _make_role(self) -> None:
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        self.client("iam").create_role(
            RoleName="scheduler",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )

    def remove(self) -> None:
        """Take away everything of ours."""
        found = surveys.survey(Reconcile(remove=True), self.hub)
        list(surveys.applied(found.to_make, self.hub))

    def look(self, manifests: Iterable[Manifest], workloads: Iterable[str] = ()) -> Survey:
        """Return what would be changed."""
        known = tuple(manifests)
        named = short_values(known, self.hub, concerned(known, self.hub, ()))
        wanted = desired(known, self.hub, None, load_balancers.full_values(named))
        return combined(
            (surveys.look(place, wanted, workloads) for place in wanted.resources), dry=False
        )

    def reconcile(self, manifests: Iterable[Manifest]) -> list[tuple[Place, Change]]:
        """Look, make the changes, and return them."""
        return list(surveys.applied(self.look(manifests).to_make, self.hub))

    def made(self, manifests: Iterable[Manifest]) -> list[Resource]:
        """Return what the manifests ask for, all of which is there."""
        wanted = desired(manifests, self.hub)
        assert self.look(manifests).matching == sum(map(len, wanted.resources.values()))
        return [resource for found in wanted.resources.values() for resource in found]

    def calls(self) -> Counter[str]:
        """Return how often each operation was called since the last time."""
        made = self.cloud.get("calls")
        self.cloud.delete("calls")
        # One call may need two grants; it is in the journal with each.
        return Counter(call["operation"] for call in made if call["operation"] == call["action"])

"""What Scheduler's API refuses and moto takes: expressions, targets, roles, groups.

Messages where AWS's are known: Scheduler User Guide "Troubleshooting", read 2026-11-20.
"""

import json
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends
from moto.scheduler.models import scheduler_backends

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.events import schedule_targets
from localcloud.events.expressions import At, InvalidExpressionError, parsed
from localcloud.events.schedule_targets import UnknownTargetError
from localcloud.events.scheduler import moment

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PRINCIPAL = "scheduler.amazonaws.com"
FEEBLE_START = 5 * 60  # s; StartDate may be that far in the past


class ScheduleCalls:
    """Checks before moto takes a call."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud

    def install(self) -> None:
        """Hook the checks in."""
        for operation in ("CreateSchedule", "UpdateSchedule"):
            self._cloud.gateway.replace("scheduler", operation, self._check)
        self._cloud.gateway.replace("scheduler", "CreateScheduleGroup", self._check_new_group)
        self._cloud.gateway.replace("scheduler", "DeleteScheduleGroup", self._check_old_group)
        self._cloud.gateway.check("scheduler", "ListSchedules", self._check_list)

    def _check(self, call: ApiCall) -> None:
        wanted = call.params
        self._require_group(call, wanted.get("GroupName") or "default")
        self._check_times(wanted)
        self._check_window(wanted.get("FlexibleTimeWindow") or {})
        target = wanted.get("Target") or {}
        try:
            schedule_targets.check(target)
        except (UnknownTargetError, ValueError) as problem:
            raise _invalid(f"Invalid Target: {problem}") from problem
        self._require_role(call.account, target.get("RoleArn"))

    def _check_times(self, wanted: dict[str, Any]) -> None:
        zone = wanted.get("ScheduleExpressionTimezone") or "UTC"
        try:
            expression = parsed(wanted.get("ScheduleExpression") or "", zone)
        except InvalidExpressionError as problem:
            raise _invalid(
                f"Invalid Schedule Expression {wanted.get('ScheduleExpression')}: {problem}"
            ) from problem
        start, end = moment(wanted.get("StartDate")), moment(wanted.get("EndDate"))
        now = self._cloud.clock.now()
        if isinstance(expression, At):
            return
        if start and (now - start).total_seconds() > FEEBLE_START:
            raise _invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
        if end and (end < now or (start and end <= start)):
            raise _invalid("The EndDate you specify must be later than now and than StartDate.")

    @staticmethod
    def _check_window(window: dict[str, Any]) -> None:
        mode, minutes = window.get("Mode"), window.get("MaximumWindowInMinutes")
        if mode not in ("OFF", "FLEXIBLE"):
            raise _invalid("FlexibleTimeWindow.Mode must be OFF or FLEXIBLE")
        if (mode == "FLEXIBLE") != (minutes is not None) or not 1 <= int(minutes or 1) <= 1440:
            raise _invalid("MaximumWindowInMinutes (1 to 1440) goes with Mode FLEXIBLE only")

    @staticmethod
    def _require_role(account: str, arn: Any) -> None:
        roles = iam_backends[account]["aws"].roles.values()
        role = next((role for role in roles if role.arn == arn), None)
        if role is None or not _trusts(role.assume_role_policy_document):
            raise _invalid(
                "The execution role you provide must allow AWS EventBridge Scheduler to assume "
                f"the role. ({arn}: "
                + ("no such role)" if role is None else f"its trust policy lacks {PRINCIPAL})")
            )

    @staticmethod
    def _groups(call: ApiCall) -> dict[str, Any]:
        return scheduler_backends[call.account][call.region].schedule_groups  # type: ignore[no-any-return]

    def _require_group(self, call: ApiCall, name: str) -> None:
        if name not in self._groups(call):
            raise AwsError(
                "ResourceNotFoundException", f"Schedule group {name} does not exist.", 404
            )

    def _check_new_group(self, call: ApiCall) -> None:
        name = call.params["Name"]
        if name in self._groups(call):
            raise AwsError("ConflictException", f"Schedule group {name} already exists.", 409)

    def _check_old_group(self, call: ApiCall) -> None:
        if call.params["Name"] == "default":
            raise _invalid("The default schedule group cannot be deleted.")
        self._require_group(call, call.params["Name"])

    def _check_list(self, call: ApiCall) -> None:
        if call.params.get("GroupName"):
            self._require_group(call, call.params["GroupName"])


def _trusts(document: Any) -> bool:
    policy = json.loads(document) if isinstance(document, str) else document or {}
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        named = services if isinstance(services, list) else [services]
        if statement.get("Effect") == "Allow" and PRINCIPAL in named:
            return True
    return False


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)

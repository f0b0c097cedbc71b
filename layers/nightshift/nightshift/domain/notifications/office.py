"""What of our own stack and of this run the telling of notices needs."""

from dataclasses import dataclass

from nightshift.domain.notifications.routing import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Our stack, as the function's environment and its invocation name it."""

    stack: str  # the prefix of every name of ours
    stage: str
    ledger_table: str
    event_bus: str
    email_configuration_set: str
    critical_topic_arn: str
    warnings_topic_arn: str
    schedules_role_arn: str  # what Scheduler assumes to invoke us
    function_arn: str
    writer: str  # the invocation: Lambda's retry of a killed one has the same

    @property
    def schedule_group(self) -> str:
        """The group of our one-time schedules; `reconcile` owns the one without the suffix."""
        return f"{self.stack}-notify"

    def topic_arn(self, severity: str) -> str:
        """Return the stack's topic of the default route."""
        return self.critical_topic_arn if severity == "critical" else self.warnings_topic_arn


@dataclass(frozen=True, slots=True)
class Desk:
    """One event being told: whose rules hold, and which event it is."""

    office: Office
    rules: Rules
    event_id: str

"""All stacks of the account: find them, prepare versions, run operations on them."""

import logging
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localcloud.api_call import Home
from localcloud.cloudformation import (
    exports,
    kinds,
    macro,
    parameters,
    references,
    sources,
    template,
)
from localcloud.cloudformation.api import Api
from localcloud.cloudformation.builder import Builder
from localcloud.cloudformation.deployment import Deployment
from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.evaluation import Evaluation
from localcloud.cloudformation.stack import Stack, Version

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

logger = logging.getLogger(__name__)
PATIENCE = 25  # real s an API call waits for its operation; less than a client's read timeout
NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}$")


class Stacks:
    """The stacks of every account and region."""

    def __init__(self, cloud: "Cloud") -> None:
        self.cloud = cloud
        self._stacks: dict[str, Stack] = {}  # by id, oldest first, deleted ones too
        self._lock = threading.RLock()

    def all(self, home: Home) -> list[Stack]:
        """Return the stacks of an account and region, the newest first, deleted ones too."""
        with self._lock:
            return [s for s in reversed(self._stacks.values()) if s.home == home]

    def find(self, home: Home, name: str, *, deleted: bool = True) -> Stack:
        """Return a stack by name (never a deleted one) or id.

        Raises:
            ValidationError: there is none.
        """
        for stack in self.all(home):
            if stack.id == name and (deleted or stack.deleted is None):
                return stack
            if stack.name == name and stack.deleted is None:
                return stack
        raise ValidationError(f"Stack with id {name} does not exist")

    def existing(self, home: Home, name: str) -> Stack | None:
        """Return the live stack of that name, None where there is none."""
        return next((s for s in self.all(home) if s.name == name and not s.deleted), None)

    def add(self, stack: Stack) -> None:
        """Keep a new stack."""
        if not NAME.match(stack.name):
            raise ValidationError(
                f"1 validation error detected: Value '{stack.name}' at 'stackName' failed to "
                "satisfy constraint: Member must satisfy regular expression pattern: "
                "[a-zA-Z][-a-zA-Z0-9]*"
            )
        with self._lock:
            self._stacks[stack.id] = stack

    def remove(self, stack: Stack) -> None:
        """Forget a stack that never was more than a change set."""
        with self._lock:
            self._stacks.pop(stack.id, None)

    def prepare(self, home: Home, request: dict[str, Any], old: Version | None = None) -> Version:
        """Return what a request's template becomes; nothing is changed yet.

        Raises:
            ValidationError: template, parameters or references do not fit.
        """
        body = sources.body(Api(self.cloud, home), request, old)
        parsed = template.parse(body)
        given = sources.given(request.get("Parameters") or [], old)
        api = Api(self.cloud, home)
        texts, values = parameters.resolve(parsed, given, lambda name: sources.read_ssm(api, name))
        expanded = macro.expand(parsed, texts, home.region)
        kinds.check(expanded["Resources"])
        references.check(expanded, set(parsed.get("Parameters") or {}))
        references.order(expanded["Resources"])
        tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
        if request.get("Tags") is None and old is not None:
            tags = old.tags
        return Version(body, expanded, texts, values, tags, request.get("Capabilities") or [])

    def evaluation(self, stack: Stack, version: Version) -> Evaluation:
        """Return a version evaluated for a stack."""
        api = Api(self.cloud, stack.home, stack.role_arn)
        return Evaluation(stack, version, api, lambda name: self._exported(stack.home, name))

    def run(self, stack: Stack, verb: str, operation: Callable[[Deployment], None]) -> None:
        """Run an operation on a thread of its own; return when it ended, or after a while.

        `verb` is CREATE, UPDATE or DELETE.
        """
        with self._lock:
            if stack.busy:
                raise ValidationError(
                    f"Stack:{stack.id} is in {stack.status} state and can not be updated."
                )
            stack.status = f"{verb}_IN_PROGRESS"
        done = threading.Event()
        builder = Builder(self.cloud, stack)
        deployment = Deployment(builder, self.evaluation, self._publish)

        def work() -> None:
            try:
                operation(deployment)
            except Exception as problem:
                # A defect of the cloud itself must end as a failed stack, not as one that hangs.
                logger.exception("stack %s", stack.name)
                builder.record(None, f"{verb}_FAILED", f"InternalFailure: {problem!r}")
            finally:
                done.set()

        self.cloud.activity.spawn(work, name=f"stack {stack.name}")
        done.wait(PATIENCE)

    def exports(self, home: Home) -> exports.Exports:
        """Return what the region's stacks export."""
        return exports.of(self.all(home))

    def importers(self, home: Home, name: str) -> list[Stack]:
        """Return the stacks that import an export."""
        return exports.importers(self.all(home), name, self.evaluation)

    def refuse_used_export(self, stack: Stack, name: str, what: str = "deleted") -> None:
        """Refuse to remove or change an export that another stack imports.

        Raises:
            ValidationError: it names the stacks.
        """
        users = [user.name for user in self.importers(stack.home, name) if user is not stack]
        if users:
            raise ValidationError(
                f"Export {name} cannot be {what} as it is in use by {', '.join(users)}"
            )

    def _exported(self, home: Home, name: str) -> str:
        found = self.exports(home).get(name)
        if found is None:
            raise ValidationError(f"No export named {name} found.")
        return found[1]

    def _publish(self, stack: Stack, outputs: list[dict[str, str]]) -> None:
        for name, what in exports.lost(self.exports(stack.home), stack, outputs).items():
            self.refuse_used_export(stack, name, what)
        stack.outputs = outputs

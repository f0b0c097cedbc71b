"""Create and run state machines in a running cloud, for the conformance tests."""

import json
import uuid
from typing import Any

from tests.cloud_process import CloudProcess

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "states.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
ALLOWED = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


class StateMachines:
    """Machines of one cloud, with one role that may do everything."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        self.client = cloud.client("stepfunctions")
        self.role = self.make_role(ALLOWED)

    def make_role(self, policy: dict[str, Any]) -> str:
        """Return the ARN of a role that Step Functions may assume, with one policy."""
        iam, name = self.cloud.client("iam"), f"machine-{uuid.uuid4().hex[:8]}"
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"][
            "Arn"
        ]
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(policy))
        return str(arn)

    def create(self, states: dict[str, Any], *, role: str = "", **fields: Any) -> str:
        """Return the ARN of a JSONata machine; it starts at its first state."""
        definition = {
            "QueryLanguage": "JSONata",
            "StartAt": next(iter(states)),
            "States": states,
            **fields,
        }
        made = self.client.create_state_machine(
            name=f"machine-{uuid.uuid4().hex[:8]}",
            definition=json.dumps(definition),
            roleArn=role or self.role,
        )
        return str(made["stateMachineArn"])

    def start(self, machine: str, given: Any = None, **options: Any) -> str:
        """Start and return the execution's ARN; nothing runs any more but what waits."""
        started = self.client.start_execution(
            stateMachineArn=machine, input=json.dumps(given or {}), **options
        )
        self.cloud.settle()
        return str(started["executionArn"])

    def describe(self, execution: str) -> dict[str, Any]:
        """Return an execution's description."""
        found: dict[str, Any] = self.client.describe_execution(executionArn=execution)
        return found

    def run(self, states: dict[str, Any], given: Any = None, **fields: Any) -> dict[str, Any]:
        """Return the description of a new machine's execution, once nothing runs any more."""
        return self.describe(self.start(self.create(states, **fields), given))

    def output(self, states: dict[str, Any], given: Any = None, **fields: Any) -> Any:
        """Return the output of an execution that succeeds."""
        found = self.run(states, given, **fields)
        assert found["status"] == "SUCCEEDED", found
        return json.loads(found["output"])

    def history(self, execution: str) -> list[dict[str, Any]]:
        """Return the events of an execution."""
        pages = self.client.get_paginator("get_execution_history").paginate(executionArn=execution)
        return [event for page in pages for event in page["events"]]


def passing(**fields: Any) -> dict[str, Any]:
    """Return a Pass state that ends."""
    return {"Type": "Pass", "End": True, **fields}


def task(resource: str, arguments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a Task state that ends."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Arguments": arguments,
        "End": True,
        **fields,
    }

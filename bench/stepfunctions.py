"""Measure a state transition and executions per second of a running embedded cloud.

The floor of a transition is the same JSONata expression evaluated in a plain loop in this process;
the floor of an execution with one Lambda task is invoking that function directly.
"""

import argparse
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from jsonata.jsonata import Jsonata

from bench import lambda_invoke
from bench.figures import line

STATES = 50  # Pass states in the machine
ROUNDS = 20  # executions of it
EXPRESSION = "$merge([$states.input, {'count': $states.input.count + 1}])"
INVOKES = 200
STARTERS = 4  # threads that call StartExecution
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
INVOKE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}],
}


def main() -> None:
    """Print the figures, each beside its floor or goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="address of the running cloud")
    parser.add_argument("--executions", type=int, default=1000)
    arguments = parser.parse_args()
    client, role = connect(arguments.url)
    lambda_, name = lambda_invoke.deploy(arguments.url)
    line(
        "state transition", transition_ms(client, role), "ms",
        floor=floor_ms(), of="the expression alone", goal="<= 2 ms",
    )  # fmt: skip
    arn = lambda_.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    machine = create(client, role, lambda_machine(arn))
    line(
        f"{arguments.executions} executions, one Lambda task",
        executions_per_second(client, machine, arguments.executions), "per s",
        floor=invokes_per_second(lambda_, name), of="direct invokes", goal=">= 60",
    )  # fmt: skip


def connect(url: str) -> tuple[Any, str]:
    """Return a Step Functions client and a role for its machines."""
    session = boto3.Session("bench", "bench", region_name="ap-northeast-2")
    iam = session.client("iam", endpoint_url=url)
    name = f"bench-{uuid.uuid4().hex[:8]}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="invoke", PolicyDocument=json.dumps(INVOKE))
    return session.client("stepfunctions", endpoint_url=url), role["Arn"]


def create(client: Any, role: str, definition: dict[str, Any]) -> str:
    """Return the ARN of a new machine."""
    name = f"bench-{uuid.uuid4().hex[:8]}"
    made = client.create_state_machine(name=name, roleArn=role, definition=json.dumps(definition))
    return str(made["stateMachineArn"])


def pass_machine() -> dict[str, Any]:
    """Return a machine of `STATES` Pass states, each counting one further."""
    states: dict[str, Any] = {}
    for number in range(STATES):
        states[f"S{number}"] = {
            "Type": "Pass",
            "Output": f"{{% {EXPRESSION} %}}",
            **({"End": True} if number == STATES - 1 else {"Next": f"S{number + 1}"}),
        }
    return {"QueryLanguage": "JSONata", "StartAt": "S0", "States": states}


def lambda_machine(function: str) -> dict[str, Any]:
    """Return a machine with one task that invokes `function` with its input."""
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": function, "Payload": "{% $states.input %}"},
        "TimeoutSeconds": 60,
        "Output": "{% $states.result.Payload %}",
        "End": True,
    }
    return {"QueryLanguage": "JSONata", "StartAt": "Invoke", "States": {"Invoke": task}}


def transition_ms(client: Any, role: str) -> float:
    """Return the milliseconds per state of `ROUNDS` executions, one after the other."""
    machine = create(client, role, pass_machine())
    run(client, machine)  # the first one compiles
    began = time.perf_counter()
    for _ in range(ROUNDS):
        run(client, machine)
    return (time.perf_counter() - began) * 1000 / (ROUNDS * STATES)


def run(client: Any, machine: str, payload: str = '{"count": 0}') -> dict[str, Any]:
    """Return the description of a finished execution."""
    arn = client.start_execution(stateMachineArn=machine, input=payload)["executionArn"]
    return finished(client, arn)


def finished(client: Any, arn: str) -> dict[str, Any]:
    """Return the description of an execution that has succeeded."""
    while True:
        found: dict[str, Any] = client.describe_execution(executionArn=arn)
        if found["status"] == "SUCCEEDED":
            return found
        if found["status"] != "RUNNING":
            raise SystemExit(f"{arn} {found['status']}: {found.get('error')} {found.get('cause')}")
        time.sleep(0.002)


def floor_ms() -> float:
    """Return the milliseconds of evaluating the machine's expressions in a loop."""
    program = Jsonata(EXPRESSION)
    began = time.perf_counter()
    for _ in range(ROUNDS):
        value: Any = {"count": 0}
        for _ in range(STATES):
            value = program.evaluate(None, {"states": {"input": value}})
    return (time.perf_counter() - began) * 1000 / (ROUNDS * STATES)


def executions_per_second(client: Any, machine: str, count: int) -> float:
    """Return how many executions finish per second when `count` are started at once."""
    payload = json.dumps(lambda_invoke.EVENT)
    run(client, machine, payload)  # a warm worker
    began = time.perf_counter()
    with ThreadPoolExecutor(STARTERS) as starters:
        started = starters.map(
            lambda number: client.start_execution(
                stateMachineArn=machine, name=f"run-{number}", input=payload
            )["executionArn"],
            range(count),
        )
        arns = list(started)
    for arn in arns:
        finished(client, arn)
    return count / (time.perf_counter() - began)


def invokes_per_second(client: Any, name: str) -> float:
    """Return how many invocations one after the other finish per second."""
    invoke = lambda_invoke.invocation(client, name)
    began = time.perf_counter()
    for _ in range(INVOKES):
        invoke()
    return INVOKES / (time.perf_counter() - began)


if __name__ == "__main__":
    main()

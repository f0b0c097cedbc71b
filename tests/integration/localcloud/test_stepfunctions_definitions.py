"""A wrong definition is refused when the machine is created, as by AWS.

Quoted: API reference, "ValidateStateMachineDefinitionDiagnostic" (V), "CreateStateMachine" (M);
Developer Guide, "Learning to use AWS service SDK integrations" (S).
"""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing, task


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


def one(state: dict[str, Any]) -> dict[str, Any]:
    return {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}


INSIDE = {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "Gone"}}}
WRONG = {
    "not JSON": ("{", "INVALID_JSON_DESCRIPTION"),
    "no StartAt": ({"States": {"A": passing()}}, "StartAt"),
    "unknown StartAt": ({"StartAt": "Z", "States": {"A": passing()}}, "Missing 'Next' target: Z"),
    "unknown Next": (
        one({"Type": "Pass", "Next": "Gone"}),
        "Missing 'Next' target: Gone at /States/A/Next",
    ),
    "unknown Next in a branch": (
        one({"Type": "Parallel", "Branches": [INSIDE], "End": True}),
        "/States/A/Branches[0]/States/B/Next",
    ),
    "unknown Next of a Catch": (
        one({**task("dynamodb:getItem", {}), "Catch": [{"ErrorEquals": ["X"], "Next": "Gone"}]}),
        "/States/A/Catch[0]/Next",
    ),
    "unreachable": (
        {"StartAt": "A", "States": {"A": passing(), "B": passing()}},
        'State "B" is not reachable',
    ),
    "no End": (one({"Type": "Pass"}), "Exactly one of Next and End"),
    "unknown Type": (one({"Type": "Loop", "End": True}), "'Loop' is not one of"),
    "unknown field": (one(passing(Outputs="x")), "Outputs"),
    "JSONPath in JSONata": (
        one(passing(InputPath="$.a")),
        "The field 'InputPath' is not supported",
    ),
    "JSONata in JSONPath": (
        {"StartAt": "A", "States": {"A": passing(Output="x")}},
        "The field 'Output' is not supported",
    ),
    "JSONata syntax": (one(passing(Output={"a": ["{% $sum( %}"]})), "/States/A/Output/a[0]"),
    "JSONata without its end": (one(passing(Output="{% $sum([1])")), "ends with %}"),
    "$eval": (one(passing(Output="{% $eval('1') %}")), "$eval"),
    "unknown service": (one(task("aws-sdk:rdz:describeDBInstances", {})), "is not recognized"),
    "unknown action": (one(task("aws-sdk:rds:describeFoo", {})), "is not recognized"),
    "argument as the API spells it": (
        one(task("aws-sdk:rds:describeDBInstances", {"DBInstanceIdentifier": "x"})),
        "The field 'DBInstanceIdentifier' is not supported",
    ),
    "unknown optimised service": (one(task("http:invoke", {})), "http"),
    "activity": (
        one(
            {
                "Type": "Task",
                "Resource": "arn:aws:states:ap-northeast-2:123456789012:activity:x",
                "End": True,
            }
        ),
        "activities",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_definition_is_refused(machines: StateMachines, name: str) -> None:
    """M: 'InvalidDefinition: The provided Amazon States Language definition is not valid.'
    V: 'MISSING_TRANSITION_TARGET: The value of "Next" field doesn't match a known state name.'"""
    wrong, reason = WRONG[name]
    definition = wrong if isinstance(wrong, str) else json.dumps(wrong)

    with pytest.raises(ClientError) as refused:
        machines.client.create_state_machine(
            name="wrong", definition=definition, roleArn=machines.role
        )

    assert refused.value.response["Error"]["Code"] == "InvalidDefinition"
    assert reason in refused.value.response["Error"]["Message"]
    validated = machines.client.validate_state_machine_definition(definition=definition)
    assert validated["result"] == "FAIL"
    assert validated["diagnostics"][0]["severity"] == "ERROR"


def test_validation_finds_nothing_in_a_good_one(machines: StateMachines) -> None:
    """V: 'validation will return a list of diagnostic elements'; OK where there is none."""
    found = machines.client.validate_state_machine_definition(definition=json.dumps(one(passing())))

    assert (found["result"], found["diagnostics"]) == ("OK", [])


def test_an_update_is_checked_too(machines: StateMachines) -> None:
    """UpdateStateMachine, 'Errors': InvalidDefinition."""
    machine = machines.create({"A": passing()})

    with pytest.raises(ClientError) as refused:
        machines.client.update_state_machine(stateMachineArn=machine, definition="{}")

    assert refused.value.response["Error"]["Code"] == "InvalidDefinition"


def test_creating_the_same_machine_again_is_no_error(machines: StateMachines) -> None:
    """M: 'CreateStateMachine is an idempotent API. Subsequent requests won't create a duplicate
    resource if it was already created ... StateMachineAlreadyExists' for another definition."""
    call = {"name": "again", "definition": json.dumps(one(passing())), "roleArn": machines.role}
    create = machines.client.create_state_machine

    assert create(**call)["stateMachineArn"] == create(**call)["stateMachineArn"]
    with pytest.raises(ClientError) as refused:
        create(**{**call, "definition": json.dumps(one(passing(Output=1)))})
    assert refused.value.response["Error"]["Code"] == "StateMachineAlreadyExists"


def test_the_order_of_fields_and_escapes_in_names_do_not_matter(machines: StateMachines) -> None:
    """ASL: a state machine is a JSON object; JSON objects are unordered."""
    definition = {
        "States": {
            '말해 "줘"': {"End": True, "Output": {"새 줄\n": "{% (1 +\n 1) %}"}, "Type": "Pass"}
        },
        "StartAt": '말해 "줘"',
        "QueryLanguage": "JSONata",
    }
    machine = machines.client.create_state_machine(
        name="order", definition=json.dumps(definition), roleArn=machines.role
    )["stateMachineArn"]

    found = machines.describe(machines.start(machine))

    assert json.loads(found["output"]) == {"새 줄\n": 2}


def test_express_is_refused_clearly(machines: StateMachines) -> None:
    """M: 'StateMachineTypeNotSupported' - the embedded cloud has standard workflows only."""
    with pytest.raises(ClientError) as refused:
        machines.client.create_state_machine(
            name="express",
            definition=json.dumps(one(passing())),
            roleArn=machines.role,
            type="EXPRESS",
        )

    assert refused.value.response["Error"]["Code"] == "StateMachineTypeNotSupported"

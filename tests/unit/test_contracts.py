"""Template, machines, functions, events and permissions agree: `sam validate` checks none of it."""

import ast
import json
import re
from typing import Any

import pytest
from jsonata.jsonata import Jsonata

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import parse
from nightshift.domain.meetings.request import MeetingEnded
from tests import project

EXPRESSION = re.compile(r"^\{%(.*)%\}$", re.DOTALL)
SUBSTITUTION = re.compile(r"\$\{(\w+)\}")
# Optimised integrations whose IAM action is not `service:PascalCase(operation)`.
ACTIONS = {"lambda:invoke": "lambda:InvokeFunction"}
STATES = [
    pytest.param(state, scope, id=f"{machine}.{name}")
    for machine in project.MACHINES
    for name, state, scope in project.states(project.machine(machine))
]
TASKS = [
    pytest.param(state, scope, id=f"{machine}.{name}")
    for machine in project.MACHINES
    for name, state, scope in project.states(project.machine(machine))
    if state["Type"] == "Task"
]


def pascal(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def functions() -> dict[str, dict[str, Any]]:
    return project.resources("AWS::Serverless::Function")


def machine_properties(machine: str) -> dict[str, Any]:
    return project.resources("AWS::Serverless::StateMachine")[f"{pascal(machine)}Machine"]


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def test_every_function_folder_is_in_the_template_and_no_other() -> None:
    assert {f"{pascal(name)}Function" for name in project.FUNCTIONS} == set(functions())


@pytest.mark.parametrize("name", project.FUNCTIONS)
def test_a_function_folder_holds_app_py_and_nothing_else(name: str) -> None:
    files = {path.name for path in project.source(name).parent.iterdir()} - {"__pycache__"}

    assert files == {"app.py"}


@pytest.mark.parametrize("name", project.FUNCTIONS)
def test_a_function_is_named_after_its_folder(name: str) -> None:
    properties = functions()[f"{pascal(name)}Function"]

    assert properties["CodeUri"] == f"functions/{name}"
    assert properties["FunctionName"] == {
        "Fn::Sub": f"${{AWS::StackName}}-{name.replace('_', '-')}"
    }


@pytest.mark.parametrize("name", project.FUNCTIONS)
def test_a_role_grants_exactly_what_the_code_calls(name: str) -> None:
    properties = functions()[f"{pascal(name)}Function"]

    assert project.actions_granted(properties.get("Policies")) == project.actions_called(name)


@pytest.mark.parametrize("name", project.FUNCTIONS)
def test_a_functions_event_is_what_it_parses(name: str) -> None:
    module = project.function(name)
    parsed = re.search(r"parse\((\w+), event\)", project.source(name).read_text())
    assert parsed is not None

    assert parse(getattr(module, parsed.group(1)), project.event(name))


@pytest.mark.parametrize("name", project.FUNCTIONS)
def test_a_handler_is_short_and_decides_nothing(name: str) -> None:
    tree = ast.parse(project.source(name).read_text())
    handler = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "handler")

    assert len(handler.body) <= 15
    assert not [n for n in ast.walk(handler) if isinstance(n, ast.If | ast.Try | ast.While)]


def test_every_event_file_is_used() -> None:
    stems = {path.stem for path in (project.ROOT / "events").iterdir()}
    machines = {stem for stem in stems if "." in stem and stem.split(".")[0] in project.MACHINES}

    assert stems - machines == set(project.FUNCTIONS)
    assert {stem.split(".")[0] for stem in machines} == set(project.MACHINES)


@pytest.mark.parametrize("case", ["complete", "defaults"])
def test_a_machines_event_is_an_input_it_takes(case: str) -> None:
    assert parse(MeetingEnded, project.event(f"post_meeting.{case}"))


def test_the_refused_event_is_refused_by_field() -> None:
    with pytest.raises(RefusedError, match=r"tasks\.0: 'extract_action' is not a task; known: "):
        parse(MeetingEnded, project.event("post_meeting.refused"))


@pytest.mark.parametrize("machine", project.MACHINES)
def test_a_machine_is_in_the_template_under_its_name(machine: str) -> None:
    properties = machine_properties(machine)

    assert properties["DefinitionUri"] == f"statemachines/{machine}.asl.yaml"
    assert properties["Name"] == {"Fn::Sub": f"${{AWS::StackName}}-{machine.replace('_', '-')}"}


@pytest.mark.parametrize("machine", project.MACHINES)
def test_substitutions_are_exactly_those_the_machine_uses(machine: str) -> None:
    used = set(SUBSTITUTION.findall(json.dumps(project.machine(machine))))

    assert used == set(machine_properties(machine)["DefinitionSubstitutions"])


@pytest.mark.parametrize("machine", project.MACHINES)
def test_a_machines_role_grants_exactly_what_its_tasks_call(machine: str) -> None:
    resources = {
        state["Resource"].removeprefix("arn:aws:states:::")
        for _, state, _ in project.states(project.machine(machine))
        if state["Type"] == "Task"
    }
    called = {ACTIONS.get(r, _pascal_action(r)) for r in resources}
    modes = {
        state["ItemProcessor"]["ProcessorConfig"]["Mode"]
        for _, state, _ in project.states(project.machine(machine))
        if "ItemProcessor" in state
    }
    # Its items are executions (Developer Guide, "IAM policies for using Distributed Map").
    called |= {"states:StartExecution"} if "DISTRIBUTED" in modes else set()

    assert project.actions_granted(machine_properties(machine)["Policies"]) == called


def _pascal_action(resource: str) -> str:
    service, operation = resource.removeprefix("aws-sdk:").split(".")[0].split(":")[:2]
    return f"{service}:{operation[0].upper()}{operation[1:]}"


@pytest.mark.parametrize("machine", project.MACHINES)
def test_a_machines_role_may_invoke_exactly_the_functions_it_names(machine: str) -> None:
    properties = machine_properties(machine)
    named = {
        value["Fn::GetAtt"].split(".")[0]
        for value in properties["DefinitionSubstitutions"].values()
        if str(value.get("Fn::GetAtt", "")).endswith("Function.Arn")
    }
    granted = {
        resource["Fn::GetAtt"].split(".")[0]
        for policy in properties["Policies"]
        for statement in policy["Statement"]
        if statement["Action"] == "lambda:InvokeFunction"
        for resource in statement["Resource"]
    }

    assert granted == named


@pytest.mark.parametrize("machine", project.MACHINES)
def test_a_machine_says_what_goes_in_and_what_comes_out(machine: str) -> None:
    definition = project.machine(machine)

    assert definition["QueryLanguage"] == "JSONata"
    assert " In {" in definition["Comment"]
    assert " out " in definition["Comment"]
    assert definition["TimeoutSeconds"] > 0


@pytest.mark.parametrize(("state", "scope"), STATES)
def test_every_target_of_a_state_exists(state: dict[str, Any], scope: dict[str, Any]) -> None:
    assert set(_targets(state)) <= set(scope["States"])


def _targets(state: dict[str, Any]) -> list[str]:
    rules = [*state.get("Choices", []), *state.get("Catch", [])]
    targets = [state.get("Next"), state.get("Default"), *(rule.get("Next") for rule in rules)]
    return [target for target in targets if target]


@pytest.mark.parametrize("machine", project.MACHINES)
def test_every_state_is_reachable(machine: str) -> None:
    for _, _, scope in project.states(project.machine(machine)):
        seen: set[str] = set()
        waiting = [scope["StartAt"]]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += _targets(scope["States"][name])

        assert seen == set(scope["States"])


@pytest.mark.parametrize(("state", "scope"), STATES)
def test_every_expression_parses(state: dict[str, Any], scope: dict[str, Any]) -> None:
    expressions = [found.group(1) for text in strings(state) if (found := EXPRESSION.match(text))]

    for expression in expressions:
        Jsonata(expression)
    assert not [text for text in strings(state) if "{%" in text and not EXPRESSION.match(text)]


@pytest.mark.parametrize(("state", "scope"), TASKS)
def test_every_task_has_a_timeout_and_retries_by_name(
    state: dict[str, Any], scope: dict[str, Any]
) -> None:
    named = [name for rule in state["Retry"] for name in rule["ErrorEquals"]]

    assert state["TimeoutSeconds"] > 0
    assert named
    assert "States.ALL" not in named


@pytest.mark.parametrize(("state", "scope"), TASKS)
def test_a_state_waits_longer_than_its_function_may_run(
    state: dict[str, Any], scope: dict[str, Any]
) -> None:
    name = str(state["Arguments"].get("FunctionName", ""))
    function = functions().get(name.removeprefix("${").removesuffix("Arn}"), {})
    allowed = project.template()["Globals"]["Function"] | function

    assert not function or state["TimeoutSeconds"] > allowed["Timeout"]


@pytest.mark.parametrize(("state", "scope"), TASKS)
def test_only_our_two_error_names_are_in_a_machine(
    state: dict[str, Any], scope: dict[str, Any]
) -> None:
    rules = [*state["Retry"], *state.get("Catch", [])]
    names = {name for rule in rules for name in rule["ErrorEquals"]}
    ours = {name for name in names if "." not in name}

    assert ours <= {"TransientError", "RefusedError"}

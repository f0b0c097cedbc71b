"""Step Functions: moto's interpreter, made to behave like the service.

Modules: `jsonata_engine`, `jsonata_functions` and `expressions` evaluate; `interpreter`, `tasks`,
`waiting`, `callbacks` and `maps` run states on counted threads and the virtual clock;
`integrations`, `shapes`, `naming` and `task_errors` make the calls; `executions`, `execution`,
`status_events` and `log_delivery` keep what runs; `api`, `definitions` answer the API.
"""

import logging
from typing import TYPE_CHECKING

from moto.core.config import default_user_config

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Run state machines in this cloud."""
    from localcloud.stepfunctions import (
        api,
        callbacks,
        choices,
        definition_text,
        expressions,
        integrations,
        interpreter,
        machines,
        maps,
        results,
        tasks,
        waiting,
    )
    from localcloud.stepfunctions.executions import Executions

    logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)  # failures are in histories
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    executions, tokens = Executions(cloud), callbacks.Tokens()
    definition_text.install()
    interpreter.install(cloud)
    expressions.install()
    waiting.install()
    choices.install()
    maps.install()
    tasks.install(cloud)
    results.install()
    integrations.install(cloud)
    callbacks.install(executions, tokens)
    api.install(cloud, executions, tokens)
    machines.install(cloud, executions)

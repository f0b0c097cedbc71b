"""Let UpdateFunctionCode change a function's architecture, which moto 5.2.5 ignores.

"Architectures: The instruction set architecture that the function supports" (Lambda API reference,
UpdateFunctionCode, request body).
"""

from typing import Any

from moto.awslambda.models import LambdaFunction

original = LambdaFunction.update_function_code


def install() -> None:
    """Patch moto; a second time changes nothing."""
    LambdaFunction.update_function_code = _update_function_code


def _update_function_code(self: Any, updated_spec: dict[str, Any]) -> Any:
    if updated_spec.get("Architectures"):
        self.architectures = updated_spec["Architectures"]
    return original(self, updated_spec)

"""The AWS::Serverless transform, by AWS's own translator."""

import copy
import threading
from types import SimpleNamespace
from typing import Any

from localcloud.cloudformation.errors import ValidationError

SERVERLESS = "AWS::Serverless-2016-10-31"
EXTENSIONS = "AWS::LanguageExtensions"  # Fn::ToJsonString and Fn::Length need no rewriting
_one_at_a_time = threading.Lock()  # the translator keeps the region in a class


def declared(template: dict[str, Any]) -> list[str]:
    """Return the names of the transforms a template asks for."""
    transform = template.get("Transform") or []
    names = transform if isinstance(transform, list) else [transform]
    return [str(name.get("Name") if isinstance(name, dict) else name) for name in names]


def expand(template: dict[str, Any], parameters: dict[str, str], region: str) -> dict[str, Any]:
    """Return the template without its transforms.

    Raises:
        ValidationError: the translator refuses it, or another macro is asked for.
    """
    for name in declared(template):
        if name not in (SERVERLESS, EXTENSIONS):
            raise ValidationError(f"No transform named {name} found.")
    if SERVERLESS not in declared(template):
        return {key: value for key, value in template.items() if key != "Transform"}
    with _one_at_a_time:
        expanded = _translate(copy.deepcopy(template), parameters, region)
    return {key: value for key, value in expanded.items() if key != "Transform"}


def _translate(template: dict[str, Any], parameters: dict[str, str], region: str) -> dict[str, Any]:
    from samtranslator.metrics.metrics import DummyMetricsPublisher, Metrics
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.utils.py27hash_fix import (
        to_py27_compatible_template,
        undo_mark_unicode_str_in_template,
    )

    given: dict[str, Any] = dict(parameters)
    to_py27_compatible_template(template, given)
    try:
        metrics = Metrics("localcloud", DummyMetricsPublisher())
        translator = Translator(
            {}, Parser(), boto_session=SimpleNamespace(region_name=region), metrics=metrics
        )
        expanded = translator.translate(template, given)
        metrics.publish()
    except InvalidDocumentException as problem:
        causes = " ".join(str(cause.message) for cause in problem.causes)
        raise ValidationError(
            f"Transform {SERVERLESS} failed with: {problem.message} {causes}".strip()
        ) from problem
    return dict(undo_mark_unicode_str_in_template(expanded))

"""Write a definition the way moto's grammar can read it: same meaning, fewer spellings."""

import json
from functools import lru_cache
from typing import Any

from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor

_parse = AmazonStateLanguageParser.parse


def install() -> None:
    """Parse each definition once, and read the escapes in its strings."""
    AmazonStateLanguageParser.parse = staticmethod(parsed)
    Preprocessor._inner_string_of = staticmethod(_inner_string)


@lru_cache(maxsize=512)
def parsed(definition: str) -> Any:
    """Return moto's (program, tree) of a definition; programs hold no state of an execution."""
    return _parse(json.dumps(_readable(json.loads(definition)), ensure_ascii=False))


def _readable(value: Any) -> Any:
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    first = [key for key in ("QueryLanguage", "Type") if key in value]  # moto reads in order
    readable = {
        key: _readable(value[key]) for key in [*first, *(k for k in value if k not in first)]
    }
    percentage = readable.get("ToleratedFailurePercentage")
    if isinstance(percentage, int):  # the grammar knows 100.0 only
        readable["ToleratedFailurePercentage"] = float(percentage)
    return readable


def _inner_string(parser_rule_context: Any) -> str | None:
    text: str = parser_rule_context.getText()
    if text == "null":
        return None
    if text.startswith('"') and text.endswith('"'):
        return str(json.loads(text))
    return text

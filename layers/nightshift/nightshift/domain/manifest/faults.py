"""Turn what pydantic says about a manifest into findings in the words of the one who wrote it."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from nightshift.domain.inputs import shown
from nightshift.domain.manifest.document import Document
from nightshift.domain.manifest.findings import Finding, Path, error, listed, near, step

KEY = "[key]"  # pydantic's mark of a fault in the key of a mapping
FIELDS_SHOWN = 15
NOTHING = ("has no value", "write one after the colon, or remove the line")
# pydantic's error type -> what is wrong and what to do. {value}: what stands there.
SENTENCES = {
    "string_type": ("{value} is no text", 'write text, in quotes: "{written}"'),
    "string_too_short": ("is too short", "write at least {min_length} character(s)"),
    "string_too_long": ("is too long", "write at most {max_length} characters"),
    "date_from_datetime_inexact": ("{value} is no date", "write a date: 2026-12-31"),
    "date_from_datetime_parsing": ("{value} is no date", "write a date: 2026-12-31"),
    "date_parsing": ("{value} is no date", "write a date: 2026-12-31"),
    "date_type": ("{value} is no date", "write a date: 2026-12-31"),
    "string_pattern_mismatch": ("{value} does not fit", "write it as the pattern {pattern} says"),
    "int_type": ("{value} is no whole number", "write a whole number"),
    "int_parsing": ("{value} is no whole number", "write a whole number, without a unit"),
    "int_from_float": ("{value} is no whole number", "write a whole number, without a fraction"),
    "float_type": ("{value} is no number", "write a number"),
    "float_parsing": ("{value} is no number", "write a number, without a unit"),
    "decimal_type": ("{value} is no number", "write a number"),
    "decimal_parsing": ("{value} is no number", "write a number, e.g. 12.50, without a currency"),
    "finite_number": ("{value} is no number", "write a finite number"),
    "bool_type": ("{value} is neither true nor false", "write true or false"),
    "bool_parsing": ("{value} is neither true nor false", "write true or false"),
    "tuple_type": ("{value} is no list", "write a list: [a, b], or one entry a line after a dash"),
    "dict_type": ("{value} is no mapping", "write `key: value`, one a line, without a dash"),
    "model_type": ("{value} is no mapping", "write `field: value`, one a line, without a dash"),
    "too_short": ("has too few entries", "write at least {min_length}"),
    "too_long": ("has too many entries", "write at most {max_length}"),
    "greater_than": ("{value} is too small", "write more than {gt:g}"),
    "greater_than_equal": ("{value} is too small", "write at least {ge:g}"),
    "less_than": ("{value} is too large", "write less than {lt:g}"),
    "less_than_equal": ("{value} is too large", "write at most {le:g}"),
    "timezone_aware": ("{value} has no offset", 'write it with one: "2026-12-01T10:00:00+09:00"'),
}
SENTENCES["model_attributes_type"] = SENTENCES["model_type"]
_MOMENT = ("{value} is no moment", 'write it so: "2026-12-01T10:00:00+09:00"')
SENTENCES |= dict.fromkeys(
    ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _MOMENT
)
# Fields where a hurried hand puts a webhook's address or a key: never repeated in a message, which
# may stand in the public log of a workflow.
SECRET_FIELDS = frozenset({"webhook", "routing_key", "secret", "parameter", "secrets"})
# How the sentence of a validator of ours begins where it says what to do.
ADVICE = ("must ", "write ", "give ")


def faults(problem: ValidationError, document: Document, model: type[BaseModel]) -> list[Finding]:
    """Return one finding per fault, in the order of the file.

    A required field that is missing beside one that nobody knows is one fault, not two.
    """
    found = [
        (fault, _path(fault, document.value)) for fault in problem.errors() if not _follows(fault)
    ]
    missing = [path for fault, path in found if fault["type"] == "missing"]
    unknown = [path for fault, path in found if fault["type"] == "extra_forbidden"]
    mixed = list(_of_another_kind(found, model, document))
    told = {path[:-1] for path in (finding.path for finding in mixed)}
    unknown, missing = ([p for p in paths if p[:-1] not in told] for paths in (unknown, missing))
    meant = _misnamed(unknown, missing)
    swapped = list(_swapped([p for p in unknown if p not in meant], missing, set(meant.values())))
    told |= {finding.path[:-1] for finding in swapped}
    findings = [
        *mixed,
        *swapped,
        *(_misspelt(*names) for names in meant.items()),
        *_absent([p for p in missing if p not in meant.values() and p[:-1] not in told]),
        *(
            _finding(fault, path, document, _fields(model, path))
            for fault, path in found
            if fault["type"] not in ("missing", "extra_forbidden")
            or (path in unknown and path not in meant and path[:-1] not in told)
        ),
    ]
    return sorted(findings, key=lambda finding: document.line(finding.path))


def _absent(missing: list[Path]) -> Iterator[Finding]:
    """Yield one finding for each mapping that lacks something, however much."""
    together: dict[Path, list[str]] = {}
    for path in missing:
        together.setdefault(path[:-1], []).append(str(path[-1]))
    for parent, (first, *more) in together.items():
        also = f", and so is {listed(more)}" if more else ""
        fix = "add " + listed(f"`{name}:`" for name in (first, *more))
        yield error("M-04", (*parent, first), f"is required{also}", fix)


def _follows(fault: Any) -> bool:
    """Whether a list is too short only because pydantic does not count its faulty entries."""
    return bool(fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"])


def _misnamed(unknown: list[Path], missing: list[Path]) -> dict[Path, Path]:
    """Return the unknown fields that were meant for a missing one of the same mapping."""
    meant: dict[Path, Path] = {}
    for path in unknown:
        absent = {str(other[-1]): other for other in missing if other[:-1] == path[:-1]}
        alone = len(absent) == 1 and [p[:-1] for p in unknown].count(path[:-1]) == 1
        name = next(iter(absent)) if alone else near(str(path[-1]), absent)
        if name is not None and absent[name] not in meant.values():
            meant[path] = absent[name]
    return meant


def _swapped(unknown: list[Path], missing: list[Path], meant: set[Path]) -> Iterator[Finding]:
    """Yield one finding for a mapping that has other names for all that it lacks."""
    for parent in dict.fromkeys(path[:-1] for path in unknown):
        there = [str(path[-1]) for path in unknown if path[:-1] == parent]
        lacks = [str(path[-1]) for path in missing if path[:-1] == parent and path not in meant]
        if 1 < len(there) == len(lacks):
            what = f"is not a field here, nor is {listed(there[1:])}"
            fix = "write " + listed(f"`{name}:`" for name in lacks) + " instead"
            yield error("M-03", (*parent, there[0]), what, fix)


def _of_another_kind(
    found: list[tuple[Any, Path]], model: type[BaseModel], document: Document
) -> Iterator[Finding]:
    """Yield one finding for a mapping with fields of another variant: an ECS service's in EC2."""
    foreign: dict[Path, list[tuple[str, str]]] = {}
    for fault, path in found:
        if fault["type"] == "extra_forbidden" and path[-1] in _fields(model, path):
            foreign.setdefault(path[:-1], []).append((str(path[-1]), str(fault["loc"][-2])))
    for parent, fields in foreign.items():
        variant, names = fields[0][1], [name for name, _ in fields]
        field = next(key for key, value in _at(document, parent).items() if value == variant)
        what = f"{variant!r} has no {listed(names)}"
        fix = f"correct `{field}:`, or remove what another {field} has"
        yield error("M-05", (*parent, field), what, fix)


def _misspelt(path: Path, meant: Path) -> Finding:
    fix = f"did you mean `{meant[-1]}`, which is missing?"
    return error("M-03", path, "is not a field here", fix)


def _path(fault: Any, value: Any) -> Path:
    """Return where a fault is in the file: without the names of variants that pydantic puts in."""
    path: list[str | int] = []
    for number, part in enumerate(fault["loc"], start=1):
        absent = fault["type"] == "missing" and number == len(fault["loc"])
        if part != KEY and (absent or _has(value, part)):
            path.append(part)
            value = step(value, part)
    return tuple(path)


def _has(value: Any, part: str | int) -> bool:
    if isinstance(part, int):
        return isinstance(value, list) and part < len(value)
    return isinstance(value, dict) and part in value


def _finding(fault: Any, path: Path, document: Document, fields: list[str]) -> Finding:
    kind, name = fault["type"], str(path[-1] if path else "manifest")
    if kind == "extra_forbidden":
        return error("M-03", path, "is not a field here", _spelling(name, fields))
    if kind.startswith("union_tag"):
        expected = fault["ctx"].get("expected_tags", "'ecs', 'ec2'")
        field = fault["ctx"]["discriminator"].strip("'")
        written = step(_at(document, path), field)
        what = "is required" if written is None else f"{shown(repr(written))} is not known"
        rule = "M-04" if written is None else "M-05"
        return error(rule, (*path, field), what, f"write one of {expected}")
    if fault["input"] is None:
        return error("M-05", path, *NOTHING)
    secret = not SECRET_FIELDS.isdisjoint(path[:-1]) or name in SECRET_FIELDS
    return error("M-05", path, *_sentence(fault, document.written(path), secret=secret))


def _at(document: Document, path: Path) -> Any:
    value: Any = document.value
    for part in path:
        value = step(value, part)
    return value


def _sentence(fault: Any, written: str | None, *, secret: bool) -> tuple[str, str]:
    """Return what is wrong and what to do about it."""
    value = shown(_typed(fault["input"]) if written is None else repr(written))
    if secret and written is not None:
        value = written = "what stands here"
    if fault["type"] == "literal_error":
        return f"{value} is not known", _choice(written or "", fault["ctx"]["expected"])
    if fault["type"] in SENTENCES:
        what, fix = SENTENCES[fault["type"]]
        words = {"value": value, "written": shown(written or "..."), **fault.get("ctx", {})}
        return what.format_map(words), fix.format_map(words)
    text = fault["msg"].removeprefix("Value error, ")
    if text.startswith(ADVICE):
        what = "has fields that do not fit together" if written is None else f"{value} does not fit"
        return what, f"it {text}" if text.startswith("must") else text
    return text, "correct the value"


def _typed(value: Any) -> str:
    kinds = {dict: "a mapping", list: "a list", type(None): "nothing"}
    return kinds.get(type(value), repr(value))


def _choice(word: str, expected: str) -> str:
    other = near(word, [option.strip("'") for option in expected.replace(" or ", ", ").split(", ")])
    options = f"rite one of {expected}" if "'," in expected or " or " in expected else ""
    if other:
        return f"did you mean {other!r}?" + (f" W{options}" if options else "")
    return f"w{options}" if options else f"write {expected}"


def _spelling(name: str, fields: list[str]) -> str:
    other = near(name, fields)
    if other:
        return f"did you mean `{other}`?"
    more = ", ..." if len(fields) > FIELDS_SHOWN else ""
    return f"remove it; known here: {listed(fields[:FIELDS_SHOWN])}{more}"


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """Return the names of the fields that the mapping around the end of `path` can have."""
    models = [model]
    for part in path[:-1]:
        if isinstance(part, str):
            fields = [found.model_fields[part] for found in models if part in found.model_fields]
            models = [inner for field in fields for inner in _models(field.annotation)] or models
    return list(dict.fromkeys(name for found in models for name in found.model_fields))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for argument in get_args(annotation):
        yield from _models(argument)

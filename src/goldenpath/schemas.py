"""JSON Schemas by name, and what a value violates: the only import of a schema engine."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from goldenpath import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goldenpath.document import Path

_SHOWN = 60
"""Characters of a value that a message quotes."""


class Violation(NamedTuple):
    """One fault of a value.

    Attributes:
        path: where in the value; for something missing, the mapping that should hold it.
        message: lower case, the fact first, the remedy after a colon.
        keyword: the schema's keyword that was violated, such as `required`.
        at_key: whether the fault is a key itself (an unknown field), not its value.
        missing: the name of the field that is missing from the mapping at `path`.
    """

    path: Path
    message: str
    keyword: str
    at_key: bool = False
    missing: str | None = None


def violations(name: str, value: Any) -> list[Violation]:  # noqa: ANN401 - any JSON value
    """Return what `value` violates in the schema file `schemas/<name>`."""
    return against(validator(name), value)


def against(checker: jsonschema_rs.Validator, value: Any) -> list[Violation]:  # noqa: ANN401
    """Return what `value` violates in a compiled schema, each fault once, in the text's order."""
    if checker.is_valid(value):
        return []
    found = [item for error in checker.iter_errors(value) for item in _explain(error, value)]
    return list(dict.fromkeys(found))


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """Return the compiled schema `schemas/<name>`; its references lie in its own folder."""
    path = resources.root() / "schemas" / name
    schema = json.loads(path.read_text("utf-8"))
    siblings = {
        sibling.name: json.loads(sibling.read_text("utf-8"))
        for sibling in path.parent.glob("*.json")
        if sibling.name in path.read_text("utf-8") and sibling != path
    }
    return compile_schema(schema, siblings)


def compile_schema(
    schema: dict[str, Any], siblings: dict[str, Any] | None = None
) -> jsonschema_rs.Validator:
    """Compile a schema; `siblings` are what its `$ref` may name. Nothing is ever fetched."""
    registry = jsonschema_rs.Registry(
        [(f"json-schema:///{name}", content) for name, content in (siblings or {}).items()]
    )
    return jsonschema_rs.validator_for(
        schema, registry=registry, base_uri="json-schema:///", offline=True
    )


@cache
def names(folder: str) -> frozenset[str]:
    """Return the names of the schemas in `schemas/<folder>`, without their suffix."""
    return frozenset(path.stem for path in (resources.root() / "schemas" / folder).glob("*.json"))


def _explain(error: jsonschema_rs.ValidationError, document: Any) -> Iterator[Violation]:  # noqa: ANN401
    path = _path(error.instance_path, document)
    kind: Any = error.kind
    name = kind.name
    if name in {"anyOf", "oneOf"} and getattr(kind, "context", None):
        yield from _closest(kind.context, document)
    elif name in {"additionalProperties", "unevaluatedProperties"}:
        where = _where(path)
        for field in kind.unexpected:
            text = f"unknown field {quote(field)}{where}: remove it or correct its name"
            yield Violation((*path, field), text, name, at_key=True)
    elif name == "required":
        text = f"{quote(kind.property)} is missing{_where(path)}: add it"
        yield Violation(path, text, name, missing=kind.property)
    elif name == "propertyNames":
        phrase = _PHRASES.get(kind.error.kind.name, lambda _: str(kind.error.message))
        text = f"the key {quote(kind.error.instance)}{_where(path)} {phrase(kind.error.kind)}"
        yield Violation((*path, kind.error.instance), text, name, at_key=True)
    else:
        phrase = _PHRASES.get(name, lambda _: str(error.message))
        subject = f"{dotted(path)} is {quote(error.instance)}"
        yield Violation(path, f"{subject}: {phrase(kind)}", name)


def _path(steps: Iterable[str | int], value: Any) -> Path:  # noqa: ANN401
    """Return the path to a value; the engine takes keys such as `01` for indices."""
    path: list[str | int] = []
    for step in steps:
        key = step
        if isinstance(value, dict) and isinstance(step, int):
            key = next(name for name in (str(step), *value) if name in value and _is(name, step))
        path.append(key)
        value = value[key]
    return tuple(path)


def _is(name: str, index: int) -> bool:
    digits = name.removeprefix("+")
    return digits.isascii() and digits.isdigit() and (digits.lstrip("0") or "0") == str(index)


def _closest(
    branches: Iterable[list[jsonschema_rs.ValidationError]],
    document: Any,  # noqa: ANN401
) -> Iterator[Violation]:
    """Explain the alternative that the value came closest to: the one that failed deepest."""

    def score(errors: list[jsonschema_rs.ValidationError]) -> tuple[bool, int, int]:
        wrong_shape = any(
            e.kind.name in {"type", "const", "enum"} and len(errors) == 1 for e in errors
        )
        return (wrong_shape, -max(len(e.instance_path) for e in errors), len(errors))

    best = min((branch for branch in branches if branch), key=score)
    for error in best:
        yield from _explain(error, document)


def dotted(path: Path) -> str:
    """Name the value at `path` for a message: its dotted path, indices in brackets."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the document"


def _where(path: Path) -> str:
    return f" in {dotted(path)}" if path else ""


def quote(value: Any) -> str:  # noqa: ANN401
    """Show a value in a message, shortened where it is long."""
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "…")
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return json.dumps(value)


def _a(name: str) -> str:
    article = "an" if name[0] in "aeiou" else "a"
    return {"object": "a mapping", "array": "a list", "null": "null"}.get(name, f"{article} {name}")


def _types(names: list[str]) -> list[str]:
    """Leave null out where another type is allowed: nobody wants to be told to write null."""
    return [name for name in names if name != "null"] or names


_PHRASES: dict[str, Callable[[Any], str]] = {
    "type": lambda kind: "must be " + " or ".join(_a(name) for name in _types(kind.types)),
    "enum": lambda kind: "must be one of " + ", ".join(quote(o) for o in kind.options),
    "const": lambda kind: f"must be {quote(kind.expected_value)}",
    "pattern": lambda kind: f"must match {kind.pattern}",
    "minLength": lambda kind: f"must have at least {kind.limit} character(s)",
    "maxLength": lambda kind: f"must have at most {kind.limit} characters",
    "minItems": lambda kind: f"must have at least {kind.limit} item(s)",
    "maxItems": lambda kind: f"must have at most {kind.limit} item(s)",
    "minimum": lambda kind: f"must be at least {kind.limit}",
    "maximum": lambda kind: f"must be at most {kind.limit}",
    "exclusiveMinimum": lambda kind: f"must be more than {kind.limit}",
    "exclusiveMaximum": lambda kind: f"must be less than {kind.limit}",
    "format": lambda kind: f"must be a valid {kind.format}",
    "uniqueItems": lambda _: "must not repeat an item",
    "not": lambda _: "is not allowed here",
    "falseSchema": lambda _: "is not allowed here",
}

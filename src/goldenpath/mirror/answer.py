"""What can be answered to a question: its type, its choices and its default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from jinja2 import UndefinedError

from goldenpath.mirror.errors import InexpressibleError
from goldenpath.mirror.scope import UNSET, truth

if TYPE_CHECKING:
    from goldenpath.copier_templates import Question
    from goldenpath.mirror.scope import Scope

TYPES = {"str": "string", "bool": "boolean", "int": "integer", "float": "number"}
"""JSON Schema's word for each type that a form can ask."""


@dataclass(frozen=True, slots=True)
class Default:
    """What stands in the form at first, and whether an empty field is an answer too."""

    value: Any = None
    optional: bool = False


def kind_of(question: Question) -> str:
    """Return Copier's name of the question's type."""
    kind = question.fields.get("type", "str")
    if kind not in TYPES:
        raise InexpressibleError(f"is of type {kind!r}: a form asks only {', '.join(TYPES)}")
    return str(kind)


def choices_of(question: Question, scope: Scope) -> list[tuple[str, Any]]:
    """Return the choices as pairs of shown name and value; an open question has none."""
    raw = question.fields.get("choices")
    if raw is None:
        return []
    if isinstance(raw, str):
        raw = yaml.safe_load(settled("choices", raw, scope))
    pairs = list(raw.items()) if isinstance(raw, dict) else [_pair(item) for item in raw or []]
    if not pairs:
        raise InexpressibleError("offers no choice: Copier would take any answer")
    found = [_choice(name, value, kind_of(question), scope) for name, value in pairs]
    values = [value for _, value in found]
    for value in values:
        if values.count(value) > 1:
            raise InexpressibleError(f"offers {value!r} twice: keep one")
    return found


def _pair(item: Any) -> tuple[Any, Any]:  # noqa: ANN401 - any YAML value
    if isinstance(item, (list, tuple)):
        name, value = item
        return name, value
    return item, item


def _choice(name: Any, value: Any, kind: str, scope: Scope) -> tuple[str, Any]:  # noqa: ANN401
    if isinstance(value, dict):
        raise InexpressibleError(f"limits the choice {name!r} by a validator: a form cannot")
    return str(settled("choices", name, scope)), cast(settled("choices", value, scope), kind)


def default_of(
    question: Question, scope: Scope, choices: list[tuple[str, Any]], names: frozenset[str]
) -> Default:
    """Return the default as far as it can be known before the other answers.

    A default made of other answers stays with Copier, so the field may be left empty. One made of
    Copier's own surroundings (`_folder_name`) means nothing in a portal's task: the field is
    required, like one without any default.

    Args:
        question: whose default.
        scope: what is known.
        choices: among which the default must be.
        names: every question's name.
    """
    raw = question.fields.get("default")
    unknown = scope.unknown(raw)
    answers = unknown - {UNSET}
    strangers = {name for name in answers - names if not name.startswith("_")}
    if strangers:
        raise InexpressibleError(f"has a default that refers to {min(strangers)!r}: no such answer")
    if raw is None or answers - names or (answers and UNSET in unknown):
        return Default()
    if answers:
        return Default(optional=True)
    try:
        value = cast(scope.render(raw), kind_of(question))
    except UndefinedError:
        if UNSET in unknown:
            return Default()
        raise
    if choices and value not in [offered for _, offered in choices]:
        raise InexpressibleError(f"has the default {value!r}, which is none of its choices")
    return Default(value, optional=True)


def cast(value: Any, kind: str) -> Any:  # noqa: ANN401 - any YAML value
    """Return a rendered value as the type `kind`, by Copier's rules."""
    if kind == "bool":
        return truth(value)
    if kind == "str":
        if not isinstance(value, str):
            raise InexpressibleError(f"has the value {value!r}, which is no text: quote it")
        return value
    return {"int": int, "float": float}[kind](value)


def settled(what: str, value: Any, scope: Scope) -> Any:  # noqa: ANN401
    """Return `value` evaluated; raise InexpressibleError when it depends on an answer."""
    unknown = scope.unknown(value)
    if unknown:
        raise InexpressibleError(f"has {what} depending on {min(unknown)!r}: a form cannot")
    return scope.render(value)

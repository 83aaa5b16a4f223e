"""One question → one field of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from jinja2 import TemplateError, UndefinedError

from goldenpath.mirror.answer import TYPES, cast
from goldenpath.mirror.condition import Condition, condition_of
from goldenpath.mirror.errors import InexpressibleError, MirrorError
from goldenpath.mirror.field import field_of, refuse_strange
from goldenpath.mirror.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goldenpath.copier_templates import Question
    from goldenpath.mirror.form import Form

_FAULTS = (
    TemplateError,
    re.error,
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What evaluating an expression raises when the question is written wrong."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of the form: its page, its JSON Schema, and when it is shown.

    Attributes:
        answers: what the task makes of the field, expressions by the names of answers; empty
            where what the field holds is the answer.
        secret: the JSON Schema of a secret, which the field itself holds only masked.
    """

    name: str
    file: str
    page: str
    schema: Mapping[str, Any]
    required: bool
    condition: Condition | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, Any] | None = None

    @property
    def domain(self) -> tuple[Any, ...]:
        """Return every answer that it can have, or nothing when it is open."""
        if self.answers:
            return ()
        if self.schema["type"] == "boolean":
            return (False, True)
        return tuple(self.schema.get("enum", ()))


def parameters(
    path: str, questions: Sequence[Question], facts: Mapping[str, Any], form: Form
) -> list[Parameter]:
    """Return the fields of the form of `path`, in the order of asking."""
    scope = Scope(path, facts)
    names = frozenset(question.name for question in questions)
    found: dict[str, Parameter] = {}
    for question in questions:
        answered = question.name in scope.known or any(
            question.name in field.answers for field in found.values()
        )
        if answered:
            continue
        try:
            parameter = _parameter(question, scope, found, names, form)
        except InexpressibleError as error:
            raise MirrorError(f"{question.file}: {question.name!r} {error}") from error
        except _FAULTS as error:
            reason = " ".join(str(error).split())
            message = f"{question.file}: {question.name!r} cannot be evaluated: {reason}"
            raise MirrorError(message) from error
        if parameter is not None:
            found[question.name] = parameter
    return list(found.values())


def _parameter(
    question: Question,
    scope: Scope,
    before: Mapping[str, Parameter],
    names: frozenset[str],
    form: Form,
) -> Parameter | None:
    """Return the field; or settle what Copier does not ask on this path, and return None."""
    domains = {name: item.domain for name, item in before.items() if item.condition is None}
    asked = condition_of(question.fields.get("when", True), scope, domains)
    if asked is False:
        _settle(question, scope)
        return None
    refuse_strange(question)
    if not condition_of(question.fields.get("ask", True), scope, {}):
        if "default" not in question.fields:
            raise InexpressibleError("is never prompted for and has no default: give one")
        _settle(question, scope)
        return None
    made = field_of(question, scope, names, form)
    return Parameter(
        name=question.name,
        file=question.file,
        page=str(question.form["page"]),
        schema=made.schema,
        required=made.required,
        condition=asked if isinstance(asked, Condition) else None,
        answers=made.answers,
        secret=made.secret,
    )


def _settle(question: Question, scope: Scope) -> None:
    """Remember the default of what is not asked, when it follows from what is known."""
    raw = question.fields.get("default")
    if raw is None or scope.unknown(raw):
        return
    try:
        value = scope.render(raw)
    except UndefinedError:
        return
    kind = question.fields.get("type", "yaml")
    if kind in {"yaml", "json"} and isinstance(value, str):
        value = yaml.safe_load(value)
    elif kind in TYPES:
        value = cast(value, kind)
    scope.known[question.name] = value

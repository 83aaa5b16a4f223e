"""One question → one field of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from jinja2 import TemplateError, UndefinedError

from goldenpath.mirror.answer import TYPES, cast, choices_of, default_of, kind_of, settled
from goldenpath.mirror.condition import Condition, condition_of
from goldenpath.mirror.errors import InexpressibleError, MirrorError
from goldenpath.mirror.picker import picker_options
from goldenpath.mirror.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goldenpath.copier_templates import Question

_FIELDS = frozenset({"type", "help", "choices", "default", "validator", "when", "ask", "form"})
_FORM = frozenset({"page", "title", "pattern", "picker", "note"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_COMPUTED = "Left empty, it is computed from the other answers."
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
    """A field of the form: its page, its JSON Schema, and when it is shown."""

    name: str
    file: str
    page: str
    schema: Mapping[str, Any]
    required: bool
    condition: Condition | None = None

    @property
    def domain(self) -> tuple[Any, ...]:
        """Return every answer that it can have, or nothing when it is open."""
        if self.schema["type"] == "boolean":
            return (False, True)
        return tuple(self.schema.get("enum", ()))


def parameters(
    path: str, questions: Sequence[Question], facts: Mapping[str, Any]
) -> list[Parameter]:
    """Return the fields of the form of `path`, in the order of asking."""
    scope = Scope(path, facts)
    names = frozenset(question.name for question in questions)
    found: dict[str, Parameter] = {}
    for question in questions:
        if question.name in scope.known:
            continue
        try:
            parameter = _parameter(question, scope, found, names)
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
    question: Question, scope: Scope, before: Mapping[str, Parameter], names: frozenset[str]
) -> Parameter | None:
    """Return the field; or settle what Copier does not ask on this path, and return None."""
    domains = {name: item.domain for name, item in before.items() if item.condition is None}
    asked = condition_of(question.fields.get("when", True), scope, domains)
    if asked is False:
        _settle(question, scope)
        return None
    _refuse_strange(question)
    if not condition_of(question.fields.get("ask", True), scope, {}):
        if "default" not in question.fields:
            raise InexpressibleError("is never prompted for and has no default: give one")
        _settle(question, scope)
        return None
    condition = asked if isinstance(asked, Condition) else None
    form = question.form
    choices = choices_of(question, scope)
    default = default_of(question, scope, choices, names)
    schema = _schema(question, scope, choices)
    if default.value is not None:
        schema["default"] = default.value
    elif default.optional:
        schema["description"] = _sentences(schema.get("description"), _COMPUTED)
    return Parameter(
        name=question.name,
        file=question.file,
        page=str(form["page"]),
        schema=schema,
        required=not default.optional,
        condition=condition,
    )


def _refuse_strange(question: Question) -> None:
    """Refuse what no form says: unknown fields, and a rule that stands in Copier's words only."""
    strange = sorted(question.fields.keys() - _FIELDS)
    if strange:
        raise InexpressibleError(f"has the field {strange[0]!r}, which a form cannot say")
    strange = sorted(question.form.keys() - _FORM)
    if strange:
        raise InexpressibleError(f"has form.{strange[0]}: known are {', '.join(sorted(_FORM))}")
    for key in ("page", "title"):
        if not question.form.get(key):
            raise InexpressibleError(f"has no form.{key}: a form needs one")
    if not _NAME.fullmatch(question.name):
        raise InexpressibleError("is a name that a task cannot refer to: use letters, digits, _")
    if question.fields.get("validator") and not question.form.keys() & {"pattern", "note"}:
        raise InexpressibleError(
            "has a validator: say the same as form.pattern, or tell people as form.note"
        )


def _schema(question: Question, scope: Scope, choices: list[tuple[str, Any]]) -> dict[str, Any]:
    form = question.form
    schema: dict[str, Any] = {"title": str(form["title"]), "type": TYPES[kind_of(question)]}
    shown = settled("help", question.fields.get("help", ""), scope)
    if description := _sentences(shown, form.get("note")):
        schema["description"] = description
    if choices:
        values = [value for _, value in choices]
        schema["enum"] = values
        labels = [name for name, _ in choices]
        if labels != [str(value) for value in values]:
            # Not `ui:enumNames`: Backstage's review page reads this word only.
            schema["enumNames"] = labels
    if "pattern" in form:
        if schema["type"] != "string":
            raise InexpressibleError("has a form.pattern and is no text")
        schema["pattern"] = form["pattern"]
    if "picker" in form:
        schema.update(picker_options(form["picker"], schema.get("enum", ())))
    return schema


def _sentences(*texts: str | None) -> str:
    """Return the texts that there are as one; a full stop parts them, whoever wrote them."""
    given = [text.strip() for text in texts if text and text.strip()]
    parted = [text if text.endswith((".", "?", "!")) else f"{text}." for text in given[:-1]]
    return " ".join([*parted, *given[-1:]])


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

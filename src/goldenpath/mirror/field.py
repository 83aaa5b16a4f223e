"""What a form shows for one question, and what a task makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goldenpath.mirror.answer import TYPES, Default, choices_of, default_of, kind_of, settled
from goldenpath.mirror.errors import InexpressibleError
from goldenpath.mirror.picker import PICKERS, Picked, pick_entity, pick_repository

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.copier_templates import Question
    from goldenpath.mirror.form import Form
    from goldenpath.mirror.scope import Scope

_FIELDS = frozenset(
    {"type", "help", "choices", "default", "validator", "when", "ask", "secret", "form"}
)
_FORM = frozenset({"page", "title", "pattern", "message", "picker", "kind", "note"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_COMPUTED = "Left empty, it is computed from the other answers."


@dataclass(frozen=True, slots=True)
class Field:
    """A question as a form shows it: see `Parameter`, which knows also where and when."""

    schema: Mapping[str, Any]
    required: bool
    answers: Mapping[str, str]
    secret: Mapping[str, Any] | None = None


def refuse_strange(question: Question) -> None:
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


def field_of(question: Question, scope: Scope, names: frozenset[str], form: Form) -> Field:
    """Return the field of a question that is asked.

    Args:
        question: what is asked.
        scope: what is known.
        names: every question's name.
        form: what the path says of its form.
    """
    choices = choices_of(question, scope)
    default = default_of(question, scope, choices, names)
    schema = _schema(question, scope, choices)
    if question.fields.get("secret"):
        return _secret(question, schema, default)
    picked = _picked(question, scope, schema, form)
    shown = default.value
    if "enum" in picked.schema and shown is not None:
        shown = picked.schema["enum"][schema["enum"].index(shown)]
    schema.update(picked.schema)
    if shown is not None:
        schema["default"] = shown
    elif default.optional:
        schema["description"] = _sentences(schema.get("description"), _COMPUTED)
    answers = picked.answers
    if default.optional:
        # An expression of nothing fails, and a task hands over the text of one that fails.
        given = f"parameters.{question.name}"
        answers = {key: f"({made}) if {given} else undefined" for key, made in answers.items()}
    return Field(schema, not default.optional, answers)


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
        if "message" in form:
            schema["errorMessage"] = {"pattern": str(form["message"])}
    elif "message" in form:
        raise InexpressibleError("has a form.message and no form.pattern, whose breach it tells")
    return schema


def _picked(question: Question, scope: Scope, schema: Mapping[str, Any], form: Form) -> Picked:
    """Return what the question's picker makes of the field; nothing where it has none."""
    picker, kind = question.form.get("picker"), question.form.get("kind", "")
    if picker is None:
        if kind:
            raise InexpressibleError("has a form.kind and no form.picker: name the picker")
        return Picked({})
    if picker not in PICKERS:
        raise InexpressibleError(f"wants the picker {picker!r}: known are {', '.join(PICKERS)}")
    if picker != "RepoUrlPicker":
        return pick_entity(picker, kind, question.name, schema.get("enum", ()))
    if form.folder:
        # It lies in a repository that is there already: only its name is left to say.
        return Picked({})
    sources = scope.known["organization"]["sources"]
    return pick_repository(question.name, schema["title"], schema.get("pattern", ""), sources)


def _secret(question: Question, schema: dict[str, Any], default: Default) -> Field:
    """Return a field that shows what is typed to nobody, and hands it over among the secrets.

    The form itself sees asterisks, so the rule stands in the schema of the secrets, which the
    portal holds against them when it takes the task.
    """
    if schema["type"] != "string" or "enum" in schema or "picker" in question.form:
        raise InexpressibleError("is secret and no free text: a form masks only that")
    if "default" not in question.fields:
        raise InexpressibleError("is secret and has no default, without which Copier refuses it")
    rule: dict[str, Any] = {"type": "string"}
    if "pattern" in schema:
        matched = {"pattern": schema.pop("pattern")}
        rule |= {"anyOf": [{"maxLength": 0}, matched]} if default.optional else matched
    schema.pop("errorMessage", None)
    schema["ui:field"] = "Secret"
    answers = {question.name: f"secrets.{question.name} or undefined"}
    return Field(schema, not default.optional, answers, rule)


def _sentences(*texts: str | None) -> str:
    """Return the texts that there are as one; a full stop parts them, whoever wrote them."""
    given = [text.strip() for text in texts if text and text.strip()]
    parted = [text if text.endswith((".", "?", "!")) else f"{text}." for text in given[:-1]]
    return " ".join([*parted, *given[-1:]])

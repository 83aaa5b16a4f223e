"""What Backstage evaluates in a task: references to answers and outputs, and constants.

Steps and output are evaluated by Backstage, so everything in them is either our own constant, a
fact that is checked to hold no expression, or a reference. What is referred to is never evaluated
again. An expression that fails is handed over as its own text, so none of them may fail.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goldenpath.mirror.errors import MirrorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath.mirror.parameter import Parameter


def evaluated(expression: str) -> str:
    """Return an expression as Backstage finds it in a text."""
    return f"${{{{ {expression} }}}}"


def verbatim(fact: str) -> str:
    """Return a fact as it is; refuse one that Backstage would evaluate."""
    for mark in ("${{", "{%", "{#"):
        if mark in fact:
            raise MirrorError(f"goldenpath.yaml: {fact!r} holds {mark!r}: a task would evaluate it")
    return fact


def literal(value: object) -> str:
    """Return a constant as a word of an expression."""
    return verbatim(json.dumps(value, ensure_ascii=False))


def output_of(step: str, name: str) -> str:
    """Return the expression of what a step has put out."""
    place = f"steps.{step}" if step.isidentifier() else f'steps["{step}"]'
    return f"{place}.output.{name}"


def all_of(*conditions: str) -> str:
    """Return the expression that holds when all of these do; empty ones always do."""
    return " and ".join(filter(None, conditions))


def answers_of(fields: Sequence[Parameter]) -> dict[str, str]:
    """Return the expression of each answer that the fields give, by its name.

    Nothing is handed over for a field that is not shown.
    """
    found = {}
    for field in fields:
        made = field.answers or {field.name: f"parameters.{field.name}"}
        shown = _shown(field, fields)
        for name, expression in made.items():
            simple = expression.replace(".", "").replace("_", "").isalnum()
            given = expression if simple or not shown else f"({expression})"
            found[name] = f"{given} if {shown} else undefined" if shown else expression
    return found


def _shown(field: Parameter, fields: Sequence[Parameter]) -> str:
    """Return the expression that tells whether a field is shown; empty where it always is."""
    if field.condition is None:
        return ""
    other = f"parameters.{field.condition.question}"
    domain = next(f.domain for f in fields if f.name == field.condition.question)
    if domain == (False, True):
        return other if field.condition.values == (True,) else f"not {other}"
    return " or ".join(f"{other} == {literal(value)}" for value in field.condition.values)

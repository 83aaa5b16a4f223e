"""A policy's spec as what is evaluated: constraints, conditions, validations, compiled when needed.

A spec is compiled when the first resource that it is about arrives: most policies have specs for
kinds that a scan never meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goldenpath.policy.cel import ExpressionError, Program, compile_expression
from goldenpath.policy.match import Constraints, Requirement, Rule, Selector
from goldenpath.policy.shape import (
    ShapeError,
    choice,
    items,
    mapping,
    mappings,
    only,
    text,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = (
    "matchConstraints", "matchConditions", "variables", "validations", "auditAnnotations",
    "failurePolicy", "paramKind", "validationActions", "evaluation", "autogen",
    "webhookConfiguration",
)  # fmt: skip
_VALIDATION_FIELDS = ("expression", "message", "messageExpression", "reason")
_CONSTRAINT_FIELDS = (
    "resourceRules", "excludeResourceRules", "objectSelector", "namespaceSelector", "matchPolicy",
)  # fmt: skip
_RULE_FIELDS = (
    "apiGroups", "apiVersions", "resources", "operations", "resourceNames", "scope",
)  # fmt: skip
_OPERATORS = {"In": True, "NotIn": True, "Exists": False, "DoesNotExist": False}
"""The operators of selectors, and whether they need values."""


@dataclass(frozen=True, slots=True)
class Validation:
    """One validation: what must hold, and what is said if it does not."""

    expression: str
    program: Program
    message: str = ""
    message_program: Program | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The expressions of a spec."""

    conditions: tuple[Program, ...]
    validations: tuple[Validation, ...]
    annotations: tuple[tuple[str, Program], ...]


class Rules:
    """One spec: a policy's own, or one that was generated from it."""

    def __init__(self, spec: Mapping[str, Any], way: str = "") -> None:
        """Take a spec, and how it was generated; its shape is checked, nothing is compiled yet."""
        self.way = way
        self.spec = dict(spec)
        # To describe the request takes longer than to judge by a short expression.
        self.reads_request = "request" in repr(spec)
        only(spec, _FIELDS, "spec")
        choice(spec.get("failurePolicy"), ("Fail", "Ignore"), "spec.failurePolicy")
        self.constraints = read_constraints(spec.get("matchConstraints"), "spec.matchConstraints")
        self.ignores_failures = spec.get("failurePolicy") == "Ignore"
        self._conditions = _named(spec, "matchConditions", "name", "expression")
        self._variables = dict(_named(spec, "variables", "name", "expression"))
        self._annotations = _named(spec, "auditAnnotations", "key", "valueExpression")
        self._validations = mappings(spec.get("validations"), "spec.validations")
        for index, validation in enumerate(self._validations):
            place = f"spec.validations[{index}]"
            only(validation, _VALIDATION_FIELDS, place)
            text(validation.get("expression"), f"{place}.expression", required=True)
            text(validation.get("message"), f"{place}.message")
            text(validation.get("messageExpression"), f"{place}.messageExpression")

    @cached_property
    def compiled(self) -> Compiled | ExpressionError:
        """The spec's expressions, or why they are none."""
        try:
            return self._compile()
        except ExpressionError as error:
            return error

    def _compile(self) -> Compiled:
        conditions = compile_conditions(self._conditions)
        variables: dict[str, str] = {}
        for name, expression in self._variables.items():
            _compile(f"spec.variables.{name}", expression, variables, "")
            variables[name] = expression
        return Compiled(
            conditions,
            tuple(self._validation(index, variables) for index in range(len(self._validations))),
            tuple(
                (key, _compile(f"spec.auditAnnotations.{key}", expression, variables, ""))
                for key, expression in self._annotations
            ),
        )

    def _validation(self, index: int, variables: Mapping[str, str]) -> Validation:
        place, source = f"spec.validations[{index}]", self._validations[index]
        said = source.get("messageExpression")
        return Validation(
            source["expression"],
            _compile(f"{place}.expression", source["expression"], variables, "bool"),
            source.get("message") or "",
            _compile(f"{place}.messageExpression", said, variables, "string") if said else None,
        )


def read_conditions(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and expression of each match condition of a spec."""
    return _named(spec, "matchConditions", "name", "expression")


def compile_conditions(conditions: list[tuple[str, str]]) -> tuple[Program, ...]:
    """Return match conditions compiled; they are evaluated before any variable."""
    return tuple(
        _compile(f"spec.matchConditions.{name}", expression, {}, "bool")
        for name, expression in conditions
    )


def _compile(place: str, expression: str, variables: Mapping[str, str], returns: str) -> Program:
    try:
        return compile_expression(expression, variables, returns)
    except ExpressionError as error:
        raise type(error)(f"{place}: {error}") from error


def _named(spec: Mapping[str, Any], field: str, name: str, value: str) -> list[tuple[str, str]]:
    found = []
    for index, entry in enumerate(mappings(spec.get(field), f"spec.{field}")):
        place = f"spec.{field}[{index}]"
        key = text(entry.get(name), f"{place}.{name}", required=True)
        found.append((key, text(entry.get(value), f"{place}.{value}", required=True)))
    return found


def read_constraints(value: object, place: str) -> Constraints | None:
    """Return the constraints in a document, None if it has none."""
    if value is None:
        return None
    content = mapping(value, place)
    only(content, _CONSTRAINT_FIELDS, place)
    return Constraints(
        _rules(content.get("resourceRules"), f"{place}.resourceRules"),
        _rules(content.get("excludeResourceRules"), f"{place}.excludeResourceRules"),
        read_selector(content.get("objectSelector"), f"{place}.objectSelector"),
        read_selector(content.get("namespaceSelector"), f"{place}.namespaceSelector"),
    )


def _rules(value: object, place: str) -> tuple[Rule, ...]:
    found = []
    for index, rule in enumerate(mappings(value, place)):
        at = f"{place}[{index}]"
        only(rule, _RULE_FIELDS, at)
        sets = {
            name: frozenset(texts(rule.get(key), f"{at}.{key}"))
            for name, key in {
                "groups": "apiGroups",
                "versions": "apiVersions",
                "resources": "resources",
                "operations": "operations",
                "names": "resourceNames",
            }.items()
        }
        found.append(Rule(**sets, scope=text(rule.get("scope"), f"{at}.scope") or "*"))
    return tuple(found)


def read_selector(value: object, place: str) -> Selector:
    """Return a label selector; one that is absent or empty selects everything."""
    content = mapping(value, place)
    labels = mapping(content.get("matchLabels"), f"{place}.matchLabels")
    found = [
        Requirement(key, "In", frozenset({text(wanted, f"{place}.matchLabels.{key}")}))
        for key, wanted in labels.items()
    ]
    for index, entry in enumerate(
        items(content.get("matchExpressions"), f"{place}.matchExpressions")
    ):
        at = f"{place}.matchExpressions[{index}]"
        requirement = mapping(entry, at)
        operator = text(requirement.get("operator"), f"{at}.operator")
        values = texts(requirement.get("values"), f"{at}.values")
        if operator not in _OPERATORS or bool(values) != _OPERATORS[operator]:
            raise ShapeError(
                f"{at}: operator {operator!r} with {len(values)} values selects nothing"
            )
        key = text(requirement.get("key"), f"{at}.key", required=True)
        found.append(Requirement(key, operator, frozenset(values)))
    return tuple(found)

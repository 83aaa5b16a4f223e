"""A policy's spec as what is evaluated: constraints, conditions, validations, compiled when needed.

A spec is compiled when the first resource that it is about arrives: most policies have specs for
kinds that a scan never meets.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from goldenpath.policy.cel import ExpressionError, Program, compile_expression
from goldenpath.policy.language import Language
from goldenpath.policy.match import Constraints, Requirement, Rule, Selector
from goldenpath.policy.shape import (
    ShapeError,
    choice,
    items,
    mapping,
    mappings,
    text,
    texts,
)
from goldenpath.policy.syntax import variables_of_request, variables_read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_OPERATORS = {"In": True, "NotIn": True, "Exists": False, "DoesNotExist": False}
"""The operators of selectors, and whether they need values."""


class Validation(NamedTuple):
    """One validation: what must hold, and what is said if it does not."""

    expression: str
    program: Program
    message: str = ""
    message_program: Program | None = None


class Compiled(NamedTuple):
    """The expressions of a spec."""

    conditions: tuple[Program, ...]
    validations: tuple[Validation, ...]
    annotations: tuple[tuple[str, Program], ...]


class Rules:
    """One spec: a policy's own, or one that was generated from it."""

    language: ClassVar[Language] = Language.MANIFEST

    def __init__(self, spec: Mapping[str, Any], way: str = "", own: Rules | None = None) -> None:
        """Take a spec; its shape is checked, nothing is compiled yet.

        Args:
            spec: the spec.
            way: how it was generated, empty for the policy's own.
            own: the policy's own, from which it was generated.
        """
        self.way = way
        self._own = own
        self.spec = dict(spec)
        choice(spec.get("failurePolicy"), ("Fail", "Ignore"), "spec.failurePolicy")
        self.constraints = read_constraints(spec.get("matchConstraints"), "spec.matchConstraints")
        self.ignores_failures = spec.get("failurePolicy") == "Ignore"
        self._conditions = read_named(spec, "matchConditions", "name", "expression")
        self._variables = dict(read_named(spec, "variables", "name", "expression"))
        self._annotations = read_named(spec, "auditAnnotations", "key", "valueExpression")
        self._validations = mappings(spec.get("validations"), "spec.validations")
        for index, validation in enumerate(self._validations):
            place = f"spec.validations[{index}]"
            text(validation.get("expression"), f"{place}.expression", required=True)
            text(validation.get("message"), f"{place}.message")
            text(validation.get("messageExpression"), f"{place}.messageExpression")

    @cached_property
    def reads(self) -> frozenset[str]:
        """What the spec's expressions read beyond the object, be it in vain.

        To convert all that there is for the engine takes longer than most expressions do.
        """
        texts = [expression for _, expression in (*self._conditions, *self._annotations)]
        texts += self._variables.values()
        for each in self._validations:
            texts += [each["expression"], each.get("messageExpression") or ""]
        return frozenset().union(*map(variables_of_request, texts))

    @cached_property
    def compiled(self) -> Compiled | ExpressionError:
        """The spec's expressions, or why they are none."""
        try:
            return self._compile()
        except ExpressionError as error:
            return error

    def _compile(self) -> Compiled:
        conditions = compile_conditions(self._conditions, self.language)
        variables = self._variables
        try:
            validations = tuple(map(self._validation, range(len(self._validations))))
        except ExpressionError:
            # What is wrong may be a variable's, and is to be told of the variable.
            self._compile_variables(variables)
            raise
        self._compile_variables(variables.keys() - self._checked(validations))
        return Compiled(
            conditions,
            validations,
            tuple(
                (key, self.program(f"auditAnnotations.{key}", expression, variables))
                for key, expression in self._annotations
            ),
        )

    def _compile_variables(self, names: Collection[str]) -> None:
        """Compile variables by themselves."""
        before: dict[str, str] = {}
        for name, expression in self._variables.items():
            if name in names:
                self.program(f"variables.{name}", expression, before)
            before[name] = expression

    def _checked(self, validations: Iterable[Validation]) -> set[str]:
        """Return the variables that have been checked with a validation that reads them."""
        names = frozenset(self._variables)
        waiting = [each.expression for each in validations if each.program.is_checked]
        read: set[str] = set()
        while waiting:
            more = variables_read(waiting.pop(), names) - read
            read |= more
            waiting += [self._variables[name] for name in more]
        return read

    def _validation(self, index: int) -> Validation:
        variables = self._variables
        place, source = f"validations[{index}]", self._validations[index]
        said = source.get("messageExpression")
        return Validation(
            source["expression"],
            self.program(f"{place}.expression", source["expression"], variables, "bool"),
            source.get("message") or "",
            self.program(f"{place}.messageExpression", said, variables, "string") if said else None,
        )

    def program(
        self,
        place: str,
        expression: str,
        variables: Mapping[str, str],
        returns: str = "",
        language: Language | None = None,
    ) -> Program:
        """Return an expression of the spec, compiled."""
        # What is generated from a sound spec is sound: to check it again takes as long as all else.
        checked = self._own is None or not self._own.is_sound
        language = language or self.language
        return _compile(f"spec.{place}", expression, variables, returns, language, checked=checked)

    @property
    def is_sound(self) -> bool:
        """Whether the spec has been compiled, and nothing is wrong with it."""
        return isinstance(self.__dict__.get("compiled"), Compiled)


def read_conditions(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and expression of each match condition of a spec."""
    return read_named(spec, "matchConditions", "name", "expression")


def compile_conditions(
    conditions: Iterable[tuple[str, str]], language: Language
) -> tuple[Program, ...]:
    """Return match conditions compiled; they are evaluated before any variable."""
    return tuple(
        _compile(f"spec.matchConditions.{name}", expression, {}, "bool", language)
        for name, expression in conditions
    )


def _compile(
    place: str,
    expression: str,
    variables: Mapping[str, str],
    returns: str,
    language: Language,
    *,
    checked: bool = True,
) -> Program:
    try:
        return compile_expression(expression, variables, returns, language, checked=checked)
    except ExpressionError as error:
        raise type(error)(f"{place}: {error}") from error


def read_named(spec: Mapping[str, Any], field: str, name: str, value: str) -> list[tuple[str, str]]:
    """Return two texts of each entry of a list: what it is called, and its expression."""
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

"""Expressions, compiled and evaluated: the only import of a CEL engine.

The engine is cel-cpp. Its runtime errors come back as values, which are told from results here,
so that no error can pass for one. What it answers otherwise than the engines of Kubernetes and
Kyverno is rewritten in `goldenpath.policy.lenient`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from cel_expr_python import cel

from goldenpath.policy import lenient, wire
from goldenpath.policy.functions import LIBRARIES
from goldenpath.policy.language import Language
from goldenpath.policy.syntax import Bound, free_names, with_variables
from goldenpath.policy.world import World, current

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.policy.functions import Overload

_EXTENSIONS = (
    "optional", "strings", "math", "encoders", "bindings", "sets", "lists", "regex",
    "two-var-comprehensions",
)  # fmt: skip
_TYPES = {
    "bool": cel.Type.BOOL, "int": cel.Type.INT, "uint": cel.Type.UINT,
    "double": cel.Type.DOUBLE, "string": cel.Type.STRING, "bytes": cel.Type.BYTES,
    "null": cel.Type.NULL, "timestamp": cel.Type.TIMESTAMP, "duration": cel.Type.DURATION,
    "list": cel.Type.List(cel.Type.DYN), "map": cel.Type.Map(cel.Type.DYN, cel.Type.DYN),
    "dyn": cel.Type.DYN,
}  # fmt: skip
_REQUEST = ("object", "oldObject", "request", "namespaceObject")
_VARIABLES = {
    Language.MANIFEST: dict.fromkeys((*_REQUEST, "params", "exceptions"), cel.Type.DYN),
    Language.IMAGES: {
        **dict.fromkeys(_REQUEST, cel.Type.DYN),
        "images": cel.Type.Map(cel.Type.STRING, cel.Type.List(cel.Type.STRING)),
        "attestors": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
        "attestations": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
    },
    Language.REFERENCE: {"ref": cel.Type.STRING},
}
_ANY = tuple(name for name in _TYPES if name != "dyn")
_SEVERAL = {"any": _ANY, "key": ("bool", "int", "uint", "string")}
"""The engine calls a Python function only for parameters of concrete types: one overload each."""
_ERROR = cel.Type.ERROR
_FAILURES = (RuntimeError, TypeError, ValueError, OverflowError)
"""What the engine raises: above all when an evaluation exceeds its budget of iterations."""
_WORLDLY = frozenset({
    "resource", "globalContext", "image", "http", "time", "random", "Get", "get", "Post", "post",
    "verifyImageSignatures", "verifyAttestationSignatures", "getImageData", "extractPayload",
})  # fmt: skip
"""Names without which no expression asks for anything beyond its variables."""
_BEYOND = {
    "authorizer": "only a cluster has an authorizer",
    "gzip": "the engine's binding cuts bytes off at the first zero",
}
"""Names of what cannot be had here, and why."""

_NUMERIC = r"\((?:int|uint|double), (?:int|uint|double)\)"
_TOLERABLE = re.compile(
    rf"found no matching overload for '_[<>]=?_' applied to '{_NUMERIC}'"
    r"|found no matching overload for 'string' applied to '\(map\("
    r"|found no matching overload for '(?:indexOf|lastIndexOf)' applied to '\((?:list\(|dyn)"
    r"|found no matching overload for 'math.round' applied to '\(double, int\)'"
    r"|undeclared reference to '(?:find|findAll|validate|round|math)'"
)
"""Objections of this engine's checker that the engines of the cluster do not have."""
_OR_VALUE = "found no matching overload for 'orValue' applied to "
"""Another one; for images Kyverno has it, too."""
_OBJECTION = re.compile(r"ERROR: <input>:\d+:\d+: (.*)")
_TOO_DEEP = re.compile("ecursion |Cannot parse serialized")
"""What an engine says of an expression that is nested deeper than it goes."""
_STATUS = re.compile(r"^[A-Z_]+: | \[[A-Z_]+\]$")
_MISSING = re.compile(r'Key not found in map : "(.*)"')
_PLAIN_FAILURE = re.compile(
    r'NOT_FOUND: Key not found in map : "|UNKNOWN: No matching overloads found : _[-+*/%<>=!]+_\('
)
"""Errors that the lenient form has as well: a key that is not there, operands that do not fit."""


class ExpressionError(ValueError):
    """An expression cannot be compiled: it is wrong, for whatever resource."""


class UnsupportedError(ExpressionError):
    """An expression is right, and cannot be evaluated here."""


class EvaluationError(Exception):
    """An expression has no value for this resource."""


class Scope(NamedTuple):
    """The variables that expressions read, converted for the engine once, and their world."""

    activation: Any
    world: World


def scope(variables: dict[str, Any], world: World, language: Language = Language.MANIFEST) -> Scope:
    """Return the scope in which the expressions about one resource are evaluated."""
    return Scope(_environment(language).Activation(variables), world)


class Program:
    """A compiled expression."""

    __slots__ = ("_asks_world", "_fails_alike", "_language", "_lenient", "_plain", "_source")

    def __init__(
        self,
        source: Bound,
        plain: Any,  # noqa: ANN401 - the engine has no types
        language: Language,
        *,
        asks_world: bool,
    ) -> None:
        """Take an expression, and its plain form if it has one."""
        self._source = source
        self._language = language
        self._fails_alike = lenient.fails_alike(source.tokens)
        self._asks_world = asks_world
        self._plain = plain
        self._lenient: Any = None if plain else _rewritten(source, language)

    @property
    def is_checked(self) -> bool:
        """Whether the types in the expression agree, as far as they are known."""
        return self._plain is not None

    def evaluate(self, within: Scope) -> Any:  # noqa: ANN401 - expressions have any value
        """Return the expression's value.

        Raises:
            EvaluationError: if it has none.
        """
        if not self._asks_world:
            return self._evaluate(within.activation)
        token = current.set(within.world)
        try:
            return self._evaluate(within.activation)
        finally:
            current.reset(token)

    def evaluate_list(self, within: Scope) -> list[Any]:
        """Return the expression's value, which must be a list.

        Raises:
            EvaluationError: if it has none, or another one.
        """
        found = self.evaluate(within)
        if not isinstance(found, list):
            raise EvaluationError("the expression's value is no list")
        return [item.value() for item in found]

    def _evaluate(self, activation: Any) -> Any:  # noqa: ANN401 - the engine has no types
        if self._plain is not None:
            try:
                value = self._plain.eval(activation)
                result = value.value()
            except _FAILURES:
                pass
            else:
                if result is True or result is False or value.type() != _ERROR:
                    return result
                if self._fails_alike and _PLAIN_FAILURE.match(str(result)):
                    raise EvaluationError(_told(result))
        return self._evaluate_lenient(activation)

    def _evaluate_lenient(self, activation: Any) -> Any:  # noqa: ANN401 - as above
        if self._lenient is None:
            self._lenient = _rewritten(self._source, self._language)
        try:
            value = self._lenient.eval(activation)
            result = value.value()
        except _FAILURES as error:
            raise EvaluationError(_told(error)) from error
        if value.type() == _ERROR:
            raise EvaluationError(_told(result))
        return result


def compile_expression(
    expression: str,
    variables: Mapping[str, str],
    returns: str,
    language: Language = Language.MANIFEST,
    *,
    checked: bool = True,
) -> Program:
    """Return an expression, compiled.

    Args:
        expression: its text.
        variables: the texts of the policy's variables, in their order.
        returns: the type that its value must have (`bool`, `string`), or empty for any.
        language: what the expression is about.
        checked: whether types are checked before anything is evaluated.

    Raises:
        ExpressionError: if there is no such expression.
    """
    return _compiled(with_variables(expression, variables), returns, language, checked)


@cache
def _compiled(source: Bound, returns: str, language: Language, checked: bool) -> Program:  # noqa: FBT001 - a part of the key
    text = source.text()
    names = free_names(source.tokens)
    for name in sorted(names & _BEYOND.keys()):
        raise UnsupportedError(f"{name!r} cannot be evaluated here: {_BEYOND[name]}")
    asks_world = not names.isdisjoint(_WORLDLY)
    if not lenient.has_no_plain_form(source.tokens):
        try:
            plain = _environment(language).compile(text, disable_check=not checked)
        except _FAILURES as error:
            _refuse_intolerable(str(error), language)
        else:
            given = plain.return_type().name().lower()
            if returns and checked and given != returns:
                raise ExpressionError(f"output is expected to be of type {returns}, not {given}")
            return Program(source, plain, language, asks_world=asks_world)
    return Program(source, None, language, asks_world=asks_world)


def _refuse_intolerable(message: str, language: Language) -> None:
    if _TOO_DEEP.search(message):
        # The engine's parser has its limit; variables can be bound without the parser.
        return
    for objection in _OBJECTION.findall(message) or [message]:
        has_value = language is Language.MANIFEST and objection.startswith(_OR_VALUE)
        if not (has_value or _TOLERABLE.match(objection)):
            raise ExpressionError(_told(objection))


def parsed(text: str, language: Language = Language.MANIFEST) -> wire.Node:
    """Return the syntax tree of an expression, macros expanded and nothing checked."""
    return wire.load(_environment(language).compile(text, disable_check=True).serialize())


def _rewritten(source: Bound, language: Language) -> Any:  # noqa: ANN401 - the engine has no types
    """Return the lenient form of an expression."""
    try:
        tree = parsed(source.body, language)
        for name, expression in source.bindings:
            tree = wire.bind(name, parsed(expression, language), tree)
        lenient_tree = lenient.rewrite(tree, or_value=language is Language.MANIFEST)
        return _environment(language).deserialize(wire.dump(lenient_tree))
    except (*_FAILURES, RecursionError) as error:
        told = _told(error)
        if _TOO_DEEP.search(told) or isinstance(error, RecursionError):
            raise UnsupportedError("the expression is nested too deep for the engine") from error
        raise ExpressionError(told) from error


def _told(error: object) -> str:
    """Return an error in the words of the engine that Kyverno uses, as far as they are known."""
    text = _STATUS.sub("", str(error))
    missing = _MISSING.fullmatch(text)
    return f"no such key: {missing[1]}" if missing else text


@cache
def _environment(language: Language) -> Any:  # noqa: ANN401 - the engine has no types
    lines = "".join(f"- name: {name}\n" for name in _EXTENSIONS)
    return cel.NewEnv(
        config=cel.NewEnvConfigFromYaml(f"name: policy\nextensions:\n{lines}"),
        variables=_VARIABLES[language],
        functions=[_declared(name, each) for name, each in LIBRARIES[language].items()],
    )


def _declared(name: str, overloads: list[Overload]) -> Any:  # noqa: ANN401 - as above
    concrete = [c for overload in overloads for c in _concrete(name, overload)]
    return cel.FunctionDecl(name, concrete)


def _concrete(name: str, overload: Overload) -> Iterator[Any]:
    for kinds in product(*(_SEVERAL.get(kind, (kind,)) for kind in overload.parameters)):
        yield cel.Overload(
            "_".join((name, "member" if overload.member else "function", *kinds)),
            return_type=_TYPES[overload.returns],
            parameters=[_TYPES[kind] for kind in kinds],
            is_member=overload.member,
            impl=overload.run,
        )

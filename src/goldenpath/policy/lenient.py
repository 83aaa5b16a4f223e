"""What two CEL engines disagree on, rewritten so that ours answers as Kubernetes' and Kyverno's.

Policies are judged in the cluster by cel-go, here by cel-cpp. Where cel-go has an answer and
cel-cpp an error, the expression is rewritten to ask first and then read:

- a field or an element is optionally selected from, or its presence is asked of, what is neither
  a map nor a list (a null, mostly): cel-go says that it is absent;
- an element is read of an optional value that has none: cel-cpp gives an optional error, of which
  `hasValue` is true;
- `orValue` on a value that is not optional: Kyverno takes the value itself, but for images;
- `string` of an address, and `indexOf` on a list: overloads of Kubernetes for functions to which
  the binding cannot add;
- `find`, `findAll` and `validate`, whose results only the engine itself can make: matches of its
  own regular expressions, optional lists;
- `transformMap` and `transformMapEntry`, whose runtime function the binding lacks.

The rewritten form is slower and is only evaluated when there is no other, or when that has failed.
The latter is sound: an error that `&&`, `||`, `all` or `exists` absorbed has not decided anything.
"""

from __future__ import annotations

from functools import reduce
from itertools import count, pairwise
from typing import TYPE_CHECKING

from goldenpath.policy.wire import Node, bind, boolean, call, ident, string

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goldenpath.policy.syntax import Token

OPTIONAL_SELECT, OPTIONAL_INDEX, INDEX = "_?._", "_[?_]", "_[_]"
EQUALS, IF = "_==_", "_?_:_"
MAP_INSERT, STRING_OF, INDEX_OF = "@mapInsert", "kubernetes.string", "kubernetes.indexOf"
UNGROUPED, FIRST, VIOLATIONS = "kubernetes.ungrouped", "kubernetes.first", "kubernetes.violations"
_SELECT_FIELD, _TEST_ONLY = 2, 3


def rewrite(node: Node, *, or_value: bool = True) -> Node:
    """Return the expression that answers as cel-go does.

    Args:
        node: the expression.
        or_value: whether `orValue` takes a value that is not optional for itself.
    """
    return _Rewriter(or_value=or_value).rewrite(node)


class _Rewriter:
    """Rewrites bottom-up; binds what it has to look at twice to names of its own."""

    def __init__(self, *, or_value: bool) -> None:
        self._or_value = or_value
        self._names = (f"@asked{number}" for number in count())

    def rewrite(self, node: Node) -> Node:
        node = node.map(self.rewrite)
        if node.kind == "select":
            return self._select(node)
        if node.kind == "call":
            return self._call(node)
        return node

    def _call(self, node: Node) -> Node:
        function, target, arguments = node.text(2), node.node(1), node.nodes(3)
        if function in (OPTIONAL_SELECT, OPTIONAL_INDEX):
            return self._optional(arguments[0], lambda on: call(function, on, arguments[1]))
        if function == INDEX:
            return self._index(node, *arguments)
        if function == "cel.@mapInsert":
            return call(MAP_INSERT, *arguments)
        if function == "string" and not target and len(arguments) == 1:
            return self._string(arguments[0])
        return self._member(node, function, target, arguments) if target else node

    def _index(self, node: Node, operand: Node, index: Node) -> Node:
        """Return what reads an element, of an optional value too."""
        if _is_optional(operand):
            return self._optional(operand, lambda on: call(OPTIONAL_INDEX, on, index))
        if operand.kind == "ident":
            read = self._optional(operand, lambda on: call(OPTIONAL_INDEX, on, index))
            return _if(_is(operand, "optional_type"), read, node)
        return node

    def _string(self, value: Node) -> Node:
        return self._asking(
            value, lambda on: _if(_is(on, "map"), call(STRING_OF, on), call("string", on))
        )

    def _member(self, node: Node, function: str, target: Node, arguments: list[Node]) -> Node:
        if function in _FINISHED:
            return _FINISHED[function](node, target, arguments)
        if function == "orValue" and self._or_value and not _is_optional(target):
            return self._asking(
                target,
                lambda on: _if(
                    _is(on, "optional_type"), call("orValue", *arguments, target=on), on
                ),
            )
        if function in ("indexOf", "lastIndexOf") and len(arguments) == 1:
            last = boolean(value=function == "lastIndexOf")
            return self._asking(
                target,
                lambda on: _if(
                    _is(on, "list"),
                    call(INDEX_OF, on, arguments[0], last),
                    call(function, *arguments, target=on),
                ),
            )
        return node

    def _select(self, node: Node) -> Node:
        operand = node.node(1)
        if operand is None:
            return node
        if node.one(_TEST_ONLY):
            return self._asking(
                operand,
                lambda on: _if(
                    call("_||_", _any(on, "map", "list"), _is(on, "optional_type")),
                    _selected(on, node),
                    boolean(value=False),
                ),
            )
        if _is_optional(operand):
            field = string(node.text(_SELECT_FIELD))
            return self._optional(operand, lambda on: call(OPTIONAL_SELECT, on, field))
        return node

    def _optional(self, operand: Node, read: Callable[[Node], Node]) -> Node:
        """Return what reads an optional part of `operand`, which may itself be optional."""
        none = call("optional.none")

        def of_value(on: Node) -> Node:
            return _if(_any(on, "map", "list"), read(on), none)

        def of_optional(on: Node) -> Node:
            value = self._asking(call("value", target=on), of_value)
            return _if(call("hasValue", target=on), value, none)

        if _is_optional(operand):
            return self._asking(operand, of_optional)
        return self._asking(
            operand, lambda on: _if(_is(on, "optional_type"), of_optional(on), of_value(on))
        )

    def _asking(self, value: Node, ask: Callable[[Node], Node]) -> Node:
        """Return `ask` of the value, which is computed once."""
        if value.kind == "ident":
            return ask(value)
        name = next(self._names)
        return bind(name, value, ask(ident(name)))


def _is_optional(node: Node) -> bool:
    """Return whether a rewritten expression is certainly an optional value."""
    if node.kind == "fold" and node.text(3).startswith("@asked"):
        return _is_optional(node.node(7) or node)
    if node.kind != "call":
        return False
    function, arguments = node.text(2), node.nodes(3)
    if function == IF:
        return any(_is_optional(argument) for argument in arguments[1:])
    return function in (OPTIONAL_SELECT, OPTIONAL_INDEX, "optional.none")


def _is(node: Node, kind: str) -> Node:
    return call(EQUALS, call("type", node), ident(kind))


def _any(node: Node, *kinds: str) -> Node:
    return reduce(lambda one, other: call("_||_", one, other), (_is(node, k) for k in kinds))


def _if(condition: Node, then: Node, otherwise: Node) -> Node:
    return call(IF, condition, then, otherwise)


def _selected(operand: Node, select: Node) -> Node:
    return Node("select", ((1, operand), *(f for f in select.fields if f[0] != 1)))


def _find(_: Node, text: Node, arguments: list[Node]) -> Node:
    """Return `text.find(pattern)`: the first match, whatever its groups."""
    found = call("regex.extract", text, call(UNGROUPED, arguments[0]))
    return call("orValue", string(""), target=found)


def _find_all(_: Node, text: Node, arguments: list[Node]) -> Node:
    found = call("regex.extractAll", text, call(UNGROUPED, arguments[0]))
    return call(FIRST, found, arguments[1]) if arguments[1:] else found


def _validate(_: Node, form: Node, arguments: list[Node]) -> Node:
    """Return `format.validate(text)`: what is wrong, or an optional nothing."""
    return call("optional.ofNonZeroValue", call(VIOLATIONS, form, *arguments))


def _format_named(node: Node, target: Node, arguments: list[Node]) -> Node:
    """Return `format.named(name)`, which is optional."""
    return call("optional.of", node) if target == ident("format") and arguments else node


def _round(node: Node, target: Node, arguments: list[Node]) -> Node:
    """Return `math.round(number, digits)`, which is Kyverno's; with one argument it is CEL's."""
    is_kyverno = target == ident("math") and len(arguments) == len(("number", "digits"))
    return call("kyverno.round", *arguments) if is_kyverno else node


_FINISHED = {
    "find": _find,
    "findAll": _find_all,
    "validate": _validate,
    "named": _format_named,
    "round": _round,
}
NAMES = frozenset({*_FINISHED.keys() - {"round"}, "transformMap", "transformMapEntry"})
"""Functions that have no plain form: what calls one is always rewritten."""
_SILENT = frozenset({"hasValue", "or", "optMap", "optFlatMap", "type"})
"""What does not fail of an optional error; `orValue` does."""


_ABSORBING = frozenset({"all", "exists", "existsOne", "exists_one"})
"""What has a value although an element gives an error."""


def has_no_plain_form(found: Sequence[Token]) -> bool:
    """Return whether an expression must be rewritten, because its plain form is wrong or none."""
    called = {one.text for one, other in pairwise(found) if other.text == "("}
    if not called.isdisjoint(NAMES):
        return True
    if called.isdisjoint(_SILENT) and "orValue" in called and not _names_optional(found):
        return False
    return _may_index_optional(found)


def fails_alike(found: Sequence[Token]) -> bool:
    """Return whether the rewritten form fails of what is not rewritten where the plain form does.

    So it is if nothing absorbs errors, and no element is read of an optional value.
    """
    absorbs = any(token.text in ("|", "&") or token.text in _ABSORBING for token in found)
    return not absorbs and not _may_index_optional(found)


def _may_index_optional(found: Sequence[Token]) -> bool:
    pairs = [(one.text, other.text) for one, other in pairwise(found)]
    if not any(pair in ((".", "?"), ("[", "?")) for pair in pairs) and not _names_optional(found):
        return False
    return any(
        other.text == "["
        and one.text != "in"
        and (one.kind in ("name", "quoted") or one.text in (")", "]"))
        for one, other in pairwise(found)
    )


def _names_optional(found: Sequence[Token]) -> bool:
    return any(one.text == "optional" and other.text == "." for one, other in pairwise(found))

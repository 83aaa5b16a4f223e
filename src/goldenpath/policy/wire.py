"""The abstract syntax of an expression, to and from the bytes in which CEL engines exchange it.

The messages are `cel.expr.ParsedExpr` and `cel.expr.Expr` of the CEL specification
(cel/expr/syntax.proto) in protobuf's wire format, of which only the two used kinds of field are
known here: varints and length-delimited bytes. Doubles stand in constants, which stay closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TYPE_URL = b"type.googleapis.com/cel.expr.ParsedExpr"
_VARINT, _BYTES = 0, 2
_ID = 2
_KINDS = {3: "const", 4: "ident", 5: "select", 6: "call", 7: "list", 8: "struct", 9: "fold"}
_FIELDS = {kind: field for field, kind in _KINDS.items()}
_CHILDREN = {"select": (1,), "call": (1, 3), "list": (1,), "fold": (2, 4, 5, 6, 7)}
"""Which fields of a node hold expressions; those of a struct lie one level deeper."""
_ENTRIES, _ENTRY_CHILDREN = 2, (3, 4)


class WireError(ValueError):
    """Bytes that are no expression."""


class Node(NamedTuple):
    """One expression: its kind and the fields of its message, in their order.

    Attributes:
        kind: `const`, `ident`, `select`, `call`, `list`, `struct` or `fold` (a comprehension).
        fields: number and value of each field; an expression's field is a Node.
    """

    kind: str
    fields: tuple[tuple[int, object], ...]

    def one(self, field: int) -> object:
        """Return the value of a field that occurs at most once, else None."""
        return next((value for number, value in self.fields if number == field), None)

    def text(self, field: int) -> str:
        """Return a field as text."""
        value = self.one(field)
        return value.decode() if isinstance(value, bytes) else ""

    def node(self, field: int) -> Node | None:
        """Return the expression in a field that occurs at most once."""
        value = self.one(field)
        return value if isinstance(value, Node) else None

    def nodes(self, field: int) -> list[Node]:
        """Return the expressions in a repeated field."""
        return [v for number, v in self.fields if number == field and isinstance(v, Node)]

    def map(self, change: Callable[[Node], Node]) -> Node:
        """Return this expression with `change` applied to each expression directly in it."""
        return Node(self.kind, tuple([(n, _mapped(value, change)) for n, value in self.fields]))


def _mapped(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        return tuple((number, _mapped(part, change)) for number, part in value)
    return value


def ident(name: str) -> Node:
    """Return the expression that reads a variable or names a type."""
    return Node("ident", ((1, name.encode()),))


def boolean(*, value: bool) -> Node:
    """Return a constant."""
    return Node("const", ((2, int(value)),))


def string(value: str) -> Node:
    """Return a constant."""
    return Node("const", ((6, value.encode()),))


def call(function: str, *arguments: Node, target: Node | None = None) -> Node:
    """Return the call of a function, on a target if it is a member."""
    on = ((1, target),) if target else ()
    return Node("call", (*on, (2, function.encode()), *((3, argument) for argument in arguments)))


def bind(name: str, value: Node, result: Node) -> Node:
    """Return `cel.bind(name, value, result)`, expanded as the macro does it."""
    fields: tuple[tuple[int, object], ...] = (
        (1, b"#unused"),
        (2, Node("list", ())),
        (3, name.encode()),
        (4, value),
        (5, boolean(value=False)),
        (6, ident(name)),
        (7, result),
    )
    return Node("fold", fields)


def load(serialized: bytes) -> Node:
    """Return the expression in a serialized `ParsedExpr`."""
    any_value = dict(_parts(serialized))
    parsed = any_value.get(2)
    if any_value.get(1) != _TYPE_URL or not isinstance(parsed, bytes):
        raise WireError("the engine serialized something else than a parsed expression")
    expression = dict(_parts(parsed)).get(2)
    if not isinstance(expression, bytes):
        raise WireError("the parsed expression is empty")
    return _node(expression)


def dump(node: Node) -> bytes:
    """Return `node` as a serialized `ParsedExpr`, every expression with an id of its own."""
    ids = iter(range(1, 1 << 31))
    parsed = _field(2, _encoded(node, ids))
    return _field(1, _TYPE_URL) + _field(2, parsed)


def _node(data: bytes) -> Node:
    for number, value in _parts(data):
        if number in _KINDS and isinstance(value, bytes):
            kind = _KINDS[number]
            if kind == "const":
                return Node(kind, ((0, value),))
            return Node(kind, tuple(_child(kind, *part) for part in _parts(value)))
    raise WireError("an expression of no known kind")


def _child(kind: str, number: int, value: int | bytes) -> tuple[int, object]:
    if not isinstance(value, bytes):
        return number, value
    if number in _CHILDREN.get(kind, ()):
        return number, _node(value)
    if kind == "struct" and number == _ENTRIES:
        entry = (
            (n, _node(v) if n in _ENTRY_CHILDREN and isinstance(v, bytes) else v)
            for n, v in _parts(value)
        )
        return number, tuple(entry)
    return number, value


def _encoded(node: Node, ids: Iterator[int]) -> bytes:
    own = _varint_field(_ID, next(ids))
    if node.kind == "const" and isinstance(closed := node.one(0), bytes):
        return own + _field(_FIELDS["const"], closed)
    parts = []
    for number, value in node.fields:
        if isinstance(value, Node):
            parts.append(_field(number, _encoded(value, ids)))
        elif isinstance(value, bytes):
            parts.append(_field(number, value))
        else:
            parts.append(_encoded_field(number, value, ids))
    return own + _field(_FIELDS[node.kind], b"".join(parts))


def _encoded_field(number: int, value: object, ids: Iterator[int]) -> bytes:
    if isinstance(value, Node):
        return _field(number, _encoded(value, ids))
    if isinstance(value, bytes):
        return _field(number, value)
    if isinstance(value, int):
        return _varint_field(number, value)
    if isinstance(value, tuple):
        # An entry's own id is its first field, and is as unique as an expression's.
        parts = ((n, next(ids) if n == 1 else part) for n, part in value)
        return _field(number, b"".join(_encoded_field(n, part, ids) for n, part in parts))
    raise WireError(f"no field holds {type(value).__name__}")


def _parts(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at, end = 0, len(data)
    while at < end:
        if at + 1 < end and not (data[at] | data[at + 1]) & 0x80:
            # Both numbers are of one byte, as most are.
            key, value = data[at], data[at + 1]
            at += 2
        else:
            key, at = _varint(data, at)
            value, at = _varint(data, at)
        if key & 7 == _VARINT:
            yield key >> 3, value
        elif key & 7 == _BYTES:
            yield key >> 3, data[at : at + value]
            at += value
        else:
            raise WireError(f"wire type {key & 7} stands where none is expected")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data):
            raise WireError("the bytes end within a number")
        value |= (data[at] & 0x7F) << shift
        at += 1
        if not data[at - 1] & 0x80:
            return value, at
        shift += 7


def _varint_field(number: int, value: int) -> bytes:
    return _number(number << 3 | _VARINT) + _number(value)


def _field(number: int, value: bytes) -> bytes:
    size = len(value)
    if size < len(_SMALL):
        return _SMALL[number << 3 | _BYTES] + _SMALL[size] + value
    return _number(number << 3 | _BYTES) + _number(size) + value


_SMALL = tuple(bytes((number,)) for number in range(0x80))
"""Numbers of one byte, which most are."""


def _number(value: int) -> bytes:
    if value < 1 << 7:
        return _SMALL[value]
    if value < 1 << 14:
        return bytes((value & 0x7F | 0x80, value >> 7))
    out = bytearray()
    while value >> 7:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)

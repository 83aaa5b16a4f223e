"""From nodes to data, in the dialect of the document's consumer.

Sources of the rules: the YAML 1.2.2 core schema (yaml.org/spec/1.2.2, section 10.3) for
Backstage, and the resolution table of go-yaml v2 (sigs.k8s.io/yaml) for Kubernetes.
"""

from __future__ import annotations

import base64
import re
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Any

from goldenpath.document import Fault, Flaw, Kind
from goldenpath.parse.build import quoted
from goldenpath.parse.legacy import legacy_scalar
from goldenpath.parse.node import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TEXT = re.compile(r"[^-+.0-9~nNtTfFyYoO]")
"""How a plain scalar begins that is a text in every dialect."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_KUBERNETES_BOOLEANS = {
    **_CORE_BOOLEANS,
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
_CORE_INTEGER = re.compile(r"(?P<ten>[-+]?[0-9]+)|0o(?P<eight>[0-7]+)|0x(?P<sixteen>[0-9a-fA-F]+)")
_KUBERNETES_INTEGER = re.compile(
    r"[-+]?(?:0b(?P<two>[01_]+)|0o?(?P<eight>[0-7_]+)|0x(?P<sixteen>[0-9a-fA-F_]+)"
    r"|(?P<ten>0|[1-9][0-9_]*))"
)
_BASES = {"two": 2, "eight": 8, "ten": 10, "sixteen": 16}
_TAG = "tag:yaml.org,2002:"
_TYPES = {_TAG + "int": int, _TAG + "float": float, _TAG + "bool": bool, _TAG + "null": type(None)}
"""Backstage's reader takes a text that has not the form of its tag's type for a text."""
_INTEGER_DIGITS = 400
"""Longer ones are read as floats, and so infinite: no consumer has such an integer, and int() takes
quadratic time."""


_PLACES = tuple(map(str, range(5)))
"""How many bytes of a binary value are kept: nothing that is judged depends on the others."""
_KEY_ITEMS = 20
_KEY_LENGTH = 1000
"""What is kept of a collection that is a key: keys in keys would add up."""
_PLAIN_BELOW = 10**21
"""JavaScript writes greater numbers with an exponent."""


_CORE = frozenset({Kind.BACKSTAGE_ENTITY, Kind.WORKFLOW})
"""Kinds whose readers keep to YAML 1.2: a workflow's `on` is no boolean."""


class Dialect(Enum):
    """How plain scalars become values."""

    CORE = "YAML 1.2 core schema, as Backstage's reader has it"
    KUBERNETES = "YAML 1.1 as sigs.k8s.io/yaml reads it"


def dialect_of(kind: Kind) -> Dialect:
    """Return how the consumer of a document of that kind reads it."""
    return Dialect.CORE if kind in _CORE else Dialect.KUBERNETES


def construct(root: Node, dialect: Dialect) -> tuple[Any, tuple[Fault, ...]]:
    """Return the value of `root` as JSON types, and its faults for that dialect's reader.

    Keys are strings, as both consumers make them. Tags other than YAML's own are ignored:
    nothing is ever instantiated.
    """
    notes = None if isinstance(root, Scalar) else root.notes
    is_legacy = dialect is Dialect.CORE and notes is not None and notes.legacy
    constructor = _Constructor(dialect, is_legacy=is_legacy)
    value = constructor.value(root)
    if notes is not None:
        constructor.faults += notes.core if dialect is Dialect.CORE else notes.other
    return value, tuple(constructor.faults)


class _Constructor:
    def __init__(self, dialect: Dialect, *, is_legacy: bool) -> None:
        self.dialect = dialect
        self.merges = is_legacy or dialect is Dialect.KUBERNETES
        self.faults: list[Fault] = []
        self.scalar: Callable[[str], Any] = (
            _kubernetes_scalar
            if dialect is Dialect.KUBERNETES
            else legacy_scalar
            if is_legacy
            else _core_scalar
        )
        self.shared: dict[int, Any] = {}

    def value(self, node: Node) -> Any:  # noqa: ANN401 - YAML values are of any type
        if isinstance(node, Scalar):
            if node.tag is None:
                is_text = not node.plain or _TEXT.match(node.text)
                return node.text if is_text else self.scalar(node.text)
            return self._tagged(node)
        known = self.shared.get(id(node))
        if known is None:
            known = (
                [self.value(item) for item in node.items]
                if isinstance(node, Sequence)
                else self._mapping(node)
            )
            self.shared[id(node)] = known
        return known

    def _tagged(self, node: Scalar) -> Any:  # noqa: ANN401
        if node.tag == "!":
            return node.text
        if node.tag not in _TYPES:
            return self._known(node) if self.dialect is Dialect.CORE else node.text
        value = self.scalar(node.text)
        is_of_type = self.dialect is not Dialect.CORE or type(value) is _TYPES[node.tag]
        return value if is_of_type else node.text

    def _known(self, node: Scalar) -> Any:  # noqa: ANN401
        """Return what Backstage's reader makes of its further tags, in JSON types."""
        if node.tag == _TAG + "binary":
            return dict(zip(_PLACES, _bytes(node.text), strict=False))
        if node.tag == _TAG + "timestamp":
            moment = legacy_scalar(node.text.strip())
            if moment != node.text.strip() and isinstance(moment, str):
                return moment
            message = f"{quoted(node.text)} is tagged as a timestamp and is none"
            self.faults.append(Fault(Flaw.SYNTAX, node.span, message))
        return node.text

    def _mapping(self, node: Mapping) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: list[Any] = []
        keys: _Keys | None = None
        is_core = self.dialect is Dialect.CORE
        for key_node, value_node in node.pairs:
            if self.merges and _is_merge(key_node):
                merged.append(self.value(value_node))
                continue
            key = value = self.value(key_node)
            if not isinstance(value, str):
                key = _key(value, self.dialect)
                if is_core and keys is None:
                    keys = _Keys(result)
            if key in result if keys is None else keys.repeats(value, key):
                message = f"key {quoted(key)} is set twice: keep one"
                self.faults.append(Fault(Flaw.DUPLICATE_KEY, key_node.span, message))
                continue
            result[key] = self.value(value_node)
        for source in merged:
            for mapping in source if isinstance(source, list) else [source]:
                if isinstance(mapping, dict):
                    result.update({k: v for k, v in mapping.items() if k not in result})
                elif is_core:
                    self.faults.append(Fault(Flaw.SYNTAX, node.span, "<< merges no mapping"))
        return result


class _Keys:
    """The keys of a mapping as Backstage's reader compares them: before it makes texts of them.

    1 is not "1", and no list or mapping equals another one. While all are texts, the mapping that
    is made of them knows which there are.
    """

    __slots__ = ("_texts", "_values")

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = set(texts)
        self._values: set[tuple[bool, Any]] = set()

    def repeats(self, value: Any, text: str) -> bool:  # noqa: ANN401 - YAML values are of any type
        """Tell whether `value`, written `text`, is among the keys; take note of it."""
        if isinstance(value, str):
            known = text in self._texts
            self._texts.add(text)
            return known
        if isinstance(value, dict | list):
            return False
        identity = (isinstance(value, bool), value)
        known = identity in self._values
        self._values.add(identity)
        return known


def _bytes(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    return base64.b64decode(letters + "=" * (-len(letters) % 4) if len(letters) % 4 != 1 else "")


def _is_merge(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text == "<<"


def _key(value: Any, dialect: Dialect) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "" if dialect is Dialect.CORE else "null"
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < _PLAIN_BELOW
    if dialect is Dialect.CORE and is_whole:
        return str(int(value))
    return _flow(value)[:_KEY_LENGTH] if isinstance(value, list | dict) else str(value)


def _flow(value: Any) -> str:  # noqa: ANN401
    """Return how the beginning of a collection is written on one line."""
    if isinstance(value, list):
        return f"[ {', '.join(map(_flow, value[:_KEY_ITEMS]))} ]"
    if isinstance(value, dict):
        pairs = islice(value.items(), _KEY_ITEMS)
        return f"{{ {', '.join(f'{key}: {_flow(item)}' for key, item in pairs)} }}"
    return str(value)[:_KEY_LENGTH]


def _number(text: str, integer: re.Match[str] | None) -> Any:  # noqa: ANN401
    if integer:
        name = integer.lastgroup or "ten"
        digits = integer[name].lstrip("+-").replace("_", "")
        if 0 < len(digits) <= _INTEGER_DIGITS:
            number = int(digits, _BASES[name])
            return -number if text.startswith("-") else number
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITY.fullmatch(text):
        return float("-inf") if text.startswith("-") else float("inf")
    return float("nan") if text in _NAN else text


def _core_scalar(text: str) -> Any:  # noqa: ANN401
    if text in _NULLS:
        return None
    if text in _CORE_BOOLEANS:
        return _CORE_BOOLEANS[text]
    return _number(text, _CORE_INTEGER.fullmatch(text))


def _kubernetes_scalar(text: str) -> Any:  # noqa: ANN401
    if text in _NULLS:
        return None
    if text in _KUBERNETES_BOOLEANS:
        return _KUBERNETES_BOOLEANS[text]
    return _number(text, _KUBERNETES_INTEGER.fullmatch(text))

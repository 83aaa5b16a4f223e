"""From libyaml's events to nodes: no recursion, bounded depth, bounded numbers, bounded aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from goldenpath.document import Fault, Flaw
from goldenpath.parse.node import COLUMN, Mapping, Node, Notes, Scalar, Sequence, position
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goldenpath.parse.layout import Layout

DEPTH_LIMIT = 200
_TOO_DEEP = f"nests deeper than {DEPTH_LIMIT} levels"
SIZE_LIMIT = 1_000_000
"""Nodes of one document with its aliases written out: a bomb has 10^9, a large catalog 10^5."""
_USUAL = 64
"""Characters of a text that count for one node: a long one can be a bomb too."""
VALUES_LIMIT = 500_000
"""Nodes of one file as they are written: they take 200 MB and some seconds."""
_TOO_MANY = f"brings its file to more than {VALUES_LIMIT:,} values: split the file"
ALIAS_LIMIT = 100
"""How often Backstage's reader writes out one anchor, itself and nested aliases included."""

_SPECIAL = "\x85\u2028\u2029\ufeff"
"""Breaks for libyaml, and a mark that it skips; for YAML 1.2 and for editors they are neither."""
_MARK = _SPECIAL[3]
_STAND_INS = (*map(chr, range(0xE000, 0xF900)), *map(chr, range(0xF0000, 0xF1000)))
"""Characters for private use: a text has few of them, if any."""
_SHOWN = 60
"""Characters of a name that a message quotes."""


def shield(text: str) -> tuple[str, dict[int, str]]:
    """Return `text` with stand-ins for what libyaml wrongly takes for layout, and what they mean.

    A byte order mark is one at the beginning and between documents, and stays there.
    """
    special = () if text.isascii() else tuple(char for char in _SPECIAL if char in text)
    if not special:
        return text, {}
    used = set(text) if any(char in text for char in _STAND_INS[: len(special)]) else set()
    free = (char for char in _STAND_INS if char not in used)
    meant = {}
    for char, stand_in in zip(special, free, strict=False):
        text = text.replace(char, stand_in)
        meant[ord(stand_in)] = char
        if char == _MARK:
            text = re.sub(
                rf"\A{stand_in}|(?<=^\.\.\.\n){stand_in}", _MARK, text, flags=re.MULTILINE
            )
    return text, meant


def quoted(name: str) -> str:
    """Show a name in a message, shortened where it is long."""
    return repr(name if len(name) <= _SHOWN else name[:_SHOWN] + "…")


class RefusedError(Exception):
    """The document is refused; carries the fault."""

    flaw = Flaw.SYNTAX

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(self.flaw, span, message)


class _UndefinedAliasError(RefusedError):
    """An alias names an anchor that does not stand before it."""


class _ExcessError(RefusedError):
    """The document exceeds a limit."""

    flaw = Flaw.EXCESSIVE


@dataclass(slots=True)
class Builder:
    """Builds one document at a time from a stream of events.

    `values` is how many nodes the file may still have.
    """

    lines_before: int
    meant: dict[int, str]
    """What the stand-ins in the text mean."""
    layout: Layout
    notes: Notes
    values: int
    open: list[Sequence | Mapping] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)
    """For each open collection, the key that waits for its value."""
    names: list[str | None] = field(default_factory=list)
    """For each open collection, its anchor."""
    anchors: dict[str, Node | None] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    weights: dict[int, int] = field(default_factory=dict)
    root: Node | None = None
    feed: dict[type[Any], Callable[[Any], Node | None]] = field(init=False)
    """What takes an event of each type; it returns the root when the event ends a document."""

    def __post_init__(self) -> None:
        self.feed = {
            ScalarEvent: self._scalar,
            SequenceStartEvent: self._start,
            MappingStartEvent: self._start,
            SequenceEndEvent: self._end,
            MappingEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._begin,
            DocumentEndEvent: self._ended,
            StreamStartEvent: _nothing,
        }

    def _begin(self, event: DocumentStartEvent) -> None:
        for known in (self.anchors, self.uses, self.weights):
            known.clear()
        self.root = None
        is_legacy = self.notes.legacy if event.version is None else event.version == (1, 1)
        self.notes = Notes(is_legacy)

    def _ended(self, _: DocumentEndEvent) -> Node | None:
        notes = self.notes
        if isinstance(self.root, Sequence | Mapping) and (notes.legacy or notes.core):
            self.root.notes = notes
        return self.root

    def _note(self, faults: Iterable[tuple[int, int, str]]) -> None:
        for line, column, message in faults:
            position = Position(line + 1 + self.lines_before, column + 1)
            self.notes.core.append(Fault(Flaw.SYNTAX, Span(position, position), message))

    def _place(self, mark: Any) -> int:  # noqa: ANN401 - PyYAML's are untyped
        line, column = mark.line + 1 + self.lines_before, mark.column + 1
        if column == 1 and self.layout.tail and mark.index == self.layout.size:
            line, column = line - 1, self.layout.tail + 1
        place: int = (line << COLUMN) + column
        return place

    def _span(self, event: Any) -> Span:  # noqa: ANN401
        start, end = self._place(event.start_mark), self._place(event.end_mark)
        return Span(position(start), position(end))

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        text, style = event.value, event.style
        if self.meant and not text.isascii():
            text = text.translate(self.meant)
        if style in {"'", '"'}:
            self._note(self.layout.quoted(event))
        start, end, before = event.start_mark, event.end_mark, self.lines_before + 1
        node = Scalar(
            (start.line + before << COLUMN) + start.column + 1,
            (end.line + before << COLUMN) + end.column + 1,
            text,
            event.tag,
            style in {"", None},
            1 + len(text) // _USUAL,
        )
        if end.index == self.layout.size:
            node.start, node.end = self._place(start), self._place(end)
        self._add(node, event.anchor)

    def _start(self, event: Any) -> None:  # noqa: ANN401
        if len(self.open) >= DEPTH_LIMIT:
            raise _ExcessError(self._span(event), _TOO_DEEP)
        self.layout.opened(event)
        shape = Sequence if isinstance(event, SequenceStartEvent) else Mapping
        if event.anchor:
            self.anchors[event.anchor] = None
        start = self._place(event.start_mark)
        self.open.append(shape(start, start, event.tag))
        self.keys.append(None)
        self.names.append(event.anchor)

    def _end(self, event: Any) -> None:  # noqa: ANN401
        node = self.open.pop()
        self.keys.pop()
        self._note(self.layout.closed(event))
        if self.weights:
            self._weigh(self.weights.get(id(node), 1))
        node.end = self._place(event.end_mark)
        self._add(node, self.names.pop())

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        span = self._span(event)
        if event.anchor not in self.anchors:
            message = f"alias {quoted(event.anchor)} has no anchor before it"
            raise _UndefinedAliasError(span, message)
        node = self.anchors[event.anchor]
        if node is None:
            message = f"alias {quoted(event.anchor)} contains itself"
            raise _ExcessError(span, message)
        self._count(event.anchor, node, span)
        self._add(node, None, span)

    def _count(self, anchor: str, node: Node, span: Span) -> None:
        """Weigh an alias as Backstage's reader does, which gives up on too much."""
        is_empty = not isinstance(node, Scalar) and node.size == 1
        self.uses[anchor] = self.uses.get(anchor, 1) + 1
        weight = 0 if is_empty else self.uses[anchor] * self.weights.get(id(node), 1)
        self._weigh(weight)
        if weight > ALIAS_LIMIT and not any(f.flaw is Flaw.EXCESSIVE for f in self.notes.core):
            text = f"uses the anchor {quoted(anchor)} more often than Backstage's reader allows"
            self.notes.core.append(Fault(Flaw.EXCESSIVE, span, text))

    def _weigh(self, weight: int) -> None:
        if self.open and weight > 1:
            parent = id(self.open[-1])
            self.weights[parent] = max(self.weights.get(parent, 1), weight)

    def _add(self, node: Node, anchor: str | None, alias: Span | None = None) -> None:
        self.values -= 1
        if self.values < 0:
            raise _ExcessError(alias or node.span, _TOO_MANY)
        if anchor:
            self.anchors[anchor] = node
            self.uses.pop(anchor, None)
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if node.depth >= parent.depth:
            parent.depth = node.depth + 1
            if len(self.open) + node.depth > DEPTH_LIMIT:
                raise _ExcessError(alias or node.span, _TOO_DEEP)
        parent.size += node.size
        if parent.size > SIZE_LIMIT:
            message = f"expands to more than {SIZE_LIMIT:,} values through its aliases"
            raise _ExcessError(alias or node.span, message)
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
        else:
            parent.pairs.append((key, node))
            self.keys[-1] = None


def _nothing(_: StreamStartEvent) -> None:
    """Take note of a stream's start, which tells nothing."""

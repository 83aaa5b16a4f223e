"""From libyaml's events to nodes: no recursion, bounded depth, bounded aliases."""

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
)

from goldenpath.document import Fault, Flaw
from goldenpath.parse.node import Mapping, Node, Notes, Scalar, Sequence
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.parse.layout import Layout

DEPTH_LIMIT = 200
_TOO_DEEP = f"nests deeper than {DEPTH_LIMIT} levels"
SIZE_LIMIT = 1_000_000
"""Nodes of one document with its aliases written out: a bomb has 10^9, a large catalog 10^5."""
ALIAS_LIMIT = 100
"""How often Backstage's reader writes out one anchor, itself and nested aliases included."""

_SPECIAL = "\x85\u2028\u2029\ufeff"
_STAND_INS = "\ue085\ue028\ue029\ue0ff"
"""Breaks for libyaml, and a mark that it skips; for YAML 1.2 and for editors they are neither."""
_SHIELD = str.maketrans(_SPECIAL, _STAND_INS)
_UNSHIELD = str.maketrans(_STAND_INS, _SPECIAL)
_BYTE_ORDER_MARK = re.compile(r"\A\ue0ff|(?<=^\.\.\.\n)\ue0ff", re.MULTILINE)
"""Where a byte order mark is one: at the beginning and between documents."""


def shield(text: str) -> tuple[str, bool]:
    """Return `text` without what libyaml wrongly takes for layout, and whether it had any."""
    if set(_SPECIAL).isdisjoint(text) or not set(_STAND_INS).isdisjoint(text):
        return text, False
    return _BYTE_ORDER_MARK.sub("\ufeff", text.translate(_SHIELD)), True


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
    """Builds one document at a time from a stream of events."""

    lines_before: int
    shielded: bool
    layout: Layout
    notes: Notes = field(default_factory=Notes)
    open: list[tuple[Sequence | Mapping, str | None, Node | None]] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    weights: dict[int, int] = field(default_factory=dict)
    root: Node | None = None

    def feed(self, event: Any) -> Node | None:  # noqa: ANN401 - PyYAML's events are untyped
        """Take one event; return the root when the event ends a document."""
        if isinstance(event, ScalarEvent):
            self._add(self._scalar(event), event.anchor)
        elif isinstance(event, (SequenceStartEvent, MappingStartEvent)):
            self._start(event)
        elif isinstance(event, (SequenceEndEvent, MappingEndEvent)):
            self._end(event)
        elif isinstance(event, AliasEvent):
            self._add(self._resolve(event), None, self._span(event))
        elif isinstance(event, DocumentStartEvent):
            self._begin(event)
        elif isinstance(event, DocumentEndEvent):
            return self._ended()
        return None

    def _begin(self, event: DocumentStartEvent) -> None:
        for known in (self.anchors, self.uses, self.weights):
            known.clear()
        self.root = None
        is_legacy = self.notes.legacy if event.version is None else event.version == (1, 1)
        self.notes = Notes(is_legacy)

    def _ended(self) -> Node | None:
        notes = self.notes
        if isinstance(self.root, Sequence | Mapping) and (notes.legacy or notes.core):
            self.root.notes = notes
        return self.root

    def _note(self, faults: Iterable[tuple[int, int, str]]) -> None:
        for line, column, message in faults:
            position = Position(line + 1 + self.lines_before, column + 1)
            self.notes.core.append(Fault(Flaw.SYNTAX, Span(position, position), message))

    def _span(self, event: Any) -> Span:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        return Span(
            Position(start.line + 1 + self.lines_before, start.column + 1),
            Position(end.line + 1 + self.lines_before, end.column + 1),
        )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text = event.value.translate(_UNSHIELD) if self.shielded else event.value
        if event.style in {"'", '"'}:
            self._note(self.layout.quoted(event))
        return Scalar(self._span(event), text, event.tag, event.style in (None, ""))

    def _start(self, event: Any) -> None:  # noqa: ANN401
        if len(self.open) >= DEPTH_LIMIT:
            raise _ExcessError(self._span(event), _TOO_DEEP)
        self.layout.opened(event)
        shape = Sequence if isinstance(event, SequenceStartEvent) else Mapping
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append((shape(self._span(event), event.tag), event.anchor, None))

    def _end(self, event: Any) -> None:  # noqa: ANN401
        node, anchor, _ = self.open.pop()
        self._note(self.layout.closed(event))
        self._weigh(self.weights.get(id(node), 1))
        node.span = Span(node.span.start, self._span(event).end)
        self._add(node, anchor)

    def _resolve(self, event: AliasEvent) -> Node:
        span = self._span(event)
        if event.anchor not in self.anchors:
            raise _UndefinedAliasError(span, f"alias {event.anchor!r} has no anchor before it")
        node = self.anchors[event.anchor]
        if node is None:
            raise _ExcessError(span, f"alias {event.anchor!r} contains itself")
        self._count(event.anchor, node, span)
        return node

    def _count(self, anchor: str, node: Node, span: Span) -> None:
        """Weigh an alias as Backstage's reader does, which gives up on too much."""
        is_empty = not isinstance(node, Scalar) and node.size == 1
        self.uses[anchor] = self.uses.get(anchor, 1) + 1
        weight = 0 if is_empty else self.uses[anchor] * self.weights.get(id(node), 1)
        self._weigh(weight)
        if weight > ALIAS_LIMIT and not any(f.flaw is Flaw.EXCESSIVE for f in self.notes.core):
            text = f"uses the anchor {anchor!r} more often than Backstage's reader allows"
            self.notes.core.append(Fault(Flaw.EXCESSIVE, span, text))

    def _weigh(self, weight: int) -> None:
        if self.open and weight > 1:
            parent = id(self.open[-1][0])
            self.weights[parent] = max(self.weights.get(parent, 1), weight)

    def _add(self, node: Node, anchor: str | None, alias: Span | None = None) -> None:
        if anchor:
            self.anchors[anchor] = node
            self.uses.pop(anchor, None)
        if not self.open:
            self.root = node
            return
        parent, parent_anchor, key = self.open[-1]
        parent.depth = max(parent.depth, node.depth + 1)
        if len(self.open) + node.depth > DEPTH_LIMIT:
            raise _ExcessError(alias or node.span, _TOO_DEEP)
        parent.size += node.size
        if parent.size > SIZE_LIMIT:
            message = f"expands to more than {SIZE_LIMIT:,} values through its aliases"
            raise _ExcessError(alias or node.span, message)
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            self.open[-1] = (parent, parent_anchor, node)
        else:
            parent.pairs.append((key, node))
            self.open[-1] = (parent, parent_anchor, None)

"""From text to nodes, by libyaml's events: no recursion, bounded depth, bounded aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from goldenpath.document import Fault, Flaw
from goldenpath.parse.node import Mapping, Node, Scalar, Sequence
from goldenpath.source import START, Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH_LIMIT = 200
_TOO_DEEP = f"nests deeper than {DEPTH_LIMIT} levels"
SIZE_LIMIT = 1_000_000
"""Nodes of one document with its aliases written out: a bomb has 10^9, a large catalog 10^5."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What libyaml refuses to read."""

_LINE_BREAKS = "\x85\u2028\u2029"
_STAND_INS = "\ue085\ue028\ue029"
"""Breaks for YAML 1.1 and so for libyaml; for YAML 1.2 and for editors they are none."""
_SHIELD = str.maketrans(_LINE_BREAKS, _STAND_INS)
_UNSHIELD = str.maketrans(_STAND_INS, _LINE_BREAKS)

_NEXT_DOCUMENT = re.compile(r"^---(?=[ \t\r\n]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Composed:
    """One document of a stream: its 0-based index, its root, or what was wrong with it."""

    index: int
    root: Node | None
    faults: tuple[Fault, ...] = ()


class _RefusedError(Exception):
    """The document is refused; carries the fault."""

    flaw = Flaw.SYNTAX

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(self.flaw, span, message)


class _UndefinedAliasError(_RefusedError):
    """An alias names an anchor that does not stand before it."""


class _ExcessError(_RefusedError):
    """The document exceeds a limit."""

    flaw = Flaw.EXCESSIVE


def compose(text: str) -> Iterator[Composed]:
    """Yield the documents of `text` in order.

    A broken document yields one entry with its fault and does not take the others along:
    reading goes on at the next line that starts with `---`.
    """
    index = lines_before = 0
    for start, end, forbidden in _parts(text):
        if forbidden is None:
            for composed in _documents(text[start:end], index, lines_before):
                yield composed
                index = composed.index + 1
        else:
            line = lines_before + text.count("\n", start, forbidden)
            yield Composed(index, None, (_forbidden_fault(text, forbidden, line),))
            index += 1
        lines_before += text.count("\n", start, end)


def _parts(text: str) -> Iterator[tuple[int, int, int | None]]:
    """Cut out the documents that hold a forbidden character: libyaml would stop at the first.

    Yields where each part starts and ends, and where such a character stands in it.
    """
    start = 0
    while forbidden := _FORBIDDEN.search(text, start):
        at = forbidden.start()
        begin = max((m.start() for m in _NEXT_DOCUMENT.finditer(text, start, at)), default=start)
        following = _NEXT_DOCUMENT.search(text, at)
        end = following.start() if following else len(text)
        if begin > start:
            yield start, begin, None
        yield begin, end, at
        start = end
    if start < len(text):
        yield start, len(text), None


def _documents(text: str, index: int, lines_before: int) -> Iterator[Composed]:
    """Yield the documents of a part, the first one being number `index`.

    They are read as one stream up to the first broken one, and one by one from there: to begin
    a stream again and again would cost the square of its length.
    """
    start, stop = 0, len(text)
    while True:
        resume = stop if stop < len(text) else None
        for composed in _stream(text[start:stop], index, lines_before):
            yield composed
            index = composed.index + 1
            if composed.faults:
                failed = composed.faults[0].span.start
                place = Position(failed.line - lines_before, failed.column)
                resume = _next_document(text, start, place)
        if resume is None:
            return
        lines_before += text.count("\n", start, resume)
        start = resume
        following = _NEXT_DOCUMENT.search(text, start + 1)
        stop = following.start() if following else len(text)


def _next_document(text: str, start: int, failed: Position) -> int | None:
    """Return where the `---` begins that follows a fault, given by its place after `start`.

    What is cut short fails at the very `---` of the next document; a fault further right on such
    a line is one of the document that begins there.
    """
    position = start
    for _ in range(failed.line - (failed.column == 1)):
        position = text.find("\n", position) + 1
        if position == 0:
            return None
    found = _NEXT_DOCUMENT.search(text, max(position, start + 1))
    return found.start() if found else None


def _forbidden_fault(text: str, at: int, line: int) -> Fault:
    start = Position(line + 1, at - text.rfind("\n", 0, at))
    message = f"the character U+{ord(text[at]):04X} is not allowed"
    return Fault(Flaw.SYNTAX, Span(start, Position(start.line, start.column + 1)), message)


def _stream(text: str, index: int, lines_before: int) -> Iterator[Composed]:
    shielded = not set(_LINE_BREAKS).isdisjoint(text) and set(_STAND_INS).isdisjoint(text)
    parser = CParser(text.translate(_SHIELD) if shielded else text)
    try:
        builder = _Builder(lines_before, shielded)
        while not isinstance(event := parser.get_event(), StreamEndEvent):
            root = builder.feed(event)
            if root is not None:
                yield Composed(index, root)
                index += 1
    except _RefusedError as refused:
        yield Composed(index, None, (refused.fault,))
    except yaml.YAMLError as error:
        yield Composed(index, None, (_syntax_fault(error, lines_before),))
    finally:
        parser.dispose()


def _syntax_fault(error: yaml.YAMLError, lines_before: int) -> Fault:
    """Return libyaml's complaint: where it noticed, and where the construct began.

    What is never closed is noticed at the end of the file, so there the beginning is the place.
    """
    noticed = _place(getattr(error, "problem_mark", None), lines_before)
    began = _place(getattr(error, "context_mark", None), lines_before)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    message = f"{problem} ({context})" if context else str(problem)
    if began is not None and "unexpected end of stream" in message:
        noticed, began = began, None
    if noticed is None:
        return Fault(Flaw.SYNTAX, began or _shift(START, lines_before), message)
    return Fault(Flaw.SYNTAX, noticed, message, began)


def _place(mark: Any, lines_before: int) -> Span | None:  # noqa: ANN401 - PyYAML's are untyped
    if mark is None:
        return None
    position = Position(mark.line + 1 + lines_before, mark.column + 1)
    return Span(position, position)


def _shift(span: Span, lines: int) -> Span:
    return Span(
        Position(span.start.line + lines, span.start.column),
        Position(span.end.line + lines, span.end.column),
    )


@dataclass(slots=True)
class _Builder:
    """Builds one document at a time from a stream of events."""

    lines_before: int
    shielded: bool
    open: list[tuple[Sequence | Mapping, str | None, Node | None]] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
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
            self.anchors.clear()
            self.root = None
        elif isinstance(event, DocumentEndEvent):
            return self.root
        return None

    def _span(self, event: Any) -> Span:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        return Span(
            Position(start.line + 1 + self.lines_before, start.column + 1),
            Position(end.line + 1 + self.lines_before, end.column + 1),
        )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text = event.value.translate(_UNSHIELD) if self.shielded else event.value
        return Scalar(self._span(event), text, event.tag, event.style in (None, ""))

    def _start(self, event: Any) -> None:  # noqa: ANN401
        if len(self.open) >= DEPTH_LIMIT:
            raise _ExcessError(self._span(event), _TOO_DEEP)
        shape = Sequence if isinstance(event, SequenceStartEvent) else Mapping
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append((shape(self._span(event), event.tag), event.anchor, None))

    def _end(self, event: Any) -> None:  # noqa: ANN401
        node, anchor, _ = self.open.pop()
        node.span = Span(node.span.start, self._span(event).end)
        self._add(node, anchor)

    def _resolve(self, event: AliasEvent) -> Node:
        span = self._span(event)
        if event.anchor not in self.anchors:
            raise _UndefinedAliasError(span, f"alias {event.anchor!r} has no anchor before it")
        node = self.anchors[event.anchor]
        if node is None:
            raise _ExcessError(span, f"alias {event.anchor!r} contains itself")
        return node

    def _add(self, node: Node, anchor: str | None, alias: Span | None = None) -> None:
        if anchor:
            self.anchors[anchor] = node
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

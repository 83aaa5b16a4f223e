"""From text to documents: each by itself, so that a broken one does not take the others along."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from yaml._yaml import CParser
from yaml.events import DocumentStartEvent, StreamEndEvent

from goldenpath.document import Fault, Flaw
from goldenpath.parse.admit import Forbidden, few_handles
from goldenpath.parse.breaks import breaks, line_after, line_of
from goldenpath.parse.build import (
    DEPTH_LIMIT,
    SIZE_LIMIT,
    VALUES_LIMIT,
    Builder,
    RefusedError,
    shield,
)
from goldenpath.parse.layout import Layout
from goldenpath.parse.mend import mended
from goldenpath.parse.node import Node, Notes, Scalar
from goldenpath.source import START, Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DEPTH_LIMIT", "DOCUMENTS_LIMIT", "SIZE_LIMIT", "VALUES_LIMIT", "Composed", "compose"]

DOCUMENTS_LIMIT = 50_000
"""Documents of one file: each costs its reader and its judge more than its letters tell."""

_MARK = re.compile(r"(?:(?<![^\r\n])---|(?<![^\r\n])\.\.\.)(?=[ \t\r\n]|\Z)")
_MEND_LIMIT = 100
_MEND_CHARACTERS = 100_000_000
"""To read a document again costs its length: what needs more than this is broken."""


@dataclass(frozen=True, slots=True)
class Composed:
    """One document of a stream: its 0-based index, its root, or what was wrong with it."""

    index: int
    root: Node | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """One document as libyaml gave it: its root or its fault, and where what follows begins."""

    root: Node | None
    fault: Fault | None
    end: int
    explicit: bool = False


def compose(text: str) -> Iterator[Composed]:
    """Yield the documents of `text` in order.

    A broken document yields one entry with its fault and does not take the others along:
    reading goes on at the next line that starts with `---`. A file that exceeds a limit as a
    whole yields one entry with that fault, and nothing of what follows is read.
    """
    forbidden = Forbidden(text)
    return _Reader(few_handles(forbidden.replaced()), forbidden).documents()


@dataclass(slots=True)
class _Reader:
    """Reads a text as one stream up to the first broken document, and one by one from there.

    To begin a stream again and again would cost the square of its length.
    """

    text: str
    forbidden: Forbidden
    index: int = 0
    start: int = 0
    lines_before: int = 0
    mends: int = 0
    mended: int = 0
    mended_at: int = -1
    values: int = VALUES_LIMIT
    legacy: bool = False
    others: list[Fault] = field(default_factory=list)
    last: Position | None = None

    def documents(self) -> Iterator[Composed]:
        """Yield every document, up to one that the file has no room for."""
        for composed in self._all():
            if composed.index >= DOCUMENTS_LIMIT:
                span = composed.root.span if composed.root else composed.faults[0].span
                yield Composed(composed.index, None, (_too_many(span),))
                return
            yield composed
            if self.values < 0:
                return

    def _all(self) -> Iterator[Composed]:
        stop = len(self.text)
        while self.start < len(self.text):
            resume = stop
            origin = self.start
            for read in self._stream(self.text[origin:stop]):
                if read.fault is None and read.root is not None:
                    yield self._good(read.root, origin + read.end)
                    continue
                fault = read.fault or Fault(Flaw.SYNTAX, START, "the document is empty")
                if self._mend(fault):
                    resume = self.start
                    break
                yield Composed(self.index, None, (self._within(fault),))
                self.index += 1
                self.others.clear()
                resume = self._next_document(fault.span.start)
                self.forbidden.until(resume)
                stop = self._stop(resume)
            else:
                if resume < len(self.text):
                    stop = self._stop(resume)
            self._advance(resume)

    def _good(self, root: Node, end: int) -> Composed:
        self._advance(end)
        self.others += self.forbidden.until(end)
        if self.others and not isinstance(root, Scalar):
            root.notes = root.notes or Notes(self.legacy)
            root.notes.other += self.others
        self.others = []
        self.index += 1
        return Composed(self.index - 1, root)

    def _advance(self, offset: int) -> None:
        self.lines_before += breaks(self.text, self.start, offset)
        self.start = offset

    def _mend(self, fault: Fault) -> bool:
        """Let pass what only libyaml objects to: its fault stays on record for readers like it."""
        left = len(self.text) - self.start
        spent = self.mends >= _MEND_LIMIT or self.mended + left > _MEND_CHARACTERS
        if spent or fault.flaw is not Flaw.SYNTAX:
            return False
        line = fault.span.start.line - self.lines_before
        text = mended(self.text, self.start, line, fault.message)
        if text is None or (text == self.text and self.start == self.mended_at):
            return False
        self.text = text
        self.mended_at = self.start
        self.mends += 1
        self.mended += left
        self.others.append(fault)
        return True

    def _within(self, fault: Fault) -> Fault:
        """Return `fault` where the text has something: for libyaml it ends on a line of its own."""
        if self.last is None:
            size = len(self.text)
            begin = max(line_of(self.text, 0, size), 0)
            self.last = Position(breaks(self.text, 0, size) + 1, size - begin + 1)
        if fault.span.start <= self.last:
            return fault
        return fault._replace(span=Span(self.last, self.last))

    def _next_document(self, failed: Position) -> int:
        """Return where what follows a fault begins: at a `---`, after a `...`, or at the end.

        What is cut short fails at the very mark; a fault further right on such a line is one of
        the document that begins there.
        """
        lines = failed.line - self.lines_before - (failed.column == 1)
        position = line_after(self.text, self.start, lines)
        return len(self.text) if position < 0 else self._stop(max(position - 1, self.start))

    def _stop(self, start: int) -> int:
        """Return where the document that begins at `start` ends at the latest."""
        found = _MARK.search(self.text, start + 1)
        if found is None:
            return len(self.text)
        return found.start() if found[0] == "---" else found.end()

    def _stream(self, part: str) -> Iterator[_Read]:
        """Yield the documents of `part`; the last one may be broken.

        A document is told when the next one begins: what follows without a mark belongs to it.
        """
        text, meant = shield(part)
        parser = CParser(text)
        builder = Builder(self.lines_before, meant, Layout(text), Notes(self.legacy), self.values)
        feed = builder.feed
        last: _Read | None = None
        event: Any  # PyYAML's are untyped
        try:
            while (shape := type(event := parser.get_event())) is not StreamEndEvent:
                if shape is DocumentStartEvent and last is not None:
                    if not last.explicit and _starts(event, text) == "%":
                        yield _Read(None, _stray_directive(event, builder), last.end)
                        return
                    yield last
                    last = None
                root = feed[shape](event)
                if root is not None:
                    self._learn(builder)
                    last = _Read(root, None, _end(event), bool(event.explicit))
        except RefusedError as refused:
            self._learn(builder)
            yield _Read(None, refused.fault, 0)
        except yaml.YAMLError as error:
            if last is not None and last.explicit:
                yield last
            yield _Read(None, _syntax_fault(error, builder.lines_before), 0)
        else:
            if last is not None:
                yield _Read(last.root, None, len(part))
        finally:
            self._learn(builder)
            feed.clear()  # it holds the builder, which holds it
            parser.dispose()

    def _learn(self, builder: Builder) -> None:
        """Take over what the next stream has to know of this one."""
        self.legacy, self.values = builder.notes.legacy, builder.values


def _too_many(span: Span) -> Fault:
    text = f"is one more than the {DOCUMENTS_LIMIT:,} that a file may hold: split the file"
    return Fault(Flaw.EXCESSIVE, span, text)


def _starts(event: Any, text: str) -> str:  # noqa: ANN401 - PyYAML's are untyped
    return text[event.start_mark.index : event.start_mark.index + 1]


def _end(event: Any) -> int:  # noqa: ANN401 - PyYAML's are untyped
    return int(event.end_mark.index)


def _stray_directive(event: DocumentStartEvent, builder: Builder) -> Fault:
    place = _place(event.start_mark, builder.lines_before) or START
    return Fault(Flaw.SYNTAX, place, "a directive stands inside the document: end it with '...'")


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

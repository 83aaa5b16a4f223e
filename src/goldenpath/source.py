"""Where text comes from and how a place in it is named."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a text: line and column, both 1-based, counted in code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of text; `end` is exclusive."""

    start: Position
    end: Position


START = Span(Position(1, 1), Position(1, 1))


class Source(NamedTuple):
    """A file that was read: its path as reports show it (`/` separators) and its text."""

    path: str
    text: str

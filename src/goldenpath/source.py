"""Where text comes from and how a place in it is named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both 1-based, counted in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text; `end` is exclusive."""

    start: Position
    end: Position


START = Span(Position(1, 1), Position(1, 1))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its path as reports show it (`/` separators) and its text."""

    path: str
    text: str

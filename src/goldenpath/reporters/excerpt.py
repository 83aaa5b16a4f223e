"""The line of source that a finding points at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.discover import read
from goldenpath.reporters.encode import printable
from goldenpath.secret import secrets

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic

_WIDTH = 120
"""Columns of a source line that an excerpt shows."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One line of a file, or a stretch of a long one, in three parts: `marked` is the place."""

    line: int
    before: str
    marked: str
    after: str


class Sources:
    """Reads excerpts; keeps the one file at hand, for findings come sorted by path."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._lines: list[str] = []

    def excerpt(self, item: Diagnostic) -> Excerpt | None:
        """Return what `item` points at, or None where there is nothing to show."""
        start, end = item.span.start, item.span.end
        lines = self._read(item.path)
        if not 0 < start.line <= len(lines):
            return None
        text = lines[start.line - 1].rstrip("\r")
        if not text.strip():
            return None
        first = max(0, start.column - _WIDTH // 2) if start.column > _WIDTH else 0
        shown = printable(_without_secrets(text)[first : first + _WIDTH].replace("\t", " "))
        at = start.column - first - 1
        to = end.column - first - 1 if end.line == start.line else len(shown)
        to = max(to, at + 1)
        return Excerpt(start.line, shown[:at], shown[at:to], shown[to:])

    def _read(self, path: str) -> list[str]:
        if path != self._path:
            self._path = path
            self._lines = read(Path(path))[0].text.split("\n")
        return self._lines


def _without_secrets(text: str) -> str:
    """Return a line with asterisks for what looks like a secret: reports are read by many."""
    for found in secrets(text):
        text = text[: found.start] + "*" * (found.end - found.start) + text[found.end :]
    return text

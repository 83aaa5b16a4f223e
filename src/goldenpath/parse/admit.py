"""What libyaml must not meet: characters that it refuses, and too many handles of tags."""

from __future__ import annotations

import re

from goldenpath.document import Fault, Flaw
from goldenpath.parse.breaks import BREAK, breaks, line_of
from goldenpath.source import Position, Span

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What libyaml refuses to read."""
_TOLD = 10
"""Forbidden characters of one document that are told: it may consist of nothing else."""

HANDLES_LIMIT = 100
_HANDLE = re.compile(r"^(?P<handle>%TAG(?=[ \t]))|^---(?=[ \t\r\n])", re.MULTILINE)


class Forbidden:
    """The characters of a text that libyaml refuses, told document by document."""

    __slots__ = ("_at", "_begin", "_line", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._begin = 0
        self._line = 1

    def replaced(self) -> str:
        """Return the text with stand-ins for them, of the same length."""
        text, found = self._text, _FORBIDDEN.search(self._text)
        self._go(found.start() if found else len(text))
        while found:
            text = text.replace(found[0], "\ufffd")
            found = _FORBIDDEN.search(text, found.start())
        return text

    def until(self, end: int) -> list[Fault]:
        """Return a fault for each line that has one, from where this was last asked up to `end`.

        After some of them it is left at that.
        """
        faults: list[Fault] = []
        while len(faults) < _TOLD and (found := _FORBIDDEN.search(self._text, self._at, end)):
            self._go(found.start())
            column = self._at - self._begin + 1
            span = Span(Position(self._line, column), Position(self._line, column + 1))
            message = f"the character U+{ord(found[0]):04X} is not allowed"
            faults.append(Fault(Flaw.SYNTAX, span, message))
            next_line = BREAK.search(self._text, self._at, end)
            self._go(next_line.start() if next_line else end)
        self._go(end)
        return faults

    def _go(self, offset: int) -> None:
        """Go on to an offset, and know which line that is and where it begins."""
        if offset > self._at:
            self._line += breaks(self._text, self._at, offset)
            begin = line_of(self._text, self._at, offset)
            self._begin = self._begin if begin < 0 else begin
            self._at = offset


def few_handles(text: str) -> str:
    """Return `text` with no more than `HANDLES_LIMIT` handles of tags before a document.

    libyaml compares each with all others. Those beyond become comments, so that a tag which
    begins with one of them is a fault.
    """
    if text.count("%TAG") <= HANDLES_LIMIT:
        return text
    parts: list[str] = []
    number = copied = 0
    for found in _HANDLE.finditer(text):
        if not found["handle"]:
            number = 0
            continue
        number += 1
        if number > HANDLES_LIMIT:
            parts += (text[copied : found.start()], "#")
            copied = found.start() + 1
    return "".join((*parts, text[copied:]))

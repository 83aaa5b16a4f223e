"""What libyaml must not meet: characters that it refuses, and too many handles of tags."""

from __future__ import annotations

import re

from goldenpath.document import Fault, Flaw
from goldenpath.source import Position, Span

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What libyaml refuses to read."""
_TOLD = 10
"""Forbidden characters of one document that are told: it may consist of nothing else."""

HANDLES_LIMIT = 100
_HANDLE = re.compile(r"^(?P<handle>%TAG(?=[ \t]))|^---(?=[ \t\r\n])", re.MULTILINE)


class Forbidden:
    """The characters of a text that libyaml refuses, told document by document."""

    __slots__ = ("_at", "_line", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def replaced(self) -> str:
        """Return the text with stand-ins for them, of the same length."""
        text, found = self._text, _FORBIDDEN.search(self._text)
        self._at = found.start() if found else len(text)
        self._line += text.count("\n", 0, self._at)
        while found:
            text = text.replace(found[0], "\ufffd")
            found = _FORBIDDEN.search(text, found.start())
        return text

    def until(self, end: int) -> list[Fault]:
        """Return a fault for each line that has one, from where this was last asked up to `end`.

        After some of them it is left at that.
        """
        faults: list[Fault] = []
        text, line, at = self._text, self._line, self._at
        while len(faults) < _TOLD and (found := _FORBIDDEN.search(text, at, end)):
            line += text.count("\n", at, found.start())
            column = found.start() - text.rfind("\n", 0, found.start())
            span = Span(Position(line, column), Position(line, column + 1))
            message = f"the character U+{ord(found[0]):04X} is not allowed"
            faults.append(Fault(Flaw.SYNTAX, span, message))
            next_line = text.find("\n", found.start(), end)
            at = end if next_line < 0 else next_line
        if end > at:
            line += text.count("\n", at, end)
        self._at, self._line = max(self._at, end), line
        return faults


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

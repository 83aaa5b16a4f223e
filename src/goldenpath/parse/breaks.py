"""Lines as libyaml counts them: a carriage return ends one, and so does a line feed behind it."""

from __future__ import annotations

import re

BREAK = re.compile(r"\r\n|\n|\r")


def breaks(text: str, start: int, end: int) -> int:
    """Return how many lines end in a stretch of `text`."""
    number = text.count("\n", start, end)
    returns = text.count("\r", start, end)
    return number + returns - text.count("\r\n", start, end) if returns else number


def line_after(text: str, start: int, number: int) -> int:
    """Return where the line begins that is `number` lines below `start`; -1 where there is none."""
    offset = start
    for _ in range(number):
        found = BREAK.search(text, offset)
        if found is None:
            return -1
        offset = found.end()
    return offset


def line_of(text: str, start: int, offset: int) -> int:
    """Return where the line begins that holds `offset`; -1 where that is before `start`."""
    return max(text.rfind("\n", start, offset), text.rfind("\r", start, offset)) + 1 or -1

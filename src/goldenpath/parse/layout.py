"""What YAML 1.2 asks of the layout of a text and libyaml does not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goldenpath.parse.breaks import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[int, int, str]
"""A fault: its line and its column, from 0, and in words."""


class Layout:
    """A text, and the indentation that the open block collections ask for."""

    __slots__ = ("_text", "flow", "indents", "size", "tail")

    def __init__(self, text: str) -> None:
        self._text = text
        self.size = len(text) - text.startswith("\ufeff")
        """How many letters libyaml counts."""
        self.tail = len(text) - max(text.rfind("\n"), text.rfind("\r")) - 1
        """Letters behind the last break: for libyaml a text without one ends on the next line."""
        self.flow: list[Any] = []
        self.indents: list[int] = []

    def opened(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        """Take note of a collection's start."""
        if event.flow_style:
            self.flow.append(event.start_mark)
        else:
            self.indents.append(event.start_mark.column)

    def closed(self, event: Any) -> Iterable[Place]:  # noqa: ANN401
        """Take note of a collection's end and return the faults that show there."""
        if not self.flow:
            self.indents.pop()
            return ()
        return self._faults(self.flow.pop(), event.end_mark, is_flow=True)

    def quoted(self, event: Any) -> Iterable[Place]:  # noqa: ANN401
        """Return the faults of a quoted scalar."""
        return self._faults(event.start_mark, event.end_mark, is_flow=False)

    def _faults(self, start: Any, end: Any, *, is_flow: bool) -> list[Place]:  # noqa: ANN401
        faults: list[Place] = []
        if self._text.startswith("#", end.index):
            text = "a comment begins without a space before it: write one"
            faults.append((end.line, end.column, text))
        if self.indents and not self.flow and start.line != end.line:
            faults += self._shallow(start, end, is_flow=is_flow)
        return faults

    def _shallow(self, start: Any, end: Any, *, is_flow: bool) -> list[Place]:  # noqa: ANN401
        """Return the first continuation line that is not indented more than its parent."""
        parent = self.indents[-1]
        for found in _shallow_lines(parent, is_flow).finditer(self._text, start.index, end.index):
            indent = len(found["indent"])
            if is_flow and (found.end() + 1, indent) == (end.index, parent):
                return []  # the bracket that closes may stand below the parent's first letter
            line = start.line + len(BREAK.findall(self._text, start.index, found.end()))
            text = f"a continued value is indented by {indent}: use more than {parent} spaces"
            return [(line, indent, text)]
        return []


@lru_cache(maxsize=64)
def _shallow_lines(parent: int, is_flow: bool) -> re.Pattern[str]:  # noqa: FBT001 - a cache's key
    """Return what matches the breaks before lines that say something `parent` spaces deep at most.

    In a flow collection, a line that says something in a comment only does not count.
    """
    silent = r"(?![\t ]*[\r\n]|#)" if is_flow else r"(?![\t ]*[\r\n])"
    return re.compile(rf"(?:\r\n|\r|\n)(?P<indent> {{0,{parent}}}+)(?! ){silent}")

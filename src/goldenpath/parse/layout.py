"""What YAML 1.2 asks of the layout of a text and libyaml does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Layout:
    """The lines of a text, and the indentation that the open block collections ask for."""

    __slots__ = ("_lines", "_text", "flow", "indents")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self.flow: list[Any] = []
        self.indents: list[int] = []

    def opened(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        """Take note of a collection's start."""
        if event.flow_style:
            self.flow.append(event.start_mark)
        else:
            self.indents.append(event.start_mark.column)

    def closed(self, event: Any) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401
        """Take note of a collection's end; yield faults as line, column and message."""
        if not self.flow:
            self.indents.pop()
            return
        start = self.flow.pop()
        yield from self._comment(event.end_mark)
        if not self.flow and self.indents and start.line != event.end_mark.line:
            yield from self._shallow(start.line, event.end_mark, is_flow=True)

    def quoted(self, event: Any) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401
        """Yield the faults of a quoted scalar."""
        yield from self._comment(event.end_mark)
        if not self.flow and self.indents and event.start_mark.line != event.end_mark.line:
            yield from self._shallow(event.start_mark.line, event.end_mark, is_flow=False)

    def _line(self, number: int) -> str:
        if not self._lines:
            self._lines = _LINE_BREAK.split(self._text)
        return self._lines[number]

    def _comment(self, end: Any) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401
        if self._text[end.index : end.index + 1] == "#":
            yield end.line, end.column, "a comment begins without a space before it: write one"

    def _shallow(self, first: int, end: Any, *, is_flow: bool) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401
        """Yield the first continuation line that is not indented more than its parent."""
        parent = self.indents[-1]
        for number in range(first + 1, end.line + 1):
            line = self._line(number)
            content = line.lstrip(" ")
            indent = len(line) - len(content)
            is_free = not content.strip("\t ") or (is_flow and content.startswith("#"))
            closes = is_flow and number == end.line and (indent, end.column) == (parent, parent + 1)
            if indent <= parent and not is_free and not closes:
                text = f"a continued value is indented by {indent}: use more than {parent} spaces"
                yield number, indent, text
                return

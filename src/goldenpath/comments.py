"""Comments in YAML, Helm templates and Dockerfiles: which `#` begins one.

In YAML the parser decides, by the places of the values, whether it stands in one. A template is no
YAML, so there a line decides by its quotes and its indentation, and in doubt a `#` begins no
comment.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.parse.compose import compose
from goldenpath.parse.node import COLUMN, Scalar, Sequence
from goldenpath.source import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.parse.compose import Composed
    from goldenpath.parse.node import Node

_COLUMN_BITS = (1 << COLUMN) - 1
_BREAK = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r"(?<![^\r\n])---(?=\s|$)")
_BLOCK = re.compile(r"(?:[&!]\S*\s+)*[|>][^\r\n]*(?:\r\n|\r|\n|$)")
"""What stands before the text of a block scalar; a comment may end its line."""
_BLOCK_OPENS = re.compile(r"(?:^|[-:?]\s+|\S\s+)[|>][-+0-9]*$")
_ESCAPES = {"'": "''", '"': "\\"}
"""In each kind of quotes, where two characters stand for one."""
_GO_COMMENT = re.compile(r"\{\{-?\s*/\*(?P<text>.{0,500}?)\*/\s*-?\}\}")
"""Bounded, so that a line of nothing but beginnings is not searched again for each of them."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment.

    Attributes:
        text: what stands behind the `#`, or between `/*` and `*/`, up to the end of the line.
        start: where that text begins.
        line: the line that the comment speaks of: its own, or where it stands alone, the next one
            that is more than a comment.
        document: the 0-based index of its YAML document; None in a template.
    """

    text: str
    start: Position
    line: int
    document: int | None


def yaml_comments(text: str, word: str) -> Iterator[Comment]:
    """Yield the comments of a YAML file that hold `word`; a broken document has none."""
    if word not in text:
        return
    lines = _Lines(text)
    numbers = lines.with_word(word)
    values = _Values(lines, numbers)
    for number in numbers:
        index = max(bisect_right(values.begins, number) - 1, 0)
        if index >= len(values.begins) or index in values.broken:
            continue
        line = lines.text(number)
        for found in re.finditer(r"(?<!\S)#", line):
            if not values.cover(lines.starts[number - 1] + found.start()):
                if word in line[found.end() :]:
                    start = Position(number, found.end() + 1)
                    spoken_of = lines.spoken_of(number, line[: found.start()])
                    yield Comment(line[found.end() :], start, spoken_of, index)
                break


def template_comments(text: str, word: str) -> Iterator[Comment]:
    """Yield the comments of a Helm template that hold `word`: YAML's, and Go's on one line."""
    if word not in text:
        return
    lines = _Lines(text)
    block: int | None = None
    for number in range(1, len(lines.starts) + 1):
        line = lines.text(number)
        for found in _GO_COMMENT.finditer(line):
            if word in found["text"]:
                around = line[: found.start()] + line[found.end() :]
                start = Position(number, found.start("text") + 1)
                yield Comment(found["text"], start, lines.spoken_of(number, around), None)
        indent = len(line) - len(line.lstrip())
        body = line[indent:]
        if block is not None and (indent > block or not body or body.startswith("{{")):
            continue
        at = _comment_start(line)
        block = indent if _BLOCK_OPENS.search(line[:at].rstrip()) else None
        if at is not None and word in line[at:]:
            spoken_of = lines.spoken_of(number, line[:at])
            yield Comment(line[at + 1 :], Position(number, at + 2), spoken_of, None)


def dockerfile_comments(text: str, word: str) -> Iterator[Comment]:
    """Yield the comments of a Dockerfile that hold `word`, each of which is all of its line."""
    if word not in text:
        return
    lines = _Lines(text)
    for number in lines.with_word(word):
        line = lines.text(number)
        if line.lstrip().startswith("#"):
            at = line.index("#") + 1
            yield Comment(line[at:], Position(number, at + 1), lines.spoken_of(number, ""), None)


class _Lines:
    """A text by its lines, as libyaml counts them."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.starts = array("Q", [0])
        self.starts.extend(found.end() for found in _BREAK.finditer(text))
        self._run = (0, 0)

    def text(self, number: int) -> str:
        """Return the line `number` without its break."""
        end = self.starts[number] if number < len(self.starts) else len(self.whole)
        return self.whole[self.starts[number - 1] : end].rstrip("\r\n")

    def with_word(self, word: str) -> array[int]:
        """Return the numbers of the lines that hold `word`."""
        numbers = array("Q")
        found = self.whole.find(word)
        while 0 <= found < len(self.whole):
            number = bisect_right(self.starts, found)
            numbers.append(number)
            beyond = self.starts[number] if number < len(self.starts) else len(self.whole)
            found = self.whole.find(word, beyond)
        return numbers

    def offset(self, place: int) -> int:
        """Return where a node's place stands in the text."""
        return self.starts[(place >> COLUMN) - 1] + (place & _COLUMN_BITS) - 1

    def spoken_of(self, number: int, around: str) -> int:
        """Return the line that a comment on line `number` speaks of, by what else is there."""
        if around.strip():
            return number
        first, last = self._run
        if not first <= number < last:
            last = number + 1
            while last <= len(self.starts) and _is_comment(self.text(last).strip()):
                last += 1
            self._run = (number, last)
        return last


def _is_comment(line: str) -> bool:
    return line.startswith("#") or _GO_COMMENT.fullmatch(line) is not None


class _Values:
    """Where the texts of the scalars of a file lie, as far as lines of interest are near.

    Attributes:
        begins: the line of the `---` before each document; 0 where it is the first without one.
        broken: which documents were not read.
    """

    def __init__(self, lines: _Lines, numbers: array[int]) -> None:
        self.begins = array("Q")
        self.broken: set[int] = set()
        self._lines = lines
        self._starts, self._ends = array("Q"), array("Q")
        self._separators = array("Q")
        for found in _SEPARATOR.finditer(lines.whole):
            self._separators.append(bisect_right(lines.starts, found.start()))
        for document in compose(lines.whole):
            self.begins.append(self._begin(document))
            if document.root is None:
                self.broken.add(document.index)
                continue
            span = document.root.span
            near = bisect_left(numbers, span.start.line)
            if near < len(numbers) and numbers[near] <= span.end.line:
                self._take(document.root)

    def cover(self, offset: int) -> bool:
        """Tell whether an offset lies in the text of a scalar."""
        before = bisect_right(self._starts, offset) - 1
        return before >= 0 and offset < self._ends[before]

    def _begin(self, document: Composed) -> int:
        if document.root is not None:
            line = document.root.span.start.line
        else:
            failed = document.faults[0].span.start
            line = failed.line - (failed.column == 1)
        before = bisect_right(self._separators, line)
        return self._separators[before - 1] if before else 0

    def _take(self, root: Node) -> None:
        """Take the scalars of one document in their order; aliases bring none that is new."""
        seen: set[int] = set()
        nodes: list[Node] = [root]
        while nodes:
            node = nodes.pop()
            if isinstance(node, Scalar):
                start = self._lines.offset(node.start)
                header = None if node.plain else _BLOCK.match(self._lines.whole, start)
                if header:
                    start = header.end()
                if not self._starts or start > self._starts[-1]:
                    self._starts.append(start)
                    self._ends.append(self._lines.offset(node.end))
            elif id(node) in seen:
                continue
            elif isinstance(node, Sequence):
                seen.add(id(node))
                nodes.extend(reversed(node.items))
            else:
                seen.add(id(node))
                for key, value in reversed(node.pairs):
                    nodes += (value, key)


def _comment_start(line: str) -> int | None:
    """Return where the comment of a template's line begins, outside quotes and actions."""
    quote, position = "", 0
    while position < len(line):
        char = line[position]
        if quote:
            if line.startswith(_ESCAPES[quote], position):
                position += 1
            elif char == quote:
                quote = ""
        elif line.startswith("{{", position):
            closed = line.find("}}", position)
            if closed < 0:
                return None
            position = closed + 1
        elif char in "'\"" and (position == 0 or line[position - 1] in " \t[{(,:"):
            quote = char
        elif char == "#" and (position == 0 or line[position - 1] in " \t"):
            return position
        position += 1
    return None

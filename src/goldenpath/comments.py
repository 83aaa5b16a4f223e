"""Comments in YAML and in Helm templates: which `#` begins one, and which stands in a value.

In YAML the parser decides, by the places of the values. A template is no YAML, so there a line
decides by its quotes and its indentation, and in doubt a `#` begins no comment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.parse import compose
from goldenpath.parse.node import Scalar, Sequence
from goldenpath.source import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.parse import Composed
    from goldenpath.parse.node import Node

_BREAK = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r"---(?=\s|$)")
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
    documents = list(compose(text))
    begins = [lines.document_start(item) for item in documents]
    values = _values(documents, lines)
    starts = [start for start, _ in values]
    for number, line in enumerate(lines.texts, 1):
        if word not in line:
            continue
        index = max(bisect_right(begins, number) - 1, 0)
        if index >= len(documents) or documents[index].root is None:
            continue
        for found in re.finditer(r"(?<!\S)#", line):
            offset = lines.starts[number - 1] + found.start()
            before = bisect_right(starts, offset) - 1
            if before < 0 or offset >= values[before][1]:
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
    for number, line in enumerate(lines.texts, 1):
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


class _Lines:
    """A text by its lines, as libyaml counts them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.texts = _BREAK.split(text)
        self.starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        self.separators = [
            number for number, line in enumerate(self.texts, 1) if _SEPARATOR.match(line)
        ]

    def offset(self, position: Position) -> int:
        """Return where a position stands in the text."""
        return self.starts[position.line - 1] + position.column - 1

    def document_start(self, composed: Composed) -> int:
        """Return the line of the `---` before a document; 0 where it is the first without one."""
        if composed.root is not None:
            line = composed.root.span.start.line
        else:
            failed = composed.faults[0].span.start
            line = failed.line - (failed.column == 1)
        before = bisect_right(self.separators, line)
        return self.separators[before - 1] if before else 0

    def spoken_of(self, number: int, around: str) -> int:
        """Return the line that a comment on line `number` speaks of, by what else is there."""
        if around.strip():
            return number
        following = number + 1
        while following <= len(self.texts) and _is_comment(self.texts[following - 1].strip()):
            following += 1
        return following


def _is_comment(line: str) -> bool:
    return line.startswith("#") or _GO_COMMENT.fullmatch(line) is not None


def _values(documents: list[Composed], lines: _Lines) -> list[tuple[int, int]]:
    """Return where the texts of all scalars begin and end, in order."""
    found: dict[int, int] = {}
    nodes: list[Node] = [item.root for item in documents if item.root is not None]
    seen: set[int] = set()
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            start = lines.offset(node.span.start)
            header = None if node.plain else _BLOCK.match(lines.text, start)
            found[header.end() if header else start] = lines.offset(node.span.end)
        elif isinstance(node, Sequence):
            nodes.extend(node.items)
        else:
            nodes.extend(part for pair in node.pairs for part in pair)
    return sorted(found.items())


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

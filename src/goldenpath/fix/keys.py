"""A key that says twice what it says: the second one goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goldenpath.fix.edit import Edit, Fix
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.node import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Findings

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.fix.reading import Reading
    from goldenpath.source import Position

_MAY_BE_COMMENT = re.compile(r"(?<!\S)#")
_COMMENT = re.compile(r"[ ]*#.*\s*")


def repeated(reading: Reading, findings: Findings[Diagnostic]) -> Iterator[Fix]:
    """Remove a key that repeats another one with the same value; comments at it hold it back."""
    firsts: dict[int, dict[str, int]] = {}
    for item in findings:
        document, mapping, number = reading.pairs.get(item.span, (None, None, 0))
        if document != item.document or mapping is None:
            continue
        if id(mapping) not in firsts:
            firsts[id(mapping)] = _firsts(mapping)
        key, value = mapping.pairs[number]
        first = firsts[id(mapping)].get(key.text, number) if isinstance(key, Scalar) else number
        end = _end(value, key.span.end, reading) if first < number else None
        if end is None or not _alike(mapping.pairs[first], (key, value)):
            continue
        edit = _without(reading, key.span.start, end)
        if edit is not None:
            yield Fix((item,), (edit,))


def _firsts(mapping: Mapping) -> dict[str, int]:
    """Return which pair is the first one of each key."""
    firsts: dict[str, int] = {}
    for number, (key, _) in enumerate(mapping.pairs):
        if isinstance(key, Scalar):
            firsts.setdefault(key.text, number)
    return firsts


def _alike(one: tuple[Node, Node], other: tuple[Node, Node]) -> bool:
    """Tell whether every reader makes the same of two pairs."""
    return all(
        repr(construct(one[part], dialect)) == repr(construct(other[part], dialect))
        for dialect in Dialect
        for part in (0, 1)
    )


def _end(node: Node, after: Position, reading: Reading) -> Position | None:
    """Return where the last character of a value stands, or None where that cannot be told.

    libyaml ends a block where the next one begins, and an alias stands where its anchor does.
    """
    while True:
        if node.span.start < after:
            return None
        if isinstance(node, Scalar):
            is_block = reading.begins(node.span) in {"|", ">"}
            return None if is_block or node.tag else node.span.end
        if reading.begins(node.span) in {"{", "["}:
            return node.span.end
        below = node.items if isinstance(node, Sequence) else [value for _, value in node.pairs]
        if not below:
            return None
        after, node = node.span.start, below[-1]


def _without(reading: Reading, start: Position, end: Position) -> Edit | None:
    """Return what removes the lines of a pair, or in a flow mapping the pair and its comma.

    None where something else is on the lines, or a comment above them that speaks of them.
    """
    text = reading.source.text
    first, last = reading.offset(start), reading.offset(end)
    if _MAY_BE_COMMENT.search(text, first, last):
        return None
    line = reading.line(start.line)[0]
    following = reading.line(end.line)[1]
    if not text[line:first].strip(" "):
        if _COMMENT.fullmatch(text, reading.line(max(start.line - 1, 1))[0], line):
            return None
        return None if text[last:following].strip() else Edit(line, following, "")
    before = text[line:first].rstrip(" ")
    return Edit(line + len(before) - 1, last, "") if before.endswith(",") else None

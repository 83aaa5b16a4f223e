"""The data of a file that is plainly all right, in a fraction of the time that its nodes take.

`ryaml` reads by the same grammar as `compose`: libyaml's, translated into Rust. So the two can
part only where `compose` and `construct` go beyond libyaml: in the layout of what goes on over
several lines, comments glued to what they follow, properties of nodes, directives, characters that
end a line for libyaml alone, a few numbers, and keys that are no texts. A file that may have one
of these is left to them, and so is one that `ryaml` refuses.

`tests/unit/test_quick.py` names each difference, and `tests/properties/test_quick.py` looks for
more.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZE_LIMIT = 256 * 1024
"""Bytes: `ryaml` reads a document to its end before it asks how deep and how large it is."""
_EXACT = 10**15
"""What is beyond may be an integer that `ryaml` has rounded."""

_STARTS = bytes.maketrans(b"\n\"'[{!&*?%", b' """""""""')
"""Where more than a plain scalar can begin becomes two letters: a space, and a quote behind it."""

# Pieces of one line, possessive throughout: no text makes them look twice at a letter.
_QUOTED = rb"""(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^']*+(?:''[^']*+)*+')"""
_WORD = rb"""[\w./$\x80-\xff][^\[\]{}"'#,:?]*+(?::[^ \[\]{}"'#,:?][^\[\]{}"'#,:?]*+)*+"""
"""A plain text within brackets: it begins with a letter, and has no mark of theirs in it."""
_ITEM = rb"(?: *+(?:%b|%b) *+)" % (_QUOTED, _WORD)
_PAIR = rb"(?:%b: %b)" % (_ITEM, _ITEM)
_FLOW = rb"(?:\[(?:%b,)*+(?:%b| *+)\]|\{(?:%b,)*+(?:%b| *+)\})" % (_ITEM, _ITEM, _PAIR, _PAIR)
"""Brackets within which there are no others."""
_FIRST = rb"""[^ "'\[{!&*?%#]"""
_KEY = rb"(?:%b *+|%b[^:]*+(?::(?! |\Z)[^:]*+)*+)" % (_QUOTED, _FIRST)
"""What stands before the first colon that a space follows."""
_LINE = re.compile(
    rb" *+(?:-(?:--)?+ ++)*+(?:%b:(?: ++|\Z))?+(?:(?:%b|%b) *+(?:(?<= )#.*)?|#.*|%b.*)?"
    % (_KEY, _QUOTED, _FLOW, _FIRST)
)
"""Dashes, a key, and a value: if it begins with a quote or a bracket, it ends on the line."""
_BLOCK = re.compile(rb" *+(?:- ++)*+(?P<key>[\w./-]+): ++[|>][-+]?+ *+")
"""A key whose value is a block of text, which goes on as long as lines are indented further."""

_NO_TEXT = re.compile(r"[-+]?0[0-9]+|[-+]?[0-9.]+[eE][-+]?[0-9]{3,}|[-+]?[0-9.]{300,}")
"""Texts for `ryaml`, numbers for YAML 1.2: with a zero in front, or infinite."""
_NO_INTEGER = re.compile(rb"0b|[-+]0[ox]")
"""Parts of integers for `ryaml`, of texts for YAML 1.2."""


def quick(raw: bytes) -> list[Any] | None:
    """Return the data of each document of a file, in the dialect `Dialect.CORE`.

    None says that the file has to be read with `compose` and `construct`: because something may be
    wrong with it, because it has what few files have or no document at all, or because `ryaml` is
    not installed.
    """
    loads_all = _ryaml()
    if loads_all is None or len(raw) > _SIZE_LIMIT or not _is_plain(raw):
        return None
    try:
        text = raw.decode()
        if not raw.isascii() and _has_false_breaks(text):
            return None
        documents = loads_all(text)
        if not documents or documents == [None]:
            return None
        return documents if _is_same(documents, raw) else None
    except (TypeError, ValueError):
        return None


@cache
def _ryaml() -> Callable[[str], list[Any]] | None:
    try:
        loads_all: Callable[[str], list[Any]] = import_module("ryaml").loads_all
    except ImportError:
        return None
    return loads_all


def _is_plain(raw: bytes) -> bool:
    """Tell whether a file has only what both readers understand alike.

    So it is if each line is one by itself, or within a block of text: then no line is within
    quotes or brackets that an earlier one has opened, and each can be looked at alone.
    """
    if b"\t" in raw or b"\r" in raw:
        return False
    starts = b" " + raw.translate(_STARTS)
    found = starts.find(b' "')
    while found >= 0:
        line = raw.rfind(b"\n", 0, found) + 1
        end = _end(raw, found)
        if not _LINE.fullmatch(raw, line, end):
            end = _block_end(raw, line)
            if end < 0:
                return False
        found = starts.find(b' "', end)
    return True


def _end(raw: bytes, start: int) -> int:
    end = raw.find(b"\n", start)
    return len(raw) if end < 0 else end


def _block_end(raw: bytes, start: int) -> int:
    """Return where the block of text ends that the line at `start` is within, or -1.

    It is within one if all lines back to a key of a block are indented more than that key. What is
    indented so and belongs to no block, because a line between ends it, is refused by any reader.
    """
    indent = _indent(raw, start, _end(raw, start))
    line = start
    while indent > 0 and line > 0:
        line, end = raw.rfind(b"\n", 0, line - 1) + 1, line - 1
        own = _indent(raw, line, end)
        if own < indent:
            block = _BLOCK.fullmatch(raw, line, end)
            if block and block.start("key") - line < indent:
                return _dedent(raw, start, block.start("key") - line)
            indent = own
    return -1


def _dedent(raw: bytes, start: int, indent: int) -> int:
    """Return the end of the last line from `start` on that is indented by more than `indent`."""
    last = end = _end(raw, start)
    while end < len(raw):
        line, end = end + 1, _end(raw, end + 1)
        if _indent(raw, line, end) <= indent:
            break
        last = end
    return last


def _indent(raw: bytes, start: int, end: int) -> int:
    """Return by how much a line is indented; one that is blank, by more than any other."""
    line = raw[start:end]
    content = line.lstrip(b" ")
    return len(line) - len(content) if content else len(raw)


def _has_false_breaks(text: str) -> bool:
    return "\x85" in text or "\u2028" in text or "\u2029" in text or "\ufeff" in text


def _is_same(documents: list[Any], raw: bytes) -> bool:
    """Tell whether these data are sure to be those of YAML 1.2.

    Raises:
        TypeError: a key is no text.
    """
    has_integers = False
    values = documents.copy()
    for value in values:
        kind = type(value)
        if kind is dict:
            for key in value:
                if key < ":" and _NO_TEXT.fullmatch(key):
                    return False
            values += value.values()
        elif kind is list:
            values += value
        elif kind is str:
            if value < ":" and _NO_TEXT.fullmatch(value):
                return False
        elif kind is float and not -_EXACT < value < _EXACT:
            return False
        elif kind is int:
            has_integers = True
    return not (has_integers and _NO_INTEGER.search(raw))

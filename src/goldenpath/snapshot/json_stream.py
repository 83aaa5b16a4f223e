"""JSON of any length, one value at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

CHUNK = 1 << 16
VALUE_LIMIT = 1 << 24
"""Characters of one value, which is one entity or a part of one."""
KEY_LIMIT = 1000
"""Keys of one object at the top, which is an entity or a page of them."""

_SPACE = " \t\n\r"
_SPLIT = 3
"""Characters of a number of which the last one alone shows that they belong to it, as in `e+5`."""


class JSONError(Exception):
    """The text is no JSON; the message names the line."""


def values(stream: TextIO) -> Iterator[Any]:
    """Yield the entities of `stream`, or what stands in their place.

    Those are the items of each list, the items of each page as Backstage's API gives it, and
    every other value that stands at the top: one value, or JSON lines.
    """
    text = _Text(stream)
    while begin := text.peek():
        if begin == "[":
            yield from text.items()
        elif begin == "{":
            yield from text.members()
        else:
            yield text.value()


class _Text:
    """A text that is read no further than the value that is asked for."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._buffer = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """Return the next character that is no space, or nothing at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._grow(CHUNK):
                return ""

    def items(self) -> Iterator[Any]:
        """Yield the items of the list that begins here."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            yield self.value()
            if self._take(",]") == "]":
                return

    def members(self) -> Iterator[Any]:
        """Yield the items of the page that begins here; an object that is no page is yielded."""
        members: dict[str, Any] = {}
        is_page = False
        self._take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise self._error("a key is no string")
            self._take(":")
            if key == "items" and self.peek() == "[":
                is_page = True
                yield from self.items()
            else:
                members[key] = self.value()
            if len(members) > KEY_LIMIT:
                raise self._error(f"an object has more than {KEY_LIMIT} keys")
            if self.peek() != "}":
                self._take(",")
        self._take("}")
        if not is_page:
            yield members

    def value(self) -> Any:  # noqa: ANN401 - JSON values are of any type
        """Return the value that begins here, reading on until it is whole."""
        self.peek()
        while True:
            size = len(self._buffer) - self._at
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise self._error("is nested too deeply") from error
            except ValueError as error:
                if size > VALUE_LIMIT:
                    raise self._error("a value is larger than 16 MiB") from error
                if not self._grow(max(CHUNK, size)):
                    raise self._error(_what(error)) from error
                continue
            # A number may go on behind the buffer: `1` there is the beginning of `1e+5`.
            if len(self._buffer) - end < _SPLIT and self._grow(CHUNK):
                continue
            self._at = end
            return value

    def _take(self, expected: str) -> str:
        found = self.peek()
        if not found or found not in expected:
            raise self._error(f"expecting {' or '.join(map(repr, expected))}")
        self._at += 1
        return found

    def _grow(self, size: int) -> bool:
        """Read on, and forget what lies behind; tell whether there was more."""
        if self._ended:
            return False
        more = self._stream.read(size)
        if not more:
            self._ended = True
            return False
        self._line += self._buffer.count("\n", 0, self._at)
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return True

    def _error(self, message: str) -> JSONError:
        line = self._line + self._buffer.count("\n", 0, self._at)
        return JSONError(f"line {line}: {message}")


def _what(error: ValueError) -> str:
    return error.msg.lower() if isinstance(error, json.JSONDecodeError) else "a number is too long"

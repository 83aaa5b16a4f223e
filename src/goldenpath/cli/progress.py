"""A line on a terminal that says how far a long run has come."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from typing import TextIO

_AFTER = 2.0
"""Seconds that a run takes without anybody missing a word."""
_EVERY = 0.2
_ERASE = "\r\x1b[K"


class Progress:
    """Shows on a terminal how many files were judged, and leaves no trace there."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._next = time.monotonic() + _AFTER
        self._is_shown = False

    @classmethod
    def of(cls, stream: TextIO) -> Self:
        """Return what shows progress on `stream`, which is nothing unless that is a terminal."""
        return cls(stream if stream.isatty() else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Erase the line, however the run has ended."""
        if self._stream and self._is_shown:
            self._stream.write(_ERASE)
            self._stream.flush()

    def show(self, files: int) -> None:
        """Say that `files` were judged, unless that was said a moment ago."""
        if self._stream is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        self._is_shown = True
        self._stream.write(f"{_ERASE}{files:,} files judged")
        self._stream.flush()

"""Colours on a terminal, and plain text everywhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}


@dataclass(frozen=True, slots=True)
class Style:
    """Paints text, or leaves it as it is."""

    coloured: bool

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Colour a terminal unless NO_COLOR is set; anything else only if FORCE_COLOR is."""
        if os.environ.get("NO_COLOR"):
            return cls(coloured=False)
        if os.environ.get("FORCE_COLOR"):
            return cls(coloured=True)
        return cls(coloured=stream.isatty() and os.environ.get("TERM") != "dumb")

    def paint(self, text: str, name: str) -> str:
        """Return `text` in the colour or weight `name`."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.coloured else text

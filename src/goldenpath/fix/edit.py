"""Stretches of a text and what takes their place: every other character is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.document import Path


class Same(Enum):
    """Stands for a value that an edit leaves as it was."""

    SAME = auto()


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What takes the place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One right answer: to which findings, by which edits, and what it may change.

    Attributes:
        findings: what it mends, all in one document.
        edits: what is written.
        path: the value that is another one afterwards; None where no reader is to see a difference.
        value: that value.
        reveals: the document is judged by other rules afterwards, so further findings may appear.
        forgets: codes that its document's comments ignore once less, each as often.
        learns: a code that they ignore once more.
    """

    findings: tuple[Diagnostic, ...]
    edits: tuple[Edit, ...]
    path: Path | None = None
    value: Any = Same.SAME
    reveals: bool = False
    forgets: tuple[str, ...] = ()
    learns: str | None = None


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Return those of `fixes` that do not touch what one before them edits, in the text's order."""
    kept: list[Fix] = []
    end = -1
    for item in sorted(fixes, key=lambda fix: fix.edits):
        edits = sorted(item.edits)
        if edits[0].start >= end:
            kept.append(item)
            end = max(edit.end for edit in edits)
    return kept


def edited(text: str, fixes: Iterable[Fix]) -> str:
    """Return `text` with all edits of `fixes`, which lie apart."""
    pieces, position = [], 0
    for edit in sorted(edit for item in fixes for edit in item.edits):
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])

"""The nodes of a composed YAML document: what libyaml saw, before any type is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from goldenpath.document import Fault

COLUMN = 32
"""Bits of a place that are its column; its line stands above them, both as positions have them.

A file has a million nodes, few of which are ever asked for their places: a number for each end of
one is small, and the garbage collector need not look at it.
"""


@dataclass(slots=True)
class Notes:
    """What a document's consumers judge differently, told of its root.

    Attributes:
        legacy: `%YAML 1.1` governs it, which readers of YAML 1.2 honour.
        core: faults for a reader of YAML 1.2, which libyaml lets pass.
        other: faults for readers like libyaml, which a reader of YAML 1.2 lets pass.
    """

    legacy: bool = False
    core: list[Fault] = field(default_factory=list)
    other: list[Fault] = field(default_factory=list)


def position(place: int) -> Position:
    """Return the position that a place stands for."""
    return Position(place >> COLUMN, place & ((1 << COLUMN) - 1))


@dataclass(slots=True, eq=False)
class _Placed:
    """What stands between two places."""

    start: int
    end: int

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return Span(position(self.start), position(self.end))


@dataclass(slots=True, eq=False)
class Scalar(_Placed):
    """A scalar: its text, its explicit tag if any, and whether it stood without quotes.

    `size` is how many values of usual length it counts for.
    """

    text: str
    tag: str | None
    plain: bool
    size: int = 1
    depth: ClassVar[int] = 0


@dataclass(slots=True, eq=False)
class Sequence(_Placed):
    """A sequence; `size` and `depth` count what is below it with aliases written out."""

    tag: str | None
    items: list[Node] = field(default_factory=list)
    size: int = 1
    depth: int = 0
    notes: Notes | None = None


@dataclass(slots=True, eq=False)
class Mapping(_Placed):
    """A mapping as pairs, so that a repeated key is not lost."""

    tag: str | None
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1
    depth: int = 0
    notes: Notes | None = None


Node = Scalar | Sequence | Mapping

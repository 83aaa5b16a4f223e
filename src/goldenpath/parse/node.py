"""The nodes of a composed YAML document: what libyaml saw, before any type is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath.document import Fault
    from goldenpath.source import Span


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


@dataclass(slots=True)
class Scalar:
    """A scalar: its text, its explicit tag if any, and whether it stood without quotes."""

    span: Span
    text: str
    tag: str | None
    plain: bool
    size: int = 1
    depth: int = 0


@dataclass(slots=True)
class Sequence:
    """A sequence; `size` and `depth` count what is below it with aliases written out."""

    span: Span
    tag: str | None
    items: list[Node] = field(default_factory=list)
    size: int = 1
    depth: int = 0
    notes: Notes | None = None


@dataclass(slots=True)
class Mapping:
    """A mapping as pairs, so that a repeated key is not lost."""

    span: Span
    tag: str | None
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1
    depth: int = 0
    notes: Notes | None = None


Node = Scalar | Sequence | Mapping

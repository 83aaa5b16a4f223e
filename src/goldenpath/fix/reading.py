"""A text as its readers see it: documents, where their values stand, and what is wrong with them.

It is read with every node's place, and judged by the checks that need no other document, so that
two texts can be compared in memory before anything is written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goldenpath.check import all_checks, find
from goldenpath.document import Document, Kind, Path, TextLocator
from goldenpath.load import kind_here
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct, dialect_of
from goldenpath.parse.locate import NodeLocator
from goldenpath.parse.node import Mapping, Node, Scalar
from goldenpath.parse.node import Sequence as List
from goldenpath.suppress import Ignore, ignores_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.check import Problem
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.parse.compose import Composed
    from goldenpath.source import Position, Source, Span

_BREAK = re.compile(r"\r\n|\r|\n")
"""A line ends as libyaml counts lines, so that positions can be found again."""

HOUSE = ("GP8", "GP9")
"""How the codes of rules begin that an organisation has made for itself."""

Fact = tuple[int, str, Path]
"""A problem without its place and its words, which edits change: document, code and path."""


@dataclass(frozen=True, slots=True)
class Place:
    """A scalar that stands as a value at one place of one document."""

    document: int
    path: Path
    scalar: Scalar


class Reading:
    """One text, read and judged; everything but the documents is made when it is asked for.

    Attributes:
        source: the text and the path that it is read from.
        assumed: the kind that each document is taken for; None where it is what it says.
        told: what was found in it in view of all files, by which some comments are judged.
        composed: its documents as nodes.
        documents: the same as their consumers read them.
    """

    def __init__(self, source: Source, assumed: Kind | None = None) -> None:
        self.source = source
        self.assumed = assumed
        self.told: Sequence[Diagnostic] = ()
        self.composed: list[Composed] = list(compose(source.text))
        self.documents = [self._document(item) for item in self.composed]

    def _document(self, item: Composed) -> Document:
        if item.root is None:
            kind = self.assumed or Kind.UNKNOWN
            return Document(self.source, item.index, kind, None, TextLocator(), item.faults)
        kind = self.assumed or kind_here(item.root, self.source.path)
        data, faults = construct(item.root, dialect_of(kind))
        return Document(self.source, item.index, kind, data, NodeLocator(item.root), faults)

    def in_other_dialect(self, index: int) -> Any:  # noqa: ANN401 - any YAML value
        """Return the data of a document as a reader of the other dialect has it."""
        root, kind = self.composed[index].root, self.documents[index].kind
        own = dialect_of(kind)
        other = Dialect.KUBERNETES if own is Dialect.CORE else Dialect.CORE
        return None if root is None else construct(root, other)[0]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _BREAK.finditer(self.source.text))]

    def offset(self, position: Position) -> int:
        """Return where a position stands in the text."""
        return self._starts[position.line - 1] + position.column - 1

    @property
    def lines(self) -> int:
        """Return how many lines there are."""
        return len(self._starts)

    def line(self, number: int) -> tuple[int, int]:
        """Return where a line begins and where the next one does."""
        ends = [*self._starts[number : number + 1], len(self.source.text)]
        return self._starts[number - 1], ends[0]

    def begins(self, span: Span) -> str:
        """Return the first character at `span`."""
        start = self.offset(span.start)
        return self.source.text[start : start + 1]

    def raw(self, span: Span) -> str:
        """Return what stands at `span`."""
        return self.source.text[self.offset(span.start) : self.offset(span.end)]

    @cached_property
    def values(self) -> dict[Span, Place]:
        """Return the scalars that are values, by their place; none that aliases repeat."""
        found: dict[Span, Place] = {}
        for index, item in enumerate(self.composed):
            if item.root is not None:
                found |= _scalars(item.root, index)
        return found

    @cached_property
    def pairs(self) -> dict[Span, tuple[int, Mapping, int]]:
        """Return for the place of each key its document, its mapping, and which pair it is of."""
        return {
            key.span: (index, node, number)
            for index, item in enumerate(self.composed)
            if item.root is not None
            for node in _nodes(item.root)
            if isinstance(node, Mapping)
            for number, (key, _) in enumerate(node.pairs)
        }

    @cached_property
    def problems(self) -> dict[tuple[int, str, Span], list[Problem]]:
        """Return what the checks that need no other document find, by document, code and place."""
        found: defaultdict[tuple[int, str, Span], list[Problem]] = defaultdict(list)
        for index, document in enumerate(self.documents):
            for check in all_checks():
                if check.alone is None or document.kind not in check.kinds:
                    continue
                for item in check.alone(document):
                    span = item.span or document.place(*item.path, at_key=item.at_key).span
                    found[index, check.code, span].append(item)
        return found

    @cached_property
    def facts(self) -> Counter[Fact]:
        """Return how often there is which problem."""
        return Counter(
            (document, code, item.path)
            for (document, code, _), found in self.problems.items()
            for item in found
        )

    @cached_property
    def ignores(self) -> list[Ignore]:
        """Return the codes that comments ignore."""
        found = ignores_in(self.source, template=False)
        return [item for item in found if isinstance(item, Ignore)]


def is_alone(code: str) -> bool:
    """Tell whether a check judges each document by itself, so that no other file matters to it."""
    check = find(code)
    return check is not None and check.alone is not None


def _nodes(root: Node) -> Iterator[Node]:
    """Yield every node once, also one that aliases repeat."""
    nodes, seen = [root], set[int]()
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, List):
            nodes.extend(node.items)
        elif isinstance(node, Mapping):
            nodes.extend(part for pair in node.pairs for part in pair)


def _scalars(root: Node, document: int) -> dict[Span, Place]:
    found: dict[Span, Place] = {}
    shared: list[Node] = []
    seen: set[int] = set()
    nodes: list[tuple[Path, Node]] = [((), root)]
    while nodes:
        path, node = nodes.pop()
        if id(node) in seen:
            shared.append(node)
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            found[node.span] = Place(document, path, node)
        elif isinstance(node, List):
            nodes.extend(((*path, number), item) for number, item in enumerate(node.items))
        else:
            nodes.extend(
                ((*path, key.text), value) for key, value in node.pairs if isinstance(key, Scalar)
            )
    for node in shared:
        for below in _nodes(node):
            found.pop(below.span, None)
    return found

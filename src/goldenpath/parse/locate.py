"""From a path in the data to a place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.parse.node import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from goldenpath.document import Path
    from goldenpath.source import Span


class NodeLocator:
    """Locates values in the nodes that a document was made of."""

    __slots__ = ("_pairs", "_root")

    def __init__(self, root: Node) -> None:
        self._root = root
        self._pairs: dict[int, dict[str, tuple[Node, Node]]] = {}

    def value(self, path: Path) -> Span:
        """Return a scalar's span; for a collection its key, for an absence the nearest key."""
        node, key, complete = self._walk(path)
        if complete and isinstance(node, Scalar) and node.span.start != node.span.end:
            return node.span
        return key.span if key is not None else self._head()

    def key(self, path: Path) -> Span:
        """Return the span of the last key of `path`, or of the nearest ancestor's."""
        node, key, _ = self._walk(path)
        if key is not None:
            return key.span
        return self._head() if isinstance(node, Mapping) else node.span

    def elsewhere(self, path: Path, *, at_key: bool) -> None:
        """Return None: the nodes are those of the document's own text."""

    def _head(self) -> Span:
        """Return the first key of the document, which stands for the document as a whole."""
        if isinstance(self._root, Mapping) and self._root.pairs:
            return self._root.pairs[0][0].span
        return self._root.span

    def _walk(self, path: Path) -> tuple[Node, Node | None, bool]:
        """Follow `path`: the deepest node, the nearest key on the way, whether all was found."""
        node, key = self._root, None
        for step in path:
            if isinstance(node, Mapping):
                pair = self._pair(node, str(step))
                if pair is None:
                    return node, key, False
                key, node = pair
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                key = node.pairs[0][0] if isinstance(node, Mapping) and node.pairs else node
            else:
                return node, key, False
        return node, key, True

    def _pair(self, mapping: Mapping, name: str) -> tuple[Node, Node] | None:
        """Return the first pair of a key; the keys of a mapping are gone through once."""
        known = self._pairs.get(id(mapping))
        if known is None:
            known = self._pairs[id(mapping)] = {}
            for pair in mapping.pairs:
                if isinstance(pair[0], Scalar):
                    known.setdefault(pair[0].text, pair)
        return known.get(name)

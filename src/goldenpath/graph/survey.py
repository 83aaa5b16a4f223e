"""All that is known of a catalog, and the part of it that is to be seen."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from goldenpath.entity_ref import DEFAULT_NAMESPACE, EntityRef
from goldenpath.graph.model import KINDS, RELATIONS, Edge, Graph, Node, Origin, edges

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Survey:
    """Takes entities, scanned ones first, and draws what was asked for.

    Of several entities with one ref the first counts, and a scanned one over one of a catalog:
    it is what the catalog will hold.
    """

    def __init__(self, relations: Collection[str] = RELATIONS) -> None:
        self._relations = frozenset(relations)
        self._nodes: dict[EntityRef, Node] = {}
        self._scanned: set[Edge] = set()
        self._others: set[Edge] = set()

    def scan(self, entity: Any, path: str, document: int | None) -> None:  # noqa: ANN401
        """Take a document that was scanned; what has no ref is no part of the graph."""
        self._take(entity, Origin.SCANNED, path, document)

    def know(self, entity: Any, origin: str | None) -> None:  # noqa: ANN401
        """Take an entity of a catalog."""
        self._take(entity, Origin.CATALOG, origin, None)

    def scanned(self) -> Graph:
        """Return the graph of what was scanned, and of what it refers to."""
        scanned = [node.ref for node in self._nodes.values() if node.origin is Origin.SCANNED]
        ends = (end for edge in self._scanned for end in (edge.source, edge.target))
        return self._graph({*scanned, *ends}, self._scanned)

    def around(self, focus: EntityRef, depth: int) -> Graph:
        """Return the graph of all that is known within `depth` relations of `focus`."""
        known = self._scanned | self._others
        neighbours: dict[EntityRef, set[EntityRef]] = {}
        for edge in known:
            neighbours.setdefault(edge.source, set()).add(edge.target)
            neighbours.setdefault(edge.target, set()).add(edge.source)
        reached = last = {focus}
        for _ in range(depth):
            last = {other for ref in last for other in neighbours.get(ref, ())} - reached
            if not last:
                break
            reached = reached | last
        inside = (edge for edge in known if edge.source in reached and edge.target in reached)
        return self._graph(reached, inside)

    def knows(self, ref: EntityRef) -> bool:
        """Tell whether `ref` is an entity that was taken, or is referred to by one."""
        if ref in self._nodes:
            return True
        return any(ref in (edge.source, edge.target) for edge in self._scanned | self._others)

    def closest(self, ref: EntityRef) -> EntityRef | None:
        """Return the entity whose ref is most like `ref`, if any is."""
        names = {known.name for known in self._nodes if known.kind == ref.kind}
        close = {ref.name, *difflib.get_close_matches(ref.name, names, n=1)}
        found = [known for known in self._nodes if known.name in close]
        return min(
            found, key=lambda it: (it.name != ref.name, it.kind != ref.kind, it), default=None
        )

    def _take(self, entity: Any, origin: Origin, path: str | None, document: int | None) -> None:  # noqa: ANN401
        node = _node(entity, origin, path, document)
        if node is None or node.ref in self._nodes:
            return
        self._nodes[node.ref] = node
        kept = self._scanned if origin is Origin.SCANNED else self._others
        kept.update(e for e in edges(entity, node.ref) if e.relation in self._relations)

    def _graph(self, refs: Iterable[EntityRef], drawn: Iterable[Edge]) -> Graph:
        nodes = (self._nodes.get(ref) or _missing(ref) for ref in sorted(refs))
        return Graph(tuple(nodes), tuple(sorted(drawn)))


def _missing(ref: EntityRef) -> Node:
    return Node(ref, KINDS.get(ref.kind, ref.kind), Origin.MISSING)


def _node(entity: Any, origin: Origin, path: str | None, document: int | None) -> Node | None:  # noqa: ANN401
    if not isinstance(entity, dict):
        return None
    metadata, spec = (_mapping(entity.get(key)) for key in ("metadata", "spec"))
    kind, name = _text(entity.get("kind")), _text(metadata.get("name"))
    if not (kind and name):
        return None
    namespace = _text(metadata.get("namespace")) or DEFAULT_NAMESPACE
    return Node(
        EntityRef(kind.lower(), namespace.lower(), name.lower()),
        kind,
        origin,
        _text(metadata.get("title")),
        _text(spec.get("type")),
        path,
        document,
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

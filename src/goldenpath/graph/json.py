"""JSON: one object, the stable interface for other programs: `schemas/graph.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from goldenpath.reporters.encode import dump

if TYPE_CHECKING:
    from goldenpath.graph.model import Graph, Node

VERSION = 1
"""The format's version: it grows when a key changes its meaning or goes, not when one is added."""


def write(graph: Graph, stream: TextIO) -> None:
    """Write `graph` as one JSON object and a newline."""
    edges = [
        {"from": str(edge.source), "relation": edge.relation, "to": str(edge.target)}
        for edge in graph.edges
    ]
    dump(
        {"version": VERSION, "nodes": [_node(node) for node in graph.nodes], "edges": edges}, stream
    )


def _node(node: Node) -> dict[str, Any]:
    return {
        "ref": str(node.ref),
        "kind": node.kind,
        "namespace": node.ref.namespace,
        "name": node.ref.name,
        "title": node.title,
        "type": node.type,
        "origin": node.origin.value,
        "path": node.path,
        "document": node.document,
    }

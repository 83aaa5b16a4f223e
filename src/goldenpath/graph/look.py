"""How an entity looks: by its kind, the same in every drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goldenpath.entity_ref import DEFAULT_NAMESPACE, shortest
from goldenpath.reporters.encode import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.graph.model import Node

INK = "#1f2328"
LINE = "#57606a"
ALARM = "#cf222e"
PAPER = "#ffffff"


class Look(NamedTuple):
    """A shape of Graphviz, the brackets of Mermaid, and a light colour to write upon."""

    shape: str
    brackets: tuple[str, str]
    fill: str


LOOKS = {
    "api": Look("hexagon", ("{{", "}}"), "#c7ecd4"),
    "component": Look("component", ("[", "]"), "#cfe2ff"),
    "domain": Look("folder", ("[[", "]]"), "#f3d3e3"),
    "group": Look("house", ("[/", "\\]"), "#fff0b3"),
    "resource": Look("cylinder", ("[(", ")]"), "#fddfc7"),
    "system": Look("box3d", ("[[", "]]"), "#e0d4f7"),
    "user": Look("ellipse", ("(", ")"), "#fff8d6"),
}
OTHER = Look("box", ("[", "]"), "#e6e9ec")


def look(node: Node) -> Look:
    """Return how `node` looks."""
    return LOOKS.get(node.ref.kind, OTHER)


def lines(node: Node) -> Iterator[str]:
    """Yield what is written upon `node`: its title over its ref, or its name over its kind."""
    title = " ".join(printable(node.title or "", keep="\n\t").split())
    yield title or printable(node.ref.name)
    if title:
        yield printable(shortest(node.ref))
    else:
        inside = "" if node.ref.namespace == DEFAULT_NAMESPACE else f" in {node.ref.namespace}"
        yield printable(node.kind + inside)

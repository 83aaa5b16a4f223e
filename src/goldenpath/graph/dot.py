"""DOT, as Graphviz reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from goldenpath.graph.look import ALARM, INK, LINE, PAPER, lines, look
from goldenpath.graph.model import Origin

if TYPE_CHECKING:
    from goldenpath.entity_ref import EntityRef
    from goldenpath.graph.model import Edge, Graph, Node

_FONT = 'fontname="Helvetica,Arial,sans-serif"'
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_LABEL_ESCAPES = _ESCAPES | {ord("&"): "&amp;"}
"""In a label Graphviz reads character references as well."""


def write(graph: Graph, stream: TextIO) -> None:
    """Write `graph` as one digraph, whose nodes are named by their refs."""
    stream.write("digraph catalog {\n")
    stream.write(f'  graph [rankdir=LR, bgcolor="{PAPER}"];\n')
    common = f'{_FONT}, fontcolor="{INK}", color="{LINE}"'
    stream.write(f"  node [{common}, fontsize=11, style=filled];\n")
    stream.write(f"  edge [{common}, fontsize=9, arrowsize=0.7];\n")
    stream.writelines(f"  {_id(node.ref)} [{_attributes(node)}];\n" for node in graph.nodes)
    stream.writelines(f"  {_edge(edge)};\n" for edge in graph.edges)
    stream.write("}\n")


def _attributes(node: Node) -> str:
    how = look(node)
    text = "\\n".join(line.translate(_LABEL_ESCAPES) for line in lines(node))
    said = [f'label="{text}"', f"shape={how.shape}"]
    if node.origin is Origin.MISSING:
        said += [f'fillcolor="{PAPER}"', f'color="{ALARM}"', 'style="filled,dashed"']
    else:
        said.append(f'fillcolor="{how.fill}"')
    if node.origin is Origin.SCANNED:
        said.append("penwidth=2")
    return ", ".join(said)


def _edge(edge: Edge) -> str:
    return f'{_id(edge.source)} -> {_id(edge.target)} [label="{edge.relation}"]'


def _id(ref: EntityRef) -> str:
    return f'"{shown(ref).translate(_ESCAPES)}"'


def shown(ref: EntityRef) -> str:
    """Return a node's name: its ref, with numbers for what cannot be shown, so that refs differ.

    A backslash is one of those: in a name Graphviz neither takes it alone nor two for one.
    """
    return "".join(c if c.isprintable() and c != "\\" else f"<U+{ord(c):04X}>" for c in str(ref))

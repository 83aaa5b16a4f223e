"""A Mermaid flowchart, as code hosts and TechDocs draw it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from goldenpath.graph.look import ALARM, INK, LINE, LOOKS, OTHER, PAPER, lines, look
from goldenpath.graph.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.entity_ref import EntityRef
    from goldenpath.graph.model import Edge, Graph, Node

EDGE_LIMIT = 500
TEXT_LIMIT = 50_000
"""Beyond either, Mermaid draws an error where its page does not set it otherwise."""

_PLAIN = re.compile(r"[^\W_]|[ /-]|:(?!/)")
"""What neither Mermaid nor the Markdown in its labels takes for anything else."""


def write(graph: Graph, stream: TextIO) -> None:
    """Write `graph` as one flowchart."""
    stream.write("flowchart LR\n")
    for node in graph.nodes:
        opening, closing = look(node).brackets
        text = "<br/>".join(_text(line) for line in lines(node))
        stream.write(f'  {identifier(node.ref)}{opening}"{text}"{closing}\n')
    stream.writelines(f"  {_edge(edge)}\n" for edge in graph.edges)
    stream.writelines(f"  {line}\n" for line in _classes(graph.nodes))


def _edge(edge: Edge) -> str:
    return f"{identifier(edge.source)} -->|{edge.relation}| {identifier(edge.target)}"


def _classes(nodes: Iterable[Node]) -> list[str]:
    """Return the lines that colour the nodes, for what there is among them."""
    members: dict[str, list[str]] = {}
    for node in nodes:
        kind = node.ref.kind if node.ref.kind in LOOKS else "other"
        members.setdefault(f"is_{kind}", []).append(identifier(node.ref))
        if node.origin is not Origin.CATALOG:
            members.setdefault(f"is_{node.origin}", []).append(identifier(node.ref))
    styles = {
        f"is_{kind}": f"fill:{how.fill},stroke:{LINE},color:{INK}"
        for kind, how in sorted({**LOOKS, "other": OTHER}.items())
    }
    styles["is_scanned"] = "stroke-width:3px"
    styles["is_missing"] = f"fill:{PAPER},stroke:{ALARM},stroke-dasharray:5 3"
    used = [name for name in styles if name in members]
    return [
        *(f"classDef {name} {styles[name]}" for name in used),
        *(f"class {','.join(members[name])} {name}" for name in used),
    ]


def identifier(ref: EntityRef) -> str:
    """Return the same name for the same ref, and for no other, whatever else there is."""
    return "n_" + "__".join(
        re.sub(r"[^a-z0-9-]|-(?![a-z0-9])", lambda found: f"_{ord(found[0]):x}_", part)
        for part in (ref.kind, ref.namespace, ref.name)
    )


def _text(line: str) -> str:
    return "".join(
        char if _PLAIN.match(line, place) and (place or char.isalnum()) else f"#{ord(char)};"
        for place, char in enumerate(line)
    )

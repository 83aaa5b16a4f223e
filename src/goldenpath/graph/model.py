"""Entities and relations, by the names that Backstage gives them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.entity.placeholders import is_placeholder
from goldenpath.entity.references import FIELDS, references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.entity_ref import EntityRef


class Origin(StrEnum):
    """From where an entity is known."""

    SCANNED = "scanned"
    CATALOG = "catalog"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Node:
    """An entity.

    Attributes:
        ref: its name in full.
        kind: its kind as it writes it.
        origin: from where it is known.
        title: what people call it, where that is not its name.
        type: its `spec.type`.
        path: the scanned file or the catalog in which it stands; None where it is missing.
        document: its 0-based place in a scanned file.
    """

    ref: EntityRef
    kind: str
    origin: Origin
    title: str | None = None
    type: str | None = None
    path: str | None = None
    document: int | None = None


class Edge(NamedTuple):
    """A relation, in the one direction in which it is told."""

    source: EntityRef
    relation: str
    target: EntityRef


@dataclass(frozen=True, slots=True)
class Graph:
    """Entities and the relations between them, each sorted by refs."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


FORWARD = {
    "owner": "ownedBy",
    "system": "partOf",
    "domain": "partOf",
    "subdomainOf": "partOf",
    "subcomponentOf": "partOf",
    "providesApis": "providesApi",
    "consumesApis": "consumesApi",
    "dependsOn": "dependsOn",
    "parent": "childOf",
    "memberOf": "memberOf",
}
"""Fields of an entity that is a relation's source."""

BACKWARD = {
    "dependencyOf": "dependsOn",
    "children": "childOf",
    "members": "memberOf",
    "skills": "partOf",
    "plugins": "partOf",
}
"""Fields of an entity that is a relation's target."""

RELATIONS = tuple(dict.fromkeys(FORWARD.values()))

KINDS = {kind.lower(): kind for kind in (*FIELDS, "Location")}
"""How Backstage's own kinds are written."""


def edges(entity: dict[str, Any], ref: EntityRef) -> Iterator[Edge]:
    """Yield the relations that the entity `ref` declares.

    Backstage tells each relation from both ends (`ownedBy` and `ownerOf`) and lets some be
    declared at either; here each is one edge, from the entity that needs to the needed one.
    """
    for reference in references_in(entity):
        if reference.ref is None or is_placeholder(reference.value):
            continue
        name = reference.field.name
        if name in FORWARD:
            yield Edge(ref, FORWARD[name], reference.ref)
        elif name in BACKWARD:
            yield Edge(reference.ref, BACKWARD[name], ref)

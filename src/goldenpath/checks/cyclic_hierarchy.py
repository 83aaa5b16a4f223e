"""GP207."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind
from goldenpath.entity.hierarchy import HIERARCHY
from goldenpath.entity.references import references
from goldenpath.project import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project

_SHOWN = 5
"""Entities of a cycle that a message names."""


@check("GP207", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), outline=True)
def cyclic_hierarchy(document: Document, project: Project) -> Iterator[Problem]:
    """An entity is part of itself, by way of others.

    Looked at are `subcomponentOf`, `subdomainOf` and the `parent` of a group; each entity of the
    cycle is reported.

    ## Why
    Backstage accepts the entities; its views of a hierarchy then show a part of it without end, or
    nothing, and ownership that is inherited from above comes from nowhere.

    ## Example
    ```yaml
    kind: Component
    metadata:
      name: orders
    spec:
      subcomponentOf: orders-worker
    ---
    kind: Component
    metadata:
      name: orders-worker
    spec:
      subcomponentOf: orders
    ```

    ## Use instead
    Decide which one is the whole, and remove the field there.
    """
    ref = ref_of(document)
    cycle = project.cycles.get(ref) if ref is not None else None
    if cycle is None:
        return
    [whole] = cycle.way(1)
    for reference in references(document):
        if reference.field.name in HIERARCHY and reference.ref == whole:
            way = " → ".join(map(str, cycle.way(_SHOWN)))
            more = f" → … → {ref}" if len(cycle.members) > _SHOWN else ""
            text = f"{ref} is part of itself: → {way}{more}: remove one of these fields"
            entry = project.entity(whole) if whole != ref else None
            related = (Related("its whole stands here", entry.path, entry.span),) if entry else ()
            yield Problem(reference.path, text, related=related)

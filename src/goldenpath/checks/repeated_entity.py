"""GP204."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind
from goldenpath.project import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP204", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), outline=True)
def repeated_entity(document: Document, project: Project) -> Iterator[Problem]:
    """Two documents describe the same entity: kind, namespace and name are the same.

    Upper and lower case make no difference.
    Every document but the first is reported.

    ## Why
    The catalog keeps the one that it happened to read first and reports a conflict for the other,
    so edits of the other one have no effect.

    ## Example
    ```yaml
    kind: Component
    metadata:
      name: orders
    ---
    kind: Component
    metadata:
      name: Orders
    ```

    ## Use instead
    Give the second one a name or a namespace of its own, or remove it.
    """
    ref = ref_of(document)
    entries = project.repeated.get(ref, ()) if ref is not None else ()
    for first in entries[:1]:
        if (document.source.path, document.index) != (first.path, first.document):
            place = f"{first.path}:{first.span.start.line}"
            text = f"{ref} is described in {place} already: rename or remove one of the two"
            related = Related("described here first", first.path, first.span)
            yield Problem(("metadata", "name"), text, related=(related,))

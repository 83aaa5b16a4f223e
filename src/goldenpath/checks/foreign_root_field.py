"""GP104."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP104", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def foreign_root_field(document: Document) -> list[Problem]:
    """An entity has a field beside `apiVersion`, `kind`, `metadata` and `spec`.

    ## Why
    Backstage refuses it.
    Often the field has only lost its indentation, or was copied from what the catalog gives out,
    which has `relations` and `status` as well.

    ## Example
    ```yaml
    kind: Component
    metadata:
      name: orders
    annotations:
      backstage.io/techdocs-ref: dir:.
    ```

    ## Use instead
    ```yaml
    kind: Component
    metadata:
      name: orders
      annotations:
        backstage.io/techdocs-ref: dir:.
    ```
    """
    return breaches(document, Rule.ROOT)

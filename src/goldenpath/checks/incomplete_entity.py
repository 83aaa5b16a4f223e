"""GP102."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP102", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def incomplete_entity(document: Document) -> list[Problem]:
    """An entity lacks `apiVersion`, `kind`, `metadata` or a name, or is no mapping at all.

    ## Why
    These four say which entity it is; without them Backstage does not take the document for one.

    ## Example
    ```yaml
    kind: Component
    metadata:
      title: Orders
    ```

    ## Use instead
    ```yaml
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: orders
      title: Orders
    ```
    """
    return breaches(document, Rule.ENVELOPE)

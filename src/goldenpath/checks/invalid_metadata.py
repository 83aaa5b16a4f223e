"""GP111."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP111", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_metadata(document: Document) -> list[Problem]:
    """A field of an entity's metadata that has no check of its own has the wrong type, or is empty.

    ## Why
    Backstage refuses the entity.
    `title` and `description` are texts; what is not known is left out, not written as null.

    ## Example
    ```yaml
    metadata:
      name: orders
      title:
    ```

    ## Use instead
    ```yaml
    metadata:
      name: orders
      title: Orders
    ```
    `--fix` quotes a number or a boolean, exactly as it is written.
    """
    return breaches(document, Rule.METADATA)

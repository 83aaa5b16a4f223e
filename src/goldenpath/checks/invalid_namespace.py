"""GP106."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP106", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_namespace(document: Document) -> list[Problem]:
    """The namespace of an entity is no DNS label.

    ## Why
    Backstage refuses a namespace that is not made of lower-case letters, digits and `-`, of at most
    63 characters.

    ## Example
    ```yaml
    metadata:
      name: orders
      namespace: Web_Shop
    ```

    ## Use instead
    ```yaml
    metadata:
      name: orders
      namespace: web-shop
    ```
    Without a namespace the entity lies in `default`.
    `--fix` writes a namespace in lower case and quotes a number: references ignore case.
    """
    return breaches(document, Rule.NAMESPACE)

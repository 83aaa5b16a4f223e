"""GP113."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP113", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_reference(document: Document) -> list[Problem]:
    """A field that refers to other entities holds something that is no entity reference.

    ## Why
    Backstage refuses the whole entity when it cannot tell what one of its references means.
    A reference is `[<kind>:][<namespace>/]<name>`; in `dependsOn` and `dependencyOf` it has to name
    its kind, since a component can depend on components and on resources.

    ## Example
    ```yaml
    spec:
      owner: "group:"
      dependsOn:
        - orders-db
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/checkout
      dependsOn:
        - resource:orders-db
    ```
    """
    return breaches(document, Rule.REFERENCE)

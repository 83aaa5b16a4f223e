"""GP112."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP112", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_spec(document: Document) -> list[Problem]:
    """The `spec` of an entity is missing, or is not what its kind asks for.

    ## Why
    Backstage refuses the entity.
    Judged by the schemas of Backstage itself, in `schemas/entity`; a field that they do not name is
    allowed.

    ## Example
    ```yaml
    kind: Component
    spec:
      owner: group:default/checkout
      providesApis: orders-api
    ```

    ## Use instead
    ```yaml
    kind: Component
    spec:
      type: service
      lifecycle: production
      owner: group:default/checkout
      providesApis:
        - orders-api
    ```
    `--fix` quotes a number or a boolean, and makes a list of a single word.
    """
    return breaches(document, Rule.SPEC)

"""GP101."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP101", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def missing_owner(document: Document) -> list[Problem]:
    """A Component, API, Resource, System or Domain names no owner.

    ## Why
    Backstage refuses the entity, and an alert about something that nobody owns reaches nobody.

    ## Example
    ```yaml
    kind: Component
    spec:
      type: service
      lifecycle: production
    ```

    ## Use instead
    ```yaml
    spec:
      type: service
      lifecycle: production
      owner: group:default/checkout
    ```
    """
    return breaches(document, Rule.OWNER)

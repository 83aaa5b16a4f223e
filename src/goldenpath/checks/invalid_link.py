"""GP110."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP110", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_link(document: Document) -> list[Problem]:
    """A link of an entity has no absolute URL, or a title or an icon that is blank.

    ## Why
    Backstage refuses the entity: a link without scheme and host leads nowhere.

    ## Example
    ```yaml
    metadata:
      links:
        - url: wiki.acme.example/orders
          title: Runbook
    ```

    ## Use instead
    ```yaml
    metadata:
      links:
        - url: https://wiki.acme.example/orders
          title: Runbook
    ```
    `--fix` quotes a number or a boolean, exactly as it is written.
    """
    return breaches(document, Rule.LINK)

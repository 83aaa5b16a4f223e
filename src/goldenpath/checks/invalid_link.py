"""GP110."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP110", kinds=frozenset({Kind.BACKSTAGE_ENTITY}))
def invalid_link(document: Document) -> Iterator[Problem]:
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
    for breach in breaches(document, Rule.LINK):
        yield Problem(breach.path, breach.message, at_key=breach.at_key)

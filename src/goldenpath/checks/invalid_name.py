"""GP105."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP105", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_name(document: Document) -> list[Problem]:
    """The name of an entity has characters that names cannot have, or too many.

    ## Why
    The name is part of references and of addresses, so Backstage refuses what is no sequence of
    letters and digits with `-`, `_` or `.` between them, of at most 63 characters.
    The text for people is `metadata.title`.

    ## Example
    ```yaml
    metadata:
      name: Order Service
    ```

    ## Use instead
    ```yaml
    metadata:
      name: order-service
      title: Order Service
    ```
    `--fix` quotes a number or a boolean; a name that others refer to is left.
    """
    return breaches(document, Rule.NAME)

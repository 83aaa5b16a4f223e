"""GP108."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP108", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_annotation(document: Document) -> list[Problem]:
    """An annotation of an entity has a key that annotations cannot have, or its value is no text.

    ## Why
    Backstage refuses it.
    A key is a name of at most 63 characters with an optional DNS prefix; the value can be any text,
    but YAML reads `true` and `8080` as something else.

    ## Example
    ```yaml
    metadata:
      annotations:
        prometheus.io/scrape: true
    ```

    ## Use instead
    ```yaml
    metadata:
      annotations:
        prometheus.io/scrape: "true"
    ```
    `--fix` quotes a number or a boolean, exactly as it is written.
    """
    return breaches(document, Rule.ANNOTATION)

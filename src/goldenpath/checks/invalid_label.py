"""GP107."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP107", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_label(document: Document) -> list[Problem]:
    """A label of an entity has a key or a value that labels cannot have.

    ## Why
    Labels of the catalog follow the rules of Kubernetes, so that they can be compared with them:
    a key is a name with an optional DNS prefix, a value is empty or a name; a name has at most 63
    characters.
    Backstage refuses others, numbers and booleans included.

    ## Example
    ```yaml
    metadata:
      labels:
        acme.example/team: Check out
        tier: 1
    ```

    ## Use instead
    ```yaml
    metadata:
      labels:
        acme.example/team: checkout
        tier: "1"
    ```
    A text that is free in form is an annotation.
    `--fix` quotes a number or a boolean, exactly as it is written.
    """
    return breaches(document, Rule.LABEL)

"""GP109."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP109", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_tag(document: Document) -> list[Problem]:
    """A tag of an entity has characters that tags cannot have, or too many.

    ## Why
    Backstage refuses tags that are not lower case: `Java` and `java` would be two filters.
    Allowed are words of `a-z`, `0-9`, `+`, `#` and `:`, joined by one `-`, at most 63 characters.

    ## Example
    ```yaml
    metadata:
      tags: [Java, spring boot]
    ```

    ## Use instead
    ```yaml
    metadata:
      tags: [java, spring-boot]
    ```
    `--fix` writes lower case, joins words by `-`, quotes a number, and makes a list of one tag.
    """
    return breaches(document, Rule.TAG)

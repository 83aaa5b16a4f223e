"""GP114."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP114", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def invalid_placeholder(document: Document) -> list[Problem]:
    """A placeholder (`$text`, `$json`, `$yaml`) does not name a file that can be put in its place.

    The file may be absent, lie outside of the repository, or be no JSON or YAML where that is asked
    for. A target on the web is not fetched, and a file above 5 MB is not read: neither is judged.

    ## Why
    Backstage puts the content of the file in the place of the placeholder, and refuses the entity
    when it cannot.

    ## Example
    ```yaml
    spec:
      definition:
        $text:
          - ./api/openapi.yaml
    ```

    ## Use instead
    ```yaml
    spec:
      definition:
        $text: ./api/openapi.yaml
    ```
    """
    return breaches(document, Rule.PLACEHOLDER)

"""GP802."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "GP802",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY}),
    severity=house.severity("missing-description"),
)
def missing_description(document: Document) -> Iterator[Problem]:
    """An API, a Component or a Resource says nowhere what it is for.

    It is asked where `goldenpath.yaml` names it under `catalog.rules`, of those kinds or of the
    ones that stand there.

    ## Why
    People look for what they need in a list of hundreds, of which the names tell only those who
    know them.

    ## Example
    ```yaml
    kind: Component
    metadata:
      name: orders
    ```

    ## Use instead
    ```yaml
    kind: Component
    metadata:
      name: orders
      description: Takes orders and tells the warehouse what to send
    ```
    """
    if house.asked("missing-description", document) is None:
        return
    description = document.data["metadata"].get("description", "")
    if isinstance(description, str) and not description.strip():
        text = f"{house.named(document)} has no description: say in a sentence what it is for"
        yield Problem(("metadata", "description"), text)

"""GP803."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP803", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("missing-system"))
def missing_system(document: Document) -> Iterator[Problem]:
    """An API, a Component or a Resource belongs to no system.

    It is asked where `goldenpath.yaml` names it under `catalog.rules`, of those kinds or of the
    ones that stand there.

    ## Why
    Costs, dashboards and diagrams are drawn by system, and what belongs to none is in none of
    them.

    ## Example
    ```yaml
    kind: Component
    spec:
      type: service
      owner: group:default/checkout
    ```

    ## Use instead
    ```yaml
    kind: Component
    spec:
      type: service
      owner: group:default/checkout
      system: storefront
    ```
    """
    if house.asked("missing-system", document) is None:
        return
    if "system" not in document.data["spec"]:
        text = f"{house.named(document)} belongs to no system: name one in spec.system"
        yield Problem(("spec", "system"), text)

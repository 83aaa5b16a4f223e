"""GP809."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "GP809",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY}),
    severity=house.severity("unlisted-cost-center"),
)
def unlisted_cost_center(document: Document) -> Iterator[Problem]:
    """A label names a cost center that the organisation does not have.

    The label is `<label prefix>/cost-center`, its values are `cost_centers` of `goldenpath.yaml`.
    It is asked where `goldenpath.yaml` names it under `catalog.rules`.

    ## Why
    What is charged to a cost center that does not exist is paid by whoever finds it first.

    ## Example
    ```yaml
    metadata:
      labels:
        acme.example/cost-center: cc-9999
    ```

    ## Use instead
    ```yaml
    metadata:
      labels:
        acme.example/cost-center: cc-1001
    ```
    """
    if house.asked("unlisted-cost-center", document) is None:
        return
    labels = document.data["metadata"].get("labels")
    if not (isinstance(labels, dict) and labels):
        return
    facts = organization()
    key = f"{facts.label_prefix}/cost-center"
    value = labels.get(key)
    if isinstance(value, str) and value and value not in facts.cost_centers:
        text = f"the organisation has no cost center {value!r}"
        remedy = house.remedy(value, facts.cost_centers)
        yield Problem(("metadata", "labels", key), f"{text}: {remedy}")

"""GP804."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house
from goldenpath.entity.placeholders import is_placeholder
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP804", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("missing-label"))
def missing_label(document: Document) -> Iterator[Problem]:
    """An API, a Component or a Resource lacks a label that the organisation asks for.

    It is asked where `goldenpath.yaml` names it under `catalog.rules`: of those kinds or of the
    ones that stand there, the labels that stand there, each with the organisation's prefix.

    ## Why
    What is not labelled with its cost center is charged to nobody.

    ## Example
    ```yaml
    kind: Component
    metadata:
      labels:
        acme.example/team: checkout
    ```

    ## Use instead
    ```yaml
    kind: Component
    metadata:
      labels:
        acme.example/team: checkout
        acme.example/cost-center: cc-1001
    ```
    """
    rule = house.asked("missing-label", document)
    if rule is None:
        return
    labels = document.data["metadata"].get("labels")
    if is_placeholder(labels):
        return
    for name in rule.labels:
        key = f"{organization().label_prefix}/{name}"
        if not (isinstance(labels, dict) and key in labels):
            text = f"{house.named(document)} has no label {key}: add it"
            yield Problem(("metadata", "labels", key), text)

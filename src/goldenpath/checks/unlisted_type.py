"""GP808."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP808", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("unlisted-type"))
def unlisted_type(document: Document) -> Iterator[Problem]:
    """The type of an entity is none of those that the organisation has for its kind.

    It is asked where `goldenpath.yaml` names it under `catalog.rules`, with the types of each kind
    that has a list there; other kinds can have any type.

    ## Why
    Types are what scorecards, templates and dashboards choose by: a `Service` is no `service` to
    them.

    ## Example
    ```yaml
    kind: Component
    spec:
      type: microservice
    ```

    ## Use instead
    ```yaml
    kind: Component
    spec:
      type: service
    ```
    """
    rule = house.asked("unlisted-type", document)
    if rule is None:
        return
    kind = document.data["kind"]
    known = rule.types.get(kind)
    if known is None:
        return
    value = document.data["spec"].get("type")
    if isinstance(value, str) and value and value not in known:
        text = f"spec.type is {value!r}, which the organisation does not have for {kind}"
        yield Problem(("spec", "type"), f"{text}: {house.remedy(value, sorted(known))}")

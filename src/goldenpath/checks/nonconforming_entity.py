"""GP801."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "GP801",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY}),
    severity=house.severity("nonconforming-entity"),
)
def nonconforming_entity(document: Document) -> Iterator[Problem]:
    """An entity breaks a schema of the organisation.

    The schemas lie in `schemas/organization` of the organisation's repository: `entity.json` for
    every kind, `<kind>.json` for one.
    As in Backstage, an entity is judged with what its placeholders stand for.
    It is asked where `goldenpath.yaml` names it under `catalog.rules`.

    ## Why
    Backstage accepts any text as an annotation, and the plugin that reads it shows an empty tab.

    ## Example
    ```yaml
    metadata:
      annotations:
        github.com/project-slug: https://github.com/acme/orders
    ```

    ## Use instead
    ```yaml
    metadata:
      annotations:
        github.com/project-slug: acme/orders
    ```
    """
    if house.asked("nonconforming-entity", document) is None:
        return
    for violation, wanted in house.violations(document):
        text = violation.message
        if wanted and violation.keyword == "pattern":
            text = f"{text.rpartition(': must match ')[0]}: write {wanted}"
        elif wanted:
            text = f"{text} ({wanted})"
        yield Problem(violation.path, text, at_key=violation.at_key)

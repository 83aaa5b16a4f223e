"""GP805."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house
from goldenpath.entity.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "GP805", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("missing-runbook")
)
def missing_runbook(document: Document) -> Iterator[Problem]:
    """A Component in production links to no runbook.

    A link is one to a runbook when its title, its type or its URL says `runbook`.
    It is asked where `goldenpath.yaml` names it under `catalog.rules`, in the lifecycle
    `production` or in those that stand there.

    ## Why
    Who is called at night begins with the catalog, and may never have seen the service before.

    ## Example
    ```yaml
    kind: Component
    spec:
      lifecycle: production
    ```

    ## Use instead
    ```yaml
    kind: Component
    metadata:
      links:
        - url: https://github.com/acme/orders/blob/main/docs/runbook.md
          title: Runbook
    spec:
      lifecycle: production
    ```
    """
    rule = house.asked("missing-runbook", document)
    if rule is None:
        return
    lifecycle = document.data["spec"].get("lifecycle")
    if not isinstance(lifecycle, str) or lifecycle not in rule.lifecycles:
        return
    links = document.data["metadata"].get("links", [])
    if isinstance(links, list) and not any(_is_to_a_runbook(link) for link in links):
        what = f"{house.named(document)} is in {lifecycle} and links to no runbook"
        yield Problem(("metadata", "links"), f"{what}: add a link with the title Runbook")


def _is_to_a_runbook(link: object) -> bool:
    if not isinstance(link, dict):
        return False
    for field in ("title", "url", "type"):
        word = link.get(field)
        if isinstance(word, str) and "runbook" in word.lower():
            return True
    return is_placeholder(link)

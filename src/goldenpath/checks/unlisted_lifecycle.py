"""GP807."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "GP807", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("unlisted-lifecycle")
)
def unlisted_lifecycle(document: Document) -> Iterator[Problem]:
    """A lifecycle is none of the organisation's.

    Those are `lifecycles` of `goldenpath.yaml`, or experimental, production and deprecated.
    It is asked where `goldenpath.yaml` names it under `catalog.rules`.

    ## Why
    Whoever filters the catalog by `production` does not find what says `prod`, and no rule for
    production holds for it.

    ## Example
    ```yaml
    spec:
      lifecycle: prod
    ```

    ## Use instead
    ```yaml
    spec:
      lifecycle: production
    ```
    """
    if house.asked("unlisted-lifecycle", document) is None:
        return
    lifecycle = document.data["spec"].get("lifecycle")
    known = organization().lifecycles
    if isinstance(lifecycle, str) and lifecycle and lifecycle not in known:
        text = f"spec.lifecycle is {lifecycle!r}, which the organisation does not have"
        yield Problem(("spec", "lifecycle"), f"{text}: {house.remedy(lifecycle, known)}")

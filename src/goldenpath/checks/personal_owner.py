"""GP806."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity import house

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP806", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), severity=house.severity("personal-owner"))
def personal_owner(document: Document) -> Iterator[Problem]:
    """The owner of an entity is a person and no group.

    It is asked where `goldenpath.yaml` names it under `catalog.rules`.

    ## Why
    People change teams and go on holiday; then alerts reach nobody, and nobody may change what
    they owned.

    ## Example
    ```yaml
    spec:
      owner: user:default/guest
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/checkout
    ```
    """
    if house.asked("personal-owner", document) is None:
        return
    owner = document.data["spec"].get("owner")
    if isinstance(owner, str) and owner[:5].lower() == "user:":
        text = f"spec.owner is {owner!r}, a person: write the ref of a group"
        yield Problem(("spec", "owner"), text)

"""GP203."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity.references import references

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP203", kinds=frozenset({Kind.BACKSTAGE_ENTITY}))
def wrong_kind_reference(document: Document) -> Iterator[Problem]:
    """A reference leads to a kind of entity that its field is not about.

    ## Why
    Backstage accepts the entity, and then the relation is missing where it is looked for: a
    component that is owned by a system has no team that an alert could reach.

    ## Example
    ```yaml
    spec:
      owner: system:default/storefront
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/checkout
      system: storefront
    ```
    """
    for reference in references(document):
        ref, kinds = reference.ref, reference.field.kinds
        if ref is not None and ref.kind not in kinds:
            where = schemas.dotted(reference.path)
            expected = " or ".join(kinds)
            text = f"{where} names {ref}, which is no {expected}: write the ref of a {expected}"
            yield Problem(reference.path, text)

"""GP103."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import check
from goldenpath.document import Document, Kind
from goldenpath.entity import Rule, breaches, is_clean

if TYPE_CHECKING:
    from goldenpath.check import Problem


@check("GP103", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), unless=is_clean)
def unknown_kind(document: Document) -> list[Problem]:
    """The catalog has no entities of this `kind`, or not under this `apiVersion`.

    ## Why
    Backstage asks each of its processors whether it knows the entity, and refuses it if none does.
    Kinds are written as the catalog writes them: `Component`, not `component`.

    ## Example
    ```yaml
    apiVersion: backstage.io/v1
    kind: Component
    ```

    ## Use instead
    ```yaml
    apiVersion: backstage.io/v1alpha1
    kind: Component
    ```
    Templates have the `apiVersion` `scaffolder.backstage.io/v1beta3`.
    `--fix` corrects upper and lower case; another version is another format, and left.
    """
    return breaches(document, Rule.KIND)

"""GP613."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP613", kinds=frozenset({Kind.KUSTOMIZATION}))
def unbuildable_kustomization(document: Document) -> Iterator[Problem]:
    """Kustomize cannot build a kustomization.

    ## Why
    Argo CD builds it with the same engine: it would stop to sync what is deployed from it.

    ## Example
    ```yaml
    resources:
      - deploymnet.yaml
    ```

    ## Use instead
    ```yaml
    resources:
      - deployment.yaml
    ```
    The finding is in the kustomization that is at fault, be it a base of the one that was built.
    What lies elsewhere is never fetched and no plugin is run: that it is not built is said.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.KUSTOMIZATION:
            yield Problem((), fault.message, span=fault.span)

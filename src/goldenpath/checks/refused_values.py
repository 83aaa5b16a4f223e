"""GP011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP011", kinds=frozenset({Kind.HELM_VALUES}))
def refused_values(document: Document) -> Iterator[Problem]:
    """The values of a chart do not satisfy its `values.schema.json`.

    ## Why
    Helm refuses to render a chart whose values its own schema refuses: nothing is deployed.

    ## Example
    ```yaml
    replicaCount: "three"
    ```

    ## Use instead
    Write a value that the schema allows, or widen the schema where it is wrong.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.VALUES:
            yield Problem((), fault.message, span=fault.span)

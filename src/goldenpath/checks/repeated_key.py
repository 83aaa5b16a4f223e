"""GP002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP002", kinds=frozenset(Kind))
def repeated_key(document: Document) -> Iterator[Problem]:
    """A mapping sets the same key twice.

    ## Why
    YAML forbids it, Backstage refuses the file, and other readers silently keep one of the two,
    not all of them the same one.

    ## Example
    ```yaml
    spec:
      owner: group:default/checkout
      owner: group:default/fulfilment
    ```

    ## Use instead
    Keep one of the two.
    `--fix` removes the second one where both say the same.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.DUPLICATE_KEY:
            yield Problem((), fault.message, span=fault.span)

"""GP004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP004", kinds=frozenset(Kind))
def excessive_yaml(document: Document) -> Iterator[Problem]:
    """A document nests too deeply, or expands to too much through its aliases.

    ## Why
    Such documents are attacks or accidents: a few lines of nested aliases expand to billions of
    values and take the reader down.

    ## Example
    ```yaml
    a: &a [x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
    ```

    ## Use instead
    Write the values out, or split the document.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.EXCESSIVE:
            yield Problem((), f"the document {fault.message}", span=fault.span)

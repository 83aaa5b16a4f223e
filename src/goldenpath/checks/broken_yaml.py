"""GP001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP001", kinds=frozenset(Kind))
def broken_yaml(document: Document) -> Iterator[Problem]:
    """A document is not well-formed YAML.

    ## Why
    Its consumer reads nothing of a broken document: an entity disappears from the catalog, a
    manifest is not applied.

    ## Example
    ```yaml
    metadata:
      name: orders
     description: indented by one
    ```

    ## Use instead
    Correct the line that is named, or the one before it: an unclosed quote or bracket is
    noticed only later.
    The other documents of the file are judged all the same.
    A space that is missing before a comment is what `--fix` writes.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.SYNTAX:
            began = fault.began
            path = document.source.path
            related = (Related("it began here", path, began),) if began else ()
            yield Problem((), fault.message, related, span=fault.span)

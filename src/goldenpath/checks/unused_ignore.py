"""GP005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP005", kinds=frozenset(Kind), severity=Severity.WARNING)
def unused_ignore(document: Document) -> Iterator[Problem]:
    """A comment ignores a finding that is not there.

    ## Why
    What the comment excused has been mended, or has moved to another line.
    Left behind, it hides the next finding of that code, and nobody has agreed to that one.

    ## Example
    ```yaml
    spec:
      # goldenpath: ignore[GP202] the team is founded next month
      owner: group:default/checkout
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/checkout
    ```
    A comment speaks for its own line, or, on a line of its own, for the line below it.
    Only codes that this run looks for are told of.
    `--fix` removes the comment, or the code from it.
    A code that other files matter to, such as GP201, stays: the next run may see other files.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.UNUSED_IGNORE:
            yield Problem((), fault.message, span=fault.span)

"""GP006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP006", kinds=frozenset(Kind), severity=Severity.WARNING)
def malformed_ignore(document: Document) -> Iterator[Problem]:
    """A comment that is meant to ignore a finding does not say which one, or not why.

    It has no effect.
    The same is told of a code that the organisation has locked: its findings are mended, not
    ignored.

    ## Why
    Whoever reads the exception in a year can judge it only by its reason, and a mistyped code
    excuses nothing.

    ## Example
    ```yaml
    spec:
      owner: group:default/chekout  # goldenpath: ignore[GP202]
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/chekout  # goldenpath: ignore[GP202] the team is founded next month
    ```
    Several codes are separated by commas: `ignore[GP201, GP202]`.
    `--fix` corrects `gp202` or a check's name where the comment then excuses something.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.MALFORMED_IGNORE:
            yield Problem((), fault.message, span=fault.span)

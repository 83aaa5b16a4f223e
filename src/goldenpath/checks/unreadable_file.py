"""GP003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP003", kinds=frozenset(Kind))
def unreadable_file(document: Document) -> Iterator[Problem]:
    """A file cannot be read, or is not UTF-8 text.

    ## Why
    What cannot be read cannot be judged, and every consumer of these files expects UTF-8.

    ## Example
    A file saved as UTF-16, a named pipe, a file without read permission.

    ## Use instead
    Save the file as UTF-8, make it a regular file and let the user who validates read it.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.UNREADABLE:
            yield Problem((), f"the file {fault.message}", span=fault.span)

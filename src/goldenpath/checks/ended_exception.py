"""GP304."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP304", kinds=frozenset({Kind.POLICY}), severity=Severity.WARNING)
def ended_exception(document: Document, project: Project) -> Iterator[Problem]:
    """An exception from a policy has ended, and exempts nothing any more.

    ## Why
    Whoever reads it believes that it holds.

    ## Example
    ```yaml
    kind: PolicyException
    spec:
      expiresAt: "2020-01-01T00:00:00Z"
    ```

    ## Use instead
    Delete it; where its reason has not gone, ask for a new one.
    """
    exception = project.guard.exception_in(document) if project.guard else None
    if exception and project.guard and exception.has_expired(project.guard.now):
        text = f"this exception has ended on {exception.expires_at:%Y-%m-%d}"
        yield Problem(("spec", "expiresAt"), f"{text}: delete it, or ask anew")

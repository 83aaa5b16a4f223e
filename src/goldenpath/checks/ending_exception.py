"""GP303."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check(
    "GP303",
    kinds=frozenset({Kind.KUBERNETES, Kind.CLAIM, Kind.POLICY}),
    severity=Severity.WARNING,
)
def ending_exception(document: Document, project: Project) -> Iterator[Problem]:
    """An exception from a policy ends within two weeks.

    Told of the exception itself, and of each manifest that it keeps from being refused.

    ## Why
    When it has ended, the next deployment is refused.

    ## Example
    ```yaml
    kind: PolicyException
    spec:
      expiresAt: "2026-12-01T00:00:00Z"   # next week
    ```

    ## Use instead
    Keep to the policy, and delete the exception; or ask for a new one before it ends.
    """
    guard = project.guard
    if guard is None:
        return
    if document.kind is Kind.POLICY:
        exception = guard.exception_in(document)
        if exception and exception.expires_at and guard.ends_soon(exception):
            text = f"this exception ends on {exception.expires_at:%Y-%m-%d}"
            yield Problem(("spec", "expiresAt"), f"{text}: keep to the policy, or ask anew")
    for verdict in guard.verdicts(document):
        if verdict.ends:
            text = (
                f"exception {verdict.message} from {verdict.policy}, which this is under, ends on"
            )
            yield Problem(
                ("metadata", "name"),
                f"{text} {verdict.ends:%Y-%m-%d}: keep to the policy, or ask anew",
                properties=verdict.properties(),
            )

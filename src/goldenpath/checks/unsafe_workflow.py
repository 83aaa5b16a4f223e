"""GP502."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP502", kinds=frozenset({Kind.WORKFLOW}))
def unsafe_workflow(document: Document) -> Iterator[Problem]:
    """Zizmor finds something unsafe in a workflow or an action.

    The message begins with zizmor's own name of the audit, such as `template-injection`; its
    documentation explains each.
    What it calls high is an error, medium a warning, and everything else is for information.
    It is asked what it can tell offline.
    Its configuration in `.github/zizmor.yml` counts, and so does its own comment
    `# zizmor: ignore[template-injection]`.
    That an action is not pinned and that permissions are missing is told by GP505 and GP507.

    ## Why
    A workflow holds the credentials with which images are signed and stages changed, and runs on
    what strangers send.

    ## Example
    ```yaml
    - run: echo ${{ github.event.pull_request.title }}
    ```

    ## Use instead
    ```yaml
    - run: echo "$TITLE"
      env:
        TITLE: ${{ github.event.pull_request.title }}
    ```
    """
    for fault in document.faults:
        if fault.lint is not None and fault.lint.code == "GP502":
            properties = {"linter": "zizmor", "rule": fault.lint.rule}
            yield Problem(
                (),
                fault.message,
                span=fault.span,
                severity=Severity(fault.lint.severity),
                properties=properties,
            )

"""GP503."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP503", kinds=frozenset({Kind.WORKFLOW}))
def faulty_workflow(document: Document) -> Iterator[Problem]:
    """Actionlint finds a fault in a workflow.

    The message begins with the kind of fault, such as `expression`.
    Asked only where actionlint is installed, on PATH or beside goldenpath.
    Its configuration in `.github/actionlint.yaml` counts.

    ## Why
    GitHub tells of a misspelt output or input when the workflow runs, or never: an expression that
    names nothing is empty.

    ## Example
    ```yaml
    - id: build
      run: make image
    - run: echo ${{ steps.biuld.outputs.digest }}
    ```

    ## Use instead
    Correct what is named: here, `steps.build`.
    """
    for fault in document.faults:
        if fault.lint is not None and fault.lint.code == "GP503":
            properties = {"linter": "actionlint", "rule": fault.lint.rule}
            yield Problem(
                (),
                fault.message,
                span=fault.span,
                severity=Severity(fault.lint.severity),
                properties=properties,
            )

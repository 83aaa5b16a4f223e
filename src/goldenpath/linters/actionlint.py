"""actionlint: whether a workflow means what GitHub would make of it. Used where it is installed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.linters.program import Finding, Linter, Outcome, run, whole_line
from goldenpath.pipeline import is_workflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath.source import Source


def _lint(program: str, sources: Sequence[Source]) -> Outcome:
    outcome = Outcome([], [])
    by_path = {os.path.abspath(item.path): item for item in sources}  # noqa: PTH100 - as `run` does
    command = [program, "-no-color", "-format", "{{json .}}", "-shellcheck=", "-pyflakes="]
    for text, errors, _ in run(command, sources):
        try:
            found = json.loads(text)
        except ValueError:
            outcome.fail("actionlint", errors or text)
            continue
        for item in found:
            source = by_path[os.path.normpath(os.path.join(os.sep, item["filepath"]))]  # noqa: PTH118 - it names files from where it runs
            outcome.findings.append(
                Finding(
                    path=source.path,
                    span=whole_line(source, item["line"], item["column"]),
                    rule=item["kind"],
                    severity=Severity.ERROR,
                    message=item["message"],
                )
            )
    return outcome


LINTER = Linter(
    name="actionlint",
    code="GP503",
    noun="workflow",
    remedy="",
    accepts=lambda document: document.kind is Kind.WORKFLOW and is_workflow(document.source.path),
    run=_lint,
)

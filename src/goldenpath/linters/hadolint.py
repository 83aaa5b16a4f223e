"""hadolint: Dockerfiles, and with ShellCheck the scripts in them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.linters.program import Finding, Linter, Outcome, by_configuration, run, whole_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath.source import Source

_FILES = (".hadolint.yaml", ".hadolint.yml")
_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING}
"""The others, info and style, are for information."""


def _lint(program: str, sources: Sequence[Source]) -> Outcome:
    outcome = Outcome([], [])
    for file, chosen in by_configuration(sources, _FILES):
        by_path = {os.path.abspath(item.path): item for item in chosen}  # noqa: PTH100 - as `run` does
        command = [program, "--no-fail", "--no-color", "--format", "json"]
        for text, errors, _ in run([*command, *(("--config", file) if file else ())], chosen):
            try:
                found = json.loads(text)
            except ValueError:
                outcome.fail("hadolint", errors or text)
                continue
            outcome.findings.extend([_finding(item, by_path[item["file"]]) for item in found])
    return outcome


def _finding(item: dict[str, Any], source: Source) -> Finding:
    return Finding(
        path=source.path,
        span=whole_line(source, item["line"], item["column"]),
        rule=item["code"],
        severity=_SEVERITIES.get(item["level"], Severity.INFO),
        message=item["message"],
    )


LINTER = Linter(
    name="hadolint",
    code="GP501",
    noun="Dockerfile",
    remedy="install goldenpath[linters] or put hadolint on PATH",
    accepts=lambda document: document.kind is Kind.DOCKERFILE,
    run=_lint,
)

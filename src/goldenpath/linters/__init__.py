"""Linters of others behind one interface: files in, findings out, many files for each process.

Each is a program of its own, found beside this one or on PATH, and offline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.document import Document, Fault, Flaw, Lint, TextLocator
from goldenpath.linters import actionlint, hadolint, zizmor
from goldenpath.linters.program import Finding, Linter, find
from goldenpath.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["LINTERS", "Finding", "Linter", "find", "lint"]

LINTERS: tuple[Linter, ...] = (hadolint.LINTER, zizmor.LINTER, actionlint.LINTER)
"""All linters, by the codes of their findings."""


def lint(
    documents: Sequence[Document], codes: Collection[str]
) -> tuple[list[Document], tuple[str, ...]]:
    """Return what the linters whose `codes` are wanted find, and in words what was not linted.

    A document stands for the findings of one linter in one of `documents`: they are its faults.
    """
    found: list[Document] = []
    notices: list[str] = []
    for linter in LINTERS:
        judged = [item for item in documents if linter.accepts(item)]
        if linter.code not in codes or not judged:
            continue
        program = find(linter.name)
        if program is None:
            if linter.remedy:
                notices.append(f"{len(judged)} {linter.noun}(s) not linted: {linter.remedy}")
            continue
        outcome = linter.run(program, [item.source for item in judged])
        notices += outcome.failures
        found += _documents(linter, judged, outcome.findings)
    return found, tuple(notices)


def _documents(
    linter: Linter, judged: Sequence[Document], findings: Sequence[Finding]
) -> Iterator[Document]:
    by_path: dict[str, list[Fault]] = {}
    for item in findings:
        known = Lint(linter.code, item.rule, item.severity.value)
        message = " ".join(item.message.split())
        fault = Fault(Flaw.LINT, item.span, f"{item.rule}: {message}", lint=known)
        by_path.setdefault(item.path, []).append(fault)
    for document in judged:
        faults = by_path.get(document.source.path)
        if faults:
            source = Source(document.source.path, "")
            yield Document(
                source, document.index, document.kind, None, TextLocator(), tuple(faults)
            )

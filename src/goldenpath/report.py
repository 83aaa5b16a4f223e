"""The outcome of one validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.diagnostic import Diagnostic, Severity
    from goldenpath.document import Kind


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a run, sorted by place, with what was looked at and what was not.

    Attributes:
        diagnostics: the findings.
        files: how many files were read.
        documents: how many documents they held, rendered manifests included.
        judged: how many of those there was something to judge by, for each kind.
        notices: what was left out, in words: a missing engine, for instance.
        duration: seconds the run took.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    judged: Mapping[Kind, int]
    notices: tuple[str, ...]
    duration: float

    @property
    def skipped(self) -> int:
        """Return how many documents no check knew how to judge."""
        return self.documents - sum(self.judged.values())

    def count(self, severity: Severity) -> int:
        """Return how many findings have `severity`."""
        return sum(1 for diagnostic in self.diagnostics if diagnostic.severity is severity)

    def fails(self, threshold: Severity) -> bool:
        """Tell whether any finding is at or above `threshold`."""
        return any(item.severity.rank <= threshold.rank for item in self.diagnostics)

"""The outcome of one validation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goldenpath.diagnostic import Diagnostic


class Health(NamedTuple):
    """How the judged documents of one kind fare.

    Attributes:
        kind: what consumes them.
        name: the kind they give themselves, such as `Component`; empty where they give none.
        judged: how many there are.
        errors: how many of them have an error.
        warnings: how many have findings, but no error.
    """

    kind: Kind
    name: str
    judged: int
    errors: int
    warnings: int

    @property
    def clean(self) -> int:
        """Return how many have no finding."""
        return self.judged - self.errors - self.warnings


def tally(outcomes: Iterable[tuple[Kind, str, Severity | None]]) -> tuple[Health, ...]:
    """Count judged documents: each one's kind, its own word for it, and its worst finding."""
    counts: defaultdict[tuple[Kind, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for kind, name, worst in outcomes:
        row = counts[kind, name]
        row[0] += 1
        row[1] += worst is Severity.ERROR
        row[2] += worst not in (None, Severity.ERROR)
    order = list(Kind)
    ordered = sorted(counts, key=lambda key: (order.index(key[0]), key[1]))
    return tuple(Health(kind, name, *counts[kind, name]) for kind, name in ordered)


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
        baselined: how many findings are left out because the baseline knows them.
        remarks: what else there is to say, in words: that a baseline can shrink, for instance.
        paths: the files that were read, as findings name them.
        health: how the judged documents fare, by kind.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    judged: Mapping[Kind, int]
    notices: tuple[str, ...]
    duration: float
    baselined: int = 0
    remarks: tuple[str, ...] = ()
    paths: Sequence[str] = ()
    health: tuple[Health, ...] = ()

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

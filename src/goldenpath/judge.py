"""Checks meet documents: what they find there, as findings with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.diagnostic import Diagnostic
from goldenpath.document import Document, Kind, Place
from goldenpath.entity import house
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goldenpath.check import Check, Problem, RunAlone
    from goldenpath.project import Project

EVERY_KIND = frozenset(Kind)

if TYPE_CHECKING:
    Group = tuple[Callable[[Document], bool] | None, list[tuple[Check, RunAlone]]]


class Judges:
    """The checks of a run, by what they judge and by what they have to know for it."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self.checks = tuple(check for check in checks if _is_on(check))
        self._alone = {kind: self._of(kind, faulty=False) for kind in Kind}
        self._faulty = {kind: self._of(kind, faulty=True) for kind in Kind}
        self.together = {
            kind: tuple((c, c.together) for c in self.checks if c.together and kind in c.kinds)
            for kind in Kind
        }
        self.whole = {
            kind: any(not check.outline for check, _ in found)
            for kind, found in self.together.items()
        }
        """Whether some check has to see all of a document of that kind, beside the others."""

    def _of(self, kind: Kind, *, faulty: bool) -> list[Group]:
        """Return the checks of single documents; those of every kind look at faults alone."""
        found = [
            (check, check.alone)
            for check in self.checks
            if check.alone and kind in check.kinds and (faulty or check.kinds != EVERY_KIND)
        ]
        guards = dict.fromkeys(check.unless for check, _ in found)
        return [(unless, [pair for pair in found if pair[0].unless is unless]) for unless in guards]

    def alone(self, document: Document) -> Iterator[Diagnostic]:
        """Yield what is found in a document by itself."""
        groups = self._faulty if document.faults else self._alone
        for unless, checks in groups[document.kind]:
            if unless is None or not unless(document):
                for check, run in checks:
                    for problem in run(document):
                        yield _diagnostic(document, check, problem)

    def among(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield what is found in a document among the others."""
        for check, run in self.together[document.kind]:
            for problem in run(document, project):
                yield _diagnostic(document, check, problem)


def _is_on(check: Check) -> bool:
    """Tell whether a check is asked: those of the organisation are where it says so."""
    return not check.code.startswith("GP8") or house.is_on(check.slug)


def _diagnostic(document: Document, check: Check, problem: Problem) -> Diagnostic:
    if problem.span is not None:
        place = Place(document.source.path, problem.span)
    else:
        place = document.place(*problem.path, at_key=problem.at_key)
    stages = {"stages": [document.stage]} if document.stage else {}
    return Diagnostic(
        code=check.code,
        slug=check.slug,
        severity=problem.severity or check.severity,
        message=problem.message,
        path=place.path,
        document=document.index,
        span=place.span,
        related=problem.related,
        properties={**problem.properties, **stages},
        help_url=organization().help_url(check.code),
    )

"""Checks meet documents: what they find there, as findings with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.diagnostic import Diagnostic
from goldenpath.document import Document, Place
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goldenpath.check import Check, Problem
    from goldenpath.project import Project


def judge(document: Document, project: Project, checks: Iterable[Check]) -> Iterator[Diagnostic]:
    """Yield what `checks` find in one document."""
    for check in checks:
        if document.kind in check.kinds:
            for problem in check.run(document, project):
                yield _diagnostic(document, check, problem)


def _diagnostic(document: Document, check: Check, problem: Problem) -> Diagnostic:
    if problem.span is not None:
        place = Place(document.source.path, problem.span)
    else:
        place = document.place(*problem.path, at_key=problem.at_key)
    return Diagnostic(
        code=check.code,
        slug=check.slug,
        severity=check.severity,
        message=problem.message,
        path=place.path,
        document=document.index,
        span=place.span,
        related=problem.related,
        properties={"stages": [document.stage]} if document.stage else {},
        help_url=organization().help_url(check.code),
    )

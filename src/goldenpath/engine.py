"""discover → parse → classify → render → check → report."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from goldenpath import charts, helm, kubernetes, resources
from goldenpath.check import all_checks, selected
from goldenpath.classify import Groups, classify
from goldenpath.diagnostic import Diagnostic
from goldenpath.discover import discover, read
from goldenpath.document import Document, Kind, Place
from goldenpath.organization import organization
from goldenpath.parse import Dialect, NodeLocator, TextLocator, compose, construct
from goldenpath.project import Project, index
from goldenpath.report import Report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from goldenpath.check import Check, Problem

DIALECTS = {Kind.BACKSTAGE_ENTITY: Dialect.CORE}
"""Every other kind is read as Kubernetes reads it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run judges: codes or prefixes to select and to ignore, and a kind to assume."""

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    kind: Kind | None = None


def validate(paths: Iterable[Path], options: Options) -> Report:
    """Judge the files among and below `paths` and return the report, findings sorted by place."""
    started = time.perf_counter()
    files = list(discover(paths))
    if any(path.name == "Chart.yaml" for path in files):
        helm.begin()
    checks = selected(options.select, options.ignore)
    documents = [document for path in files for document in load(path, options.kind)]
    notices = _notices(documents)
    documents.extend(_rendered(documents))
    project = index(documents, catalog())
    findings = [found for document in documents for found in judge(document, project, checks)]
    return Report(
        diagnostics=_told_once(findings),
        files=len(files),
        documents=len(documents),
        judged=_judged(documents),
        notices=notices,
        duration=time.perf_counter() - started,
    )


def load(path: Path, assumed: Kind | None = None) -> Iterator[Document]:
    """Yield the documents of one file, as `assumed` kind or as what they say they are."""
    source, unreadable = read(path)
    if unreadable:
        kind = assumed or Kind.UNKNOWN
        yield Document(source, None, kind, None, TextLocator(), (unreadable,))
        return
    for composed in compose(source.text):
        if composed.root is None:
            kind = assumed or Kind.UNKNOWN
            locator = TextLocator()
            yield Document(source, composed.index, kind, None, locator, composed.faults)
            continue
        kind = assumed or classify(composed.root, source.path, groups())
        data, faults = construct(composed.root, DIALECTS.get(kind, Dialect.KUBERNETES))
        locator_at = NodeLocator(composed.root)
        yield Document(source, composed.index, kind, data, locator_at, faults)


def judge(document: Document, project: Project, checks: Iterable[Check]) -> Iterator[Diagnostic]:
    """Yield what `checks` find in one document."""
    for check in checks:
        if document.kind in check.kinds:
            for problem in check.run(document, project):
                yield _diagnostic(document, check, problem)


@cache
def catalog() -> tuple[Document, ...]:
    """Return the entities of the organisation's own catalog."""
    folder = resources.root() / "backstage" / "catalog"
    return tuple(
        document
        for path in discover([folder])
        for document in load(path)
        if document.kind is Kind.BACKSTAGE_ENTITY
    )


@cache
def groups() -> Groups:
    """Return the API groups that are known here."""
    return Groups(organization().api_group, kubernetes.groups())


def _rendered(documents: Iterable[Document]) -> list[Document]:
    """Return the manifests of every chart among `documents`."""
    if helm.engine() is None:
        return []
    return [
        rendered
        for document in documents
        if document.kind is Kind.HELM_CHART
        for rendered in charts.expand(document, groups())
    ]


def _judged(documents: Iterable[Document]) -> dict[Kind, int]:
    """Count the documents that there is something to judge by, for each kind.

    Checks of every kind look at the input alone; a kind that no other check knows is not judged,
    and neither is a chart without a Helm engine.
    """
    known = {kind for check in all_checks() if check.kinds != set(Kind) for kind in check.kinds}
    if helm.engine() is None:
        known -= {Kind.HELM_CHART, Kind.HELM_VALUES}
    counts = Counter(document.kind for document in documents)
    return {kind: counts[kind] for kind in Kind if kind in known and counts[kind]}


def _notices(documents: Iterable[Document]) -> tuple[str, ...]:
    number = sum(1 for document in documents if document.kind is Kind.HELM_CHART)
    if number and helm.engine() is None:
        return (
            f"{number} Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH",
        )
    return ()


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


def _told_once(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Merge what several renderings of one template or helper tell alike; sort by place."""
    merged: dict[tuple[object, ...], Diagnostic] = {}
    for found in findings:
        key = (found.path, found.document, found.span, found.code, found.message)
        known = merged.get(key)
        if known is None:
            merged[key] = found
        elif "stages" in found.properties:
            stages = dict.fromkeys(
                [*known.properties.get("stages", []), *found.properties["stages"]]
            )
            merged[key] = replace(known, properties={"stages": list(stages)})
    ordered = sorted(merged.values(), key=lambda d: (d.path, d.span, d.code, d.message))
    return tuple(ordered)

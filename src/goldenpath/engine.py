"""discover → parse → classify → render → check → report."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from goldenpath import charts, helm, kubernetes, resources
from goldenpath.check import all_checks, selected
from goldenpath.classify import Groups, classify
from goldenpath.config import Config
from goldenpath.discover import discover, read, shown
from goldenpath.document import Document, Kind
from goldenpath.judge import judge
from goldenpath.organization import organization
from goldenpath.parse import Dialect, NodeLocator, TextLocator, compose, construct
from goldenpath.project import index
from goldenpath.report import Health, Report, tally
from goldenpath.verdict import CHARTS, looked_for, unexcused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from goldenpath.baseline import Baseline
    from goldenpath.check import Check
    from goldenpath.diagnostic import Diagnostic, Severity

DIALECTS = {Kind.BACKSTAGE_ENTITY: Dialect.CORE}
"""Every other kind is read as Kubernetes reads it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run judges: codes or prefixes to select and to ignore, and a kind to assume.

    `config` is what the judged repository wants, `baseline` what is known of it.
    """

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    kind: Kind | None = None
    config: Config = field(default_factory=Config)
    baseline: Baseline | None = None


def validate(paths: Collection[Path], options: Options) -> Report:
    """Judge the files among and below `paths` and return the report, findings sorted by place."""
    started = time.perf_counter()
    files = list(discover(paths, options.config.excludes))
    if any(path.name == "Chart.yaml" for path in files):
        helm.begin()
    checks = selected(options.select, options.ignore)
    documents = [document for path in files for document in load(path, options.kind)]
    notices = _notices(documents)
    documents.extend(_rendered(documents))
    project = index(documents, catalog())
    findings = [found for document in documents for found in judge(document, project, checks)]
    present = unexcused(findings, documents, checks, options.config)
    reported, shrinks = _beyond(present, paths, options, checks)
    return Report(
        diagnostics=tuple(reported),
        files=len(files),
        documents=len(_distinct(documents)),
        judged=_judged(_distinct(documents)),
        notices=notices,
        duration=time.perf_counter() - started,
        baselined=len(present) - len(reported),
        remarks=(*_left_out(paths, options.config), *shrinks),
        paths=[shown(path) for path in files],
        health=_health(documents, reported),
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


def _left_out(paths: Iterable[Path], config: Config) -> tuple[str, ...]:
    number = sum(1 for path in paths if config.excludes(path))
    if number:
        text = "given path(s) excluded by the configuration: --no-config judges them"
        return (f"{number} {text}",)
    return ()


def _beyond(
    present: list[Diagnostic], paths: Iterable[Path], options: Options, checks: Iterable[Check]
) -> tuple[list[Diagnostic], tuple[str, ...]]:
    """Return the findings beyond the baseline, and what there is to say of it."""
    if options.baseline is None:
        return present, ()
    reported, left = options.baseline.new(present)
    return reported, options.baseline.shrinks(left, paths, looked_for(checks, options.config))


def _distinct(documents: Iterable[Document]) -> list[Document]:
    """Leave out what only bears a stage's complaint of a file that is there already."""
    seen: dict[object, Document] = {}
    for number, document in enumerate(documents):
        place = (document.source.path, document.index)
        seen.setdefault(place if document.kind in CHARTS else number, document)
    return list(seen.values())


def _judged(documents: Iterable[Document]) -> dict[Kind, int]:
    """Count the documents that there is something to judge by, for each kind."""
    counts = Counter(document.kind for document in documents)
    return {kind: counts[kind] for kind in Kind if kind in _known() and counts[kind]}


def _known() -> set[Kind]:
    """Return the kinds that there is something to judge by.

    Checks of every kind look at the input alone; a kind that no other check knows is not judged,
    and neither is a chart without a Helm engine.
    """
    known = {kind for check in all_checks() if check.kinds != set(Kind) for kind in check.kinds}
    return known if helm.engine() is not None else known - CHARTS


def _health(documents: Iterable[Document], diagnostics: Iterable[Diagnostic]) -> tuple[Health, ...]:
    """Tally the judged documents by the worst of their findings."""
    worst: dict[tuple[str, int | None], Severity] = {}
    for item in diagnostics:
        key = (item.path, item.document)
        worst[key] = min(worst.get(key, item.severity), item.severity, key=lambda s: s.rank)
    known = _known()
    return tally(
        (item.kind, str(item.get("kind") or ""), worst.get((item.source.path, item.index)))
        for item in documents
        if item.kind in known
    )


def _notices(documents: Iterable[Document]) -> tuple[str, ...]:
    number = sum(1 for document in documents if document.kind is Kind.HELM_CHART)
    if number and helm.engine() is None:
        return (
            f"{number} Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH",
        )
    return ()

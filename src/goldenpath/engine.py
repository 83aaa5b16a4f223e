"""discover → parse → classify → render → check → report."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from goldenpath import resources
from goldenpath.check import all_checks, selected
from goldenpath.config import Config
from goldenpath.discover import discover
from goldenpath.document import Document, Kind
from goldenpath.examine import examine, name_of
from goldenpath.judge import EVERY_KIND, Judges
from goldenpath.load import groups, load
from goldenpath.parse import TextLocator
from goldenpath.project import Index
from goldenpath.report import Report, tally
from goldenpath.source import Source
from goldenpath.suppress import may_ignore
from goldenpath.verdict import CHARTS, looked_for, unexcused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from goldenpath.baseline import Baseline
    from goldenpath.diagnostic import Diagnostic, Severity
    from goldenpath.examine import Examined, Name
    from goldenpath.outline import Outlines
    from goldenpath.project import Project
    from goldenpath.report import Health

Place = tuple[str, int | None]
"""A document's file and its index there."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run judges: codes or prefixes to select and to ignore, and a kind to assume.

    `config` is what the judged repository wants, `baseline` what is known of it; `catalogs` say
    where else its references may lead to, and `cache` whether what was learned is kept for the next
    run; `progress` is called with the number of files that were read, after each.
    """

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    kind: Kind | None = None
    config: Config = field(default_factory=Config)
    baseline: Baseline | None = None
    catalogs: tuple[str, ...] = ()
    cache: bool = False
    progress: Callable[[int], None] | None = None


def validate(paths: Collection[Path], options: Options) -> Report:
    """Judge the files among and below `paths` and return the report, findings sorted by place."""
    started = time.perf_counter()
    run = _Run(Judges(selected(options.select, options.ignore)))
    excludes = options.config.excludes
    for path in discover(paths, excludes):
        run.take(examine(path, run.judges, options.kind, run.index.add))
        if options.progress:
            options.progress(len(run.paths))
    said = run.know(options.catalogs, cache=options.cache)
    run.render()
    run.judge_together()
    rendered = run.engine is not None
    present = unexcused(run.findings, run.commented, run.judges, options.config, rendered=rendered)
    tell = looked_for(run.judges.checks, options.config, rendered=rendered)
    reported, shrinks = _beyond(present, paths, options, tell)
    known = run.known()
    judged = {kind: number for kind, number in run.count_kinds().items() if kind in known}
    return Report(
        diagnostics=tuple(reported),
        files=len(run.paths),
        documents=run.names.total(),
        judged=judged,
        notices=run.notices(),
        duration=time.perf_counter() - started,
        baselined=len(present) - len(reported),
        remarks=(*_left_out(paths, options.config), *shrinks, *said),
        paths=run.paths,
        health=run.health(reported),
    )


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


class _Run:
    """What a run has seen: of each file as much as the report and the other files need."""

    def __init__(self, judges: Judges) -> None:
        self.judges = judges
        self.paths: list[str] = []
        self.names: Counter[Name] = Counter()
        self.findings: list[Diagnostic] = []
        self.commented: list[tuple[Source, bool]] = []
        self.engine: str | None = None
        """The Helm engine, once there is a chart to render."""
        self.index = Index()
        self._outlines: list[Outlines] = []
        self._charts: list[Document] = []
        self._at_fault: dict[Place, dict[object, Name]] = {}
        """Which documents each place is about: several where one template made them."""

    def take(self, file: Examined) -> None:
        """Take note of a file."""
        self.paths.append(file.path)
        for name, number in file.names.items():
            self.names[name] += number
        self.findings += file.findings
        if file.charts and not self._charts:
            _helm().begin()
        self._charts += file.charts
        for index, name in file.at_fault.items():
            place = (file.path, index)
            self._at_fault[place] = {place: name}
        if file.commented:
            self.commented.append((file.commented, False))
        if file.outlines:
            self._outlines.append(file.outlines)

    def know(self, catalogs: Iterable[str], *, cache: bool) -> list[str]:
        """Index these catalogs and the organisation's own; return what there is to say of them."""
        remarks = []
        for where in catalogs:
            given = _snapshot().read(where, cache=cache)
            source = Source(given.origin, "")
            for entity in given.entities:
                kind = Kind.BACKSTAGE_ENTITY
                self.index.add_known(Document(source, None, kind, entity, TextLocator()))
            remarks += given.remarks
        for document in catalog():
            self.index.add_known(document)
        return remarks

    def render(self) -> None:
        """Judge the manifests of every chart, one chart at a time; all entities are indexed."""
        self.engine = _helm().engine() if self._charts else None
        if self.engine is None:
            return
        project = self.index.project()
        for chart in self._charts:
            self._render(chart, project)

    def _render(self, chart: Document, project: Project) -> None:
        from goldenpath import charts  # noqa: PLC0415 - see _helm

        sources = {source.path: source for source in charts.templates(chart)}
        told: set[tuple[str, int | None]] = set()
        for document in charts.expand(chart, groups()):
            self.index.add(document)
            found = [*self.judges.alone(document), *self.judges.among(document, project)]
            self._note(document, found)
            place = (document.source.path, document.index)
            is_own = document.kind in CHARTS
            if not (is_own and (document.index is not None or place in told)):
                self.names[name_of(document)] += 1
            told.add(place)
            sources.setdefault(document.source.path, document.source)
        self.commented += [(item, True) for item in sources.values() if may_ignore(item.text)]

    def judge_together(self) -> None:
        """Judge every document among the others; read again what an outline does not tell of."""
        project = self.index.project()
        for item in self._outlines:
            for document in self._wanted(item):
                self._note(document, list(self.judges.among(document, project)))

    def _wanted(self, item: Outlines) -> Iterator[Document]:
        """Yield the documents of a file, whole where some check asks for that."""
        whole = {Kind(kind) for _, kind in item.heads if self.judges.whole[Kind(kind)]}
        if whole:
            yield from load(item.path)
            return
        yield from (doc for doc in item.documents() if self.judges.together[doc.kind])

    def _note(self, document: Document, found: list[Diagnostic]) -> None:
        self.findings += found
        identity = document if document.index is None else (document.source.path, document.index)
        for item in found:
            place = (item.path, item.document)
            self._at_fault.setdefault(place, {})[identity] = name_of(document)

    def count_kinds(self) -> Mapping[Kind, int]:
        """Count the documents of each kind."""
        counts: Counter[Kind] = Counter()
        for (kind, _), number in self.names.items():
            counts[kind] += number
        return {kind: counts[kind] for kind in Kind if counts[kind]}

    def notices(self) -> tuple[str, ...]:
        """Say which engines were missing."""
        if self._charts and self.engine is None:
            text = "Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH"
            return (f"{len(self._charts)} {text}",)
        return ()

    def known(self) -> set[Kind]:
        """Return the kinds that there is something to judge by.

        Checks of every kind look at the input alone; a kind that no other check knows is not
        judged, and neither is a chart where none is rendered.
        """
        checks = [check for check in all_checks() if check.kinds != EVERY_KIND]
        found = {kind for check in checks for kind in check.kinds}
        return found if self.engine is not None else found - CHARTS

    def health(self, diagnostics: Iterable[Diagnostic]) -> tuple[Health, ...]:
        """Tally the judged documents by the worst of their findings."""
        worst: dict[object, tuple[Name, Severity]] = {}
        for item in diagnostics:
            for identity, name in self._at_fault.get((item.path, item.document), {}).items():
                _, known = worst.get(identity, (name, item.severity))
                worst[identity] = (name, min(known, item.severity, key=lambda s: s.rank))
        judged = self.known()
        clean = Counter(self.names)
        clean.subtract(name for name, _ in worst.values())
        outcomes: list[tuple[Kind, str, Severity | None]]
        outcomes = [(*name, severity) for name, severity in worst.values()]
        outcomes += [(*name, None) for name in clean.elements()]
        return tally(item for item in outcomes if item[0] in judged)


def _helm() -> ModuleType:
    """Return the room of Helm, which takes long to enter: few runs have a chart."""
    from goldenpath import helm  # noqa: PLC0415

    return helm


def _snapshot() -> ModuleType:
    """Return the room of catalogs from elsewhere; few runs are given one."""
    from goldenpath import snapshot  # noqa: PLC0415

    return snapshot


def _left_out(paths: Iterable[Path], config: Config) -> tuple[str, ...]:
    number = sum(1 for path in paths if config.excludes(path))
    if number:
        text = "given path(s) excluded by the configuration: --no-config judges them"
        return (f"{number} {text}",)
    return ()


def _beyond(
    present: list[Diagnostic],
    paths: Iterable[Path],
    options: Options,
    tell: Callable[[str, str], bool],
) -> tuple[list[Diagnostic], tuple[str, ...]]:
    """Return the findings beyond the baseline, and what there is to say of it."""
    if options.baseline is None:
        return present, ()
    reported, left = options.baseline.new(present)
    return reported, options.baseline.shrinks(left, paths, tell)

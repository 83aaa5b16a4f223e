"""What a run has seen: of each file as much as the report and the other files need."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from goldenpath import packing, resources
from goldenpath.check import all_checks
from goldenpath.discover import discover, read, read_bytes, shown
from goldenpath.document import MANIFESTS, RENDERED, Document, Kind, TextLocator
from goldenpath.examine import FINDINGS_LIMIT, examine, name_of
from goldenpath.judge import EVERY_KIND, Judges
from goldenpath.load import load
from goldenpath.outline import Shelf
from goldenpath.project import Index
from goldenpath.rendering import Rendering, among_folders
from goldenpath.report import tally
from goldenpath.source import Source
from goldenpath.suppress import may_ignore
from goldenpath.verdict import CHARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from goldenpath.diagnostic import Diagnostic, Severity
    from goldenpath.examine import Examined, Name
    from goldenpath.guard import Guard
    from goldenpath.memory import Memory
    from goldenpath.outline import Outlines
    from goldenpath.report import Health

_SHOWN = 3
"""Files that a remark names before it stops counting them up."""

_POLICY = "GP3"
_SHAPE = "GP020"
_GUARDED = MANIFESTS | RENDERED | {Kind.POLICY}
"""What is judged by policies, or may render to it."""

Place = tuple[str, int | None]
"""A document's file and its index there."""


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


class Run:
    """What a run has seen: of each file as much as the report and the other files need."""

    def __init__(self, judges: Judges, memory: Memory | None, assumed: Kind | None) -> None:
        self.judges = judges
        self._memory = memory
        self._assumed = assumed
        self.paths: list[str] = []
        self.names: Counter[Name] = Counter()
        self.findings: list[Diagnostic] = []
        self.commented: list[tuple[Source, bool]] = []
        self.rendering = Rendering()
        self._index = Index()
        self._outlines = Shelf()
        self._guard: Guard | None = None
        self._unguarded = False
        self._at_fault: dict[Place, dict[object, Name]] = {}
        """Which documents each place is about: several where one template made them."""
        self._told: Counter[str] = Counter()
        self._untold: list[str] = []
        """The files with more findings than are told of one."""

    def close(self) -> None:
        """Let go of what the checks of documents among others have needed."""
        self._outlines.close()

    def look(self, path: str) -> None:
        """Look at the file at `path`, or remember what an earlier run has seen there."""
        memory, name = self._memory, shown(path)
        file = memory.recall(path, name) if memory else None
        if file is None:
            content = read_bytes(path)
            file = memory.recognise(path, name, content[0]) if memory and not content[1] else None
            if file is None:
                file = examine(path, content, self.judges, self._assumed, self._index.add)
                if memory and not content[1]:
                    memory.learn(path, content[0], file)
                self._take(file)
                return
        for document in file.outlines.documents() if file.outlines else ():
            self._index.add(document)
        self._take(file)

    def _take(self, file: Examined) -> None:
        self.paths.append(file.path)
        for name, number in file.names.items():
            self.names[name] += number
        self._tell(file.path, file.findings)
        self.rendering.take(file.charts, file.lintable)
        for index, name in file.at_fault.items():
            place = (file.path, index)
            self._at_fault[place] = {place: name}
        if file.commented:
            self.commented.append((file.commented, False))
        if file.outlines:
            self._outlines.add(file.outlines)

    def know(self, catalogs: Iterable[str], *, cache: bool) -> list[str]:
        """Index these catalogs and the organisation's own; return what there is to say of them."""
        remarks = []
        for where in catalogs:
            given = _snapshot().read(where, cache=cache)
            source = Source(given.origin, "")
            for entity in given.entities:
                kind = Kind.BACKSTAGE_ENTITY
                self._index.add_known(Document(source, None, kind, entity, TextLocator()))
            remarks += given.remarks
        for document in catalog():
            self._index.add_known(document)
        return remarks

    def render(self) -> None:
        """Judge the manifests of every chart, one chart at a time; all entities are indexed."""
        told: set[Place] = set()
        sources: dict[str, Source] = {}
        for document, owner, project in self.rendering.manifests(self._index):
            if document is owner:
                self._index.add(document)
                place = (document.source.path, document.index)
                is_own = document.kind in CHARTS
                if not (is_own and (document.index is not None or place in told)):
                    self.names[name_of(document)] += 1
                told.add(place)
            if self.rendering.engine is not None:
                sources.setdefault(document.source.path, document.source)
            found = (self.judges.alone(document), self.judges.among(document, project))
            self._note(owner, chain(*found))
        self.commented += [(item, True) for item in sources.values() if may_ignore(item.text)]

    def build(self) -> None:
        """Judge what kustomizations come to, beyond what is found in their files as they are."""
        known = {(item.code, item.path, item.span, item.message) for item in self.findings}
        for document, owner, project in self.rendering.built(self._index):
            if document is owner:
                self._index.add(document)
                self.names[name_of(document)] += 1
            found = chain(self.judges.alone(document), self.judges.among(document, project))
            new = (
                item
                for item in found
                if (item.code, item.path, item.span, item.message) not in known
            )
            self._note(owner, new)

    def lint(self) -> None:
        """Let linters judge what they are for, each all of its files at once."""
        for document in self.rendering.linted({check.code for check in self.judges.checks}):
            self._note(document, list(self.judges.alone(document)))

    def judge_together(self) -> None:
        """Judge every document among the others; read again what an outline does not tell of."""
        project = self._index.project()
        within = among_folders(project, self._index.gathering.folders, self._assumed)
        for item in self._outlines:
            for document in self._wanted(item):
                self._note(document, self.judges.among(document, within(item.path)))
        # A patch is a part of a manifest, which lacks what the whole one has.
        patches = project.wires.patches
        if patches:
            self.findings = [
                item for item in self.findings if not (item.code == _SHAPE and item.path in patches)
            ]

    def guard(self, hire: Callable[[], Guard | None]) -> None:
        """Let manifests be judged by policies, if there are any; `hire` gives who does that."""
        codes = {check.code for check in self.judges.checks}
        kinds = {kind for kind, _ in self.names}
        if any(code.startswith(_POLICY) for code in codes) and kinds & _GUARDED:
            self._guard = self._index.gathering.guard = hire()
            self._unguarded = self._guard is None

    def _wanted(self, item: Outlines) -> Iterator[Document]:
        """Yield the documents of a file, whole where some check asks for that."""
        whole = {Kind(kind) for _, kind in item.heads if self.judges.whole[Kind(kind)]}
        if whole:
            yield from load(item.path, self._assumed)
            return
        yield from (doc for doc in item.documents() if self.judges.together[doc.kind])

    def _tell(self, path: str, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Take the findings of a file, and return those that it still has room for."""
        left = FINDINGS_LIMIT - self._told[path]
        told = list(islice(found, left + 1))
        if len(told) > left:
            del told[left:]
            if path not in self._untold:
                self._untold.append(path)
        if told:
            self._told[path] += len(told)
        self.findings += told
        return told

    def _note(self, document: Document, found: Iterable[Diagnostic]) -> None:
        identity = document if document.index is None else (document.source.path, document.index)
        for item in self._tell(document.source.path, found):
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
        notices = self.rendering.notices()
        if self._unguarded:
            number = sum(number for (kind, _), number in self.names.items() if kind in MANIFESTS)
            notices += (f"{number} manifest(s) not judged by policies: install goldenpath[policy]",)
        return notices

    def remarks(self) -> tuple[str, ...]:
        """Say of which files not everything is told, and what no policy can tell here."""
        said = tuple(self._guard.remarks()) if self._guard else ()
        if not self._untold:
            return said
        names = ", ".join(self._untold[:_SHOWN]) + (", …" if self._untold[_SHOWN:] else "")
        text = f"file(s) with more than {FINDINGS_LIMIT:,} findings, of which no more are told"
        return (f"{len(self._untold)} {text}: {names}", *said)

    def result(self) -> tuple[Any, ...] | None:
        """Return what was seen as plain values; None where that depends on more than the files."""
        if self.rendering or self._guard:
            return None
        return (
            self.paths,
            [(kind.value, name, number) for (kind, name), number in self.names.items()],
            packing.findings(self.findings),
            [source.path for source, _ in self.commented],
            [
                (*place, kind.value, name)
                for place, names in self._at_fault.items()
                for kind, name in names.values()
            ],
            self._untold,
        )

    def restore(self, result: tuple[Any, ...]) -> None:
        """Take what `result` gave to be what was seen."""
        self.paths, names, findings, commented, at_fault, self._untold = result
        self.names.update({(Kind(kind), name): number for kind, name, number in names})
        self.findings += packing.diagnostics(findings)
        self.commented += [(read(path)[0], False) for path in commented]
        for path, index, kind, name in at_fault:
            place = (path, index)
            self._at_fault[place] = {place: (Kind(kind), name)}

    def known(self) -> set[Kind]:
        """Return the kinds that there is something to judge by.

        Checks of every kind look at the input alone; a kind that no other check knows is not
        judged, and neither is a chart where none is rendered.
        """
        checks = [check for check in all_checks() if check.kinds != EVERY_KIND]
        found = {kind for check in checks for kind in check.kinds}
        return found if self.rendering.engine is not None else found - CHARTS

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


def _snapshot() -> ModuleType:
    """Return the room of catalogs from elsewhere; few runs are given one."""
    from goldenpath import snapshot  # noqa: PLC0415

    return snapshot

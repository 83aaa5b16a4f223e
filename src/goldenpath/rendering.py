"""What is judged once an engine has made it: the manifests of charts, and what linters find."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from goldenpath.discover import discover, read, shown
from goldenpath.document import MANIFESTS, RENDERED, Document, Fault, Flaw, Kind, TextLocator
from goldenpath.load import groups, load
from goldenpath.project import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

    from goldenpath.kustomizations import Expansion
    from goldenpath.project import Project

    Seen = tuple[Document, Document, Project]
    """What is judged, what it counts as, and what it is judged among."""


_SHOWN = 3
"""Kustomizations that a notice names."""


class Rendering:
    """The charts and the files for linters that a run has met, and what becomes of them.

    Attributes:
        engine: the Helm engine, once there is a chart to render.
    """

    def __init__(self) -> None:
        self.engine: str | None = None
        self._charts: list[Document] = []
        self._kustomizations: list[Document] = []
        self._unbuilt: list[str] = []
        """The kustomizations that are not built here, each with what that would take."""
        self._lintable: list[Document] = []
        self._unlinted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._charts or self._kustomizations or self._lintable)

    def take(self, rendered: Iterable[Document], lintable: Iterable[Document]) -> None:
        """Take note of what a file holds; Helm is started when the first chart is seen."""
        for document in rendered:
            if document.kind is not Kind.HELM_CHART:
                self._kustomizations.append(document)
                continue
            if not self._charts:
                _helm().begin()
            self._charts.append(document)
        self._lintable += lintable

    def manifests(self, index: Index) -> Iterator[Seen]:
        """Yield the templates of each chart as they are written, then what they render to."""
        self.engine = _helm().engine() if self._charts else None
        project = index.project() if self._charts else None
        for chart in self._charts:
            assert project is not None  # noqa: S101 - there is a chart
            for source in _charts().templates(chart):
                template = Document(source, None, Kind.HELM_TEMPLATE, None, TextLocator())
                yield template, chart, project
            if self.engine is not None:
                yield from self._rendered(chart, index, project)

    def _rendered(self, chart: Document, index: Index, project: Project) -> Iterator[Seen]:
        documents = tuple(_charts().expand(chart, groups(), _system(chart, project)))
        release = _charts().release_of(chart)
        yield from _together(chart, documents, index, project, namespace=release)

    def built(self, index: Index) -> Iterator[Seen]:
        """Yield what each kustomization that no other builds upon comes to, or its fault."""
        if not self._kustomizations:
            return
        from goldenpath import kustomizations  # noqa: PLC0415 - few runs have any

        project = index.project()
        for top in kustomizations.tops(item for item in self._kustomizations if not item.faults):
            yield from self._expanded(top, kustomizations.expand(top, groups()), index, project)

    def _expanded(
        self, top: Document, expansion: Expansion, index: Index, project: Project
    ) -> Iterator[Seen]:
        if expansion.elsewhere:
            folder, reason = expansion.elsewhere.folder, expansion.elsewhere.reason
            self._unbuilt.append(f"{shown(folder)}: {reason}" if folder else reason)
        elif expansion.refusal:
            source, _ = read(expansion.refusal.file)
            fault = Fault(Flaw.KUSTOMIZATION, expansion.refusal.span, expansion.refusal.message)
            kind = Kind.KUSTOMIZATION
            yield Document(source, 0, kind, None, TextLocator(), (fault,)), top, project
        yield from _together(top, expansion.documents, index, project)

    def linted(self, codes: Collection[str]) -> list[Document]:
        """Return what linters find whose `codes` are wanted, as documents with faults."""
        if not self._lintable:
            return []
        from goldenpath import linters  # noqa: PLC0415 - few runs have anything for them

        found, self._unlinted = linters.lint(self._lintable, codes)
        return found

    def notices(self) -> tuple[str, ...]:
        """Say which engines were missing, and what is not built without the network."""
        why = "; ".join(list(dict.fromkeys(self._unbuilt))[:_SHOWN])
        number = len(self._unbuilt)
        unbuilt = (f"{number} kustomization(s) not built: {why}",) if number else ()
        left = (*unbuilt, *self._unlinted)
        if self._charts and self.engine is None:
            text = "Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH"
            return (f"{len(self._charts)} {text}", *left)
        return left


def _system(document: Document, project: Project) -> str | None:
    """Return the system of the Component that a file belongs to, if that can be told."""
    component = project.component_of(document.source.path)
    return component.system.name if component and component.system else None


def _together(
    made_from: Document,
    documents: tuple[Document, ...],
    index: Index,
    project: Project,
    namespace: str = "",
) -> Iterator[Seen]:
    """Yield the manifests that one chart or kustomization makes, each among all of them."""
    within = project.with_chart(made_from, documents)
    index.gathering.add_chart(within)
    if within.guard:
        from goldenpath.guard import Setting  # noqa: PLC0415 - whoever has a guard is there

        system = _system(made_from, project)
        within = within.guarded(Setting(documents, system, namespace, complete=True))
    for document in documents:
        yield document, document, within


def manifests(
    paths: Iterable[Path], excludes: Callable[[str], bool]
) -> tuple[list[Document], tuple[str, ...]]:
    """Return every manifest that is applied from among and below paths, and what is missing.

    What charts render to and kustomizations build are among them, and not what those build from.

    Args:
        paths: files and folders.
        excludes: tells of a path whether it is left out.
    """
    index, rendering = Index(), Rendering()
    found = [document for path in discover(paths, excludes) for document in load(path)]
    for document in found:
        index.add(document)
    rendering.take([item for item in found if item.kind in RENDERED], ())
    wires = index.project().wires
    parts = wires.sources | wires.patches
    made = [*rendering.manifests(index), *rendering.built(index)]
    applied = [item for item in found if item.kind in MANIFESTS and item.source.path not in parts]
    return [*applied, *(item for item, owner, _ in made if item is owner)], rendering.notices()


def among_folders(
    project: Project, files: Mapping[str, Sequence[str]], assumed: Kind | None
) -> Callable[[str], Project]:
    """Return what gives the project as the manifests in a file see it, among their folder's.

    Args:
        project: what was scanned.
        files: the files with manifests, by folder.
        assumed: the kind of their documents; None where each is what it says.
    """
    if project.guard is None:
        return lambda _: project
    from goldenpath.guard import Setting  # noqa: PLC0415 - whoever has a guard is there

    parts = project.wires.patches | project.wires.sources

    @lru_cache(maxsize=1)
    def folder(name: str) -> Project:
        found = (document for path in files.get(name, ()) for document in load(path, assumed))
        return project.guarded(Setting(tuple(found)))

    def within(path: str) -> Project:
        return project.unguarded() if path in parts else folder(path.rpartition("/")[0])

    return within


def _helm() -> ModuleType:
    """Return the room of Helm, which takes long to enter: few runs have a chart."""
    from goldenpath import helm  # noqa: PLC0415

    return helm


def _charts() -> ModuleType:
    """Return the room of charts, for the same reason."""
    from goldenpath import charts  # noqa: PLC0415

    return charts

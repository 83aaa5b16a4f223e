"""What surrounds the entities of a run: manifests, charts, pipelines and images.

A run that has nothing but entities does not enter the rooms that know of these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from goldenpath.document import MANIFESTS, Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.delivery import Deliveries
    from goldenpath.guard import Guard, Setting, Verdict
    from goldenpath.wiring import Units, Wires

S = TypeVar("S", bound="Surroundings")


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What was seen beside entities.

    Attributes:
        delivered: see `deliveries`; None where nothing but entities was seen.
        wired: see `wires`.
        guard: judges manifests by policies; None where no policy is asked.
    """

    delivered: Deliveries | None = None
    wired: Wires | None = None
    guard: Guard | None = None

    @property
    def deliveries(self) -> Deliveries:
        """What pipelines do, what Argo CD deploys, and which charts there are."""
        from goldenpath.delivery import Deliveries  # noqa: PLC0415 - entities do without

        return self.delivered or Deliveries()

    @property
    def wires(self) -> Wires:
        """Which manifests are deployed together, and what of them can be found."""
        from goldenpath.wiring import Wires  # noqa: PLC0415 - as above

        return self.wired or Wires()

    def with_chart(self: S, chart: Document, manifests: Iterable[Document]) -> S:
        """Return the same as the manifests of a chart see it, which find each other first."""
        return replace(self, wired=self.wires.with_chart(chart, manifests))

    def verdicts(self, manifest: Document) -> tuple[Verdict, ...]:
        """Return what policies say of a manifest; nothing where none is asked."""
        return self.guard.verdicts(manifest) if self.guard else ()

    def guarded(self: S, setting: Setting) -> S:
        """Return the same as manifests in a setting see it."""
        return replace(self, guard=self.guard.within(setting)) if self.guard else self

    def unguarded(self: S) -> S:
        """Return the same as what is no manifest by itself sees it."""
        return replace(self, guard=None)


class Gathering:
    """Gathers the surroundings, document by document; whole ones and outlines serve alike."""

    def __init__(self) -> None:
        self._others: tuple[Deliveries, Units] | None = None
        self.guard: Guard | None = None
        self.namespaces: dict[str, dict[str, str]] = {}
        """The labels of the namespaces that were seen, by name."""
        self.folders: dict[str, list[str]] = {}
        """The files with manifests, by folder."""

    def add(self, document: Document) -> None:
        """Take note of a document, unless it is an entity."""
        if document.kind is not Kind.BACKSTAGE_ENTITY:
            deliveries, units = self._rooms()
            deliveries.add(document)
            if document.index is not None:
                units.add(document)
            if document.kind in MANIFESTS:
                self._take_note(document)

    def _take_note(self, document: Document) -> None:
        name = document.get("metadata", "name")
        if document.get("kind") == "Namespace" and isinstance(name, str):
            labels = document.get("metadata", "labels")
            found = labels.items() if isinstance(labels, dict) else ()
            self.namespaces[name] = {k: v for k, v in found if isinstance(v, str)}
        if document.index is not None:
            path = document.source.path
            files = self.folders.setdefault(path.rpartition("/")[0], [])
            if not files or files[-1] != path:
                files.append(path)

    def add_chart(self, seen: Surroundings) -> None:
        """Take note of what a chart's manifests are wired by, beside `add` for each of them."""
        self._rooms()[1].add_chart(seen.wires.rendered.values())

    def surroundings(self) -> Surroundings:
        """Return what was seen up to now."""
        guard = self.guard and replace(self.guard, namespaces=self.namespaces)
        if self._others is None:
            return Surroundings(guard=guard)
        deliveries, units = self._others
        return Surroundings(deliveries, units.wires(), guard)

    def _rooms(self) -> tuple[Deliveries, Units]:
        if self._others is None:
            from goldenpath.delivery import Deliveries  # noqa: PLC0415 - see above
            from goldenpath.wiring import Units  # noqa: PLC0415

            self._others = Deliveries(), Units()
        return self._others

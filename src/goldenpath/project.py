"""The reference index of everything scanned: what a check needs to know of other documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING

from goldenpath.discover import read
from goldenpath.document import Document, Kind, Path
from goldenpath.entity.hierarchy import HIERARCHY, Cycle, cycles
from goldenpath.entity.references import references
from goldenpath.entity_ref import DEFAULT_NAMESPACE, EntityRef
from goldenpath.outline import KUBERNETES_ID
from goldenpath.source import START
from goldenpath.surroundings import Gathering, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from goldenpath.entity.references import Reference
    from goldenpath.source import Span

_LABELS: tuple[Path, ...] = (
    ("metadata", "labels"),
    ("spec", "template", "metadata", "labels"),
    ("spec", "jobTemplate", "spec", "template", "metadata", "labels"),
)
RUNNING = frozenset(
    {"CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "Rollout", "StatefulSet"}
)
"""Kinds that run something: where none of them is, nothing is deployed from there."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Entry:
    """An entity that was seen: its ref, where it stands, and what manifests repeat of it.

    Attributes:
        ref: its full ref.
        path: the file it stands in, or what else it was read from.
        document: its 0-based index there; None where it stands in no YAML file.
        owner: who owns it.
        system: the system it is part of.
        labels: those of a Component.
        kubernetes_id: the identity that its manifests have.
    """

    ref: EntityRef
    path: str
    document: int | None
    owner: EntityRef | None = None
    system: EntityRef | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    kubernetes_id: str | None = None

    @cached_property
    def span(self) -> Span:
        """Where its name stands; the file is read again for that, since few are ever asked."""
        spans = _names(self.path)
        known = self.document is not None and self.document < len(spans)
        return spans[self.document or 0] if known else START


@lru_cache(maxsize=100)
def _names(path: str) -> tuple[Span, ...]:
    """Return where the name of each entity of a file stands: many of them may be asked for."""
    from goldenpath.parse.compose import compose  # noqa: PLC0415 - few runs have to find a place
    from goldenpath.parse.locate import NodeLocator  # noqa: PLC0415

    return tuple(
        START if item.root is None else NodeLocator(item.root).value(("metadata", "name"))
        for item in compose(read(path)[0].text)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Project(Surroundings):
    """What was scanned, by reference; the documents' bodies are not kept.

    Attributes:
        entities: the scanned entities and those of the catalogs they are judged with, by ref.
        repeated: the scanned entities whose ref was seen more than once, the first one first.
        components: the Components of each folder that holds a catalog file.
        open: the documents, by path and index, of which some reference leads nowhere.
        provided: the APIs that some Component provides.
        cycles: for each entity that is, by `HIERARCHY`, part of itself, the cycle.
        identities: for each folder with Components from which something is deployed, the values
            of the label `backstage.io/kubernetes-id` there.
    """

    entities: Mapping[EntityRef, Entry] = field(default_factory=dict)
    repeated: Mapping[EntityRef, tuple[Entry, ...]] = field(default_factory=dict)
    components: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    open: AbstractSet[tuple[str, int | None]] = frozenset()
    provided: AbstractSet[EntityRef] = frozenset()
    cycles: Mapping[EntityRef, Cycle] = field(default_factory=dict)
    identities: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def entity(self, ref: EntityRef) -> Entry | None:
        """Return where `ref` was seen, or None."""
        return self.entities.get(ref)

    def components_of(self, path: str) -> tuple[Entry, ...]:
        """Return the Components whose catalog file lies in the nearest folder above `path`."""
        folder = _nearest(self.components, path)
        return () if folder is None else self.components[folder]

    def component_of(self, path: str) -> Entry | None:
        """Return the one Component whose catalog file lies in the nearest folder above `path`.

        Where that folder describes several Components, it cannot be told which one a file
        belongs to, so the answer is None.
        """
        found = self.components_of(path)
        return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1)
def missing(document: Document, project: Project) -> tuple[Reference, ...]:
    """Return the references of an entity, of a kind that their field is about, that lead nowhere.

    One document's answer is kept, since several checks ask for it in turn.
    """
    if (document.source.path, document.index) not in project.open:
        return ()
    entities = project.entities
    return tuple(
        item
        for item in references(document)
        if item.ref is not None and item.ref not in entities and item.ref.kind in item.field.kinds
    )


def labels_of(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield the labels of a manifest and of the Pods it makes: where, the key and the value."""
    for path in _LABELS:
        labels = document.get(*path)
        for key, value in labels.items() if isinstance(labels, dict) else ():
            if isinstance(value, str):
                yield (*path, key), key, value


class Index:
    """Builds a project, document by document; whole ones and outlines serve alike."""

    def __init__(self) -> None:
        _names.cache_clear()  # since an earlier run, files may have changed
        self._entities: dict[EntityRef, Entry] = {}
        self._repeated: dict[EntityRef, list[Entry]] = {}
        self._known: dict[EntityRef, Entry] = {}
        self._components: dict[str, list[Entry]] = {}
        self._referring: list[tuple[str, int | None, tuple[EntityRef, ...]]] = []
        self._provided: set[EntityRef] = set()
        self._parents: dict[EntityRef, EntityRef] = {}
        self._identities: list[tuple[str, str, frozenset[str]]] = []
        self.gathering = Gathering()

    def add(self, document: Document) -> None:
        """Take note of a document that is judged."""
        if document.kind is Kind.BACKSTAGE_ENTITY:
            entry = entry_of(document)
            if entry is None:
                return
            first = self._entities.setdefault(entry.ref, entry)
            if first is not entry:
                self._repeated.setdefault(entry.ref, [first]).append(entry)
            if entry.ref.kind == "component":
                folder = entry.path.rpartition("/")[0] or "."
                self._components.setdefault(folder, []).append(entry)
            refs = self._relate(entry.ref, document)
            if refs:
                self._referring.append((entry.path, entry.document, refs))
        elif document.kind in {Kind.KUBERNETES, Kind.CLAIM}:
            kind = document.get("kind")
            if isinstance(kind, str):
                ids = frozenset(v for _, key, v in labels_of(document) if key == KUBERNETES_ID)
                self._identities.append((document.source.path, kind, ids))
        self.gathering.add(document)

    def add_known(self, document: Document) -> None:
        """Take note of an entity of a catalog that is not judged here, only referred to.

        To be called after `add`: what is judged replaces what a catalog knows of the same entity.
        """
        entry = entry_of(document)
        if entry is None or entry.ref in self._entities:
            return
        if self._known.setdefault(entry.ref, entry) is entry:
            self._relate(entry.ref, document)

    def project(self) -> Project:
        """Return what was seen up to now."""
        entities = self._known | self._entities
        around = self.gathering.surroundings()
        return Project(
            entities=entities,
            repeated={ref: tuple(entries) for ref, entries in self._repeated.items()},
            components={folder: tuple(items) for folder, items in self._components.items()},
            open={
                (path, document)
                for path, document, refs in self._referring
                if not all(ref in entities for ref in refs)
            },
            provided=frozenset(self._provided),
            cycles=cycles(self._parents),
            identities=_identities(self._components, self._identities),
            delivered=around.delivered,
            wired=around.wired,
            guard=around.guard,
        )

    def _relate(self, ref: EntityRef, document: Document) -> tuple[EntityRef, ...]:
        """Take note of what an entity refers to, and return that."""
        found = []
        for _, _, where, target in references(document):
            if target is not None:
                found.append(target)
                if where.name == "providesApis":
                    self._provided.add(target)
                elif where.name in HIERARCHY and target.kind == ref.kind:
                    self._parents.setdefault(ref, target)
        return tuple(found)


@lru_cache(maxsize=1)
def ref_of(document: Document) -> EntityRef | None:
    """Return the ref of an entity document, or None when its kind or name is no string."""
    data = document.data
    metadata = data.get("metadata") if isinstance(data, dict) else None
    if not isinstance(metadata, dict):
        return None
    kind, name, namespace = data.get("kind"), metadata.get("name"), metadata.get("namespace")
    if not (isinstance(kind, str) and kind and isinstance(name, str) and name):
        return None
    if not (isinstance(namespace, str) and namespace):
        namespace = DEFAULT_NAMESPACE
    return EntityRef(intern(kind.lower()), intern(namespace.lower()), name.lower())


def entry_of(document: Document) -> Entry | None:
    """Return what the index holds of an entity document, or None when it has no ref."""
    ref = ref_of(document)
    if ref is None:
        return None
    targets = {item.field.name: item.ref for item in references(document)}
    is_component = ref.kind == "component"
    identity = document.get("metadata", "annotations", KUBERNETES_ID) if is_component else None
    return Entry(
        ref,
        document.source.path,
        document.index,
        owner=targets.get("owner"),
        system=targets.get("system"),
        labels=_labels_of(document) if is_component else _NONE,
        kubernetes_id=identity if isinstance(identity, str) else None,
    )


def _labels_of(document: Document) -> Mapping[str, str]:
    labels = document.get("metadata", "labels")
    if not (labels and isinstance(labels, dict)):
        return _NONE
    return {key: value for key, value in labels.items() if isinstance(value, str)}


def _nearest(folders: Mapping[str, object], path: str) -> str | None:
    parents = (folder.as_posix() for folder in PurePosixPath(path).parents)
    return next((folder for folder in parents if folder in folders), None)


def _identities(
    components: Mapping[str, object], manifests: Iterable[tuple[str, str, frozenset[str]]]
) -> dict[str, frozenset[str]]:
    values: dict[str, frozenset[str]] = {}
    deployed: set[str] = set()
    for path, kind, ids in manifests:
        folder = _nearest(components, path)
        if folder is not None:
            values[folder] = values.get(folder, frozenset()) | ids
            if kind in RUNNING:
                deployed.add(folder)
    return {folder: values[folder] for folder in deployed}

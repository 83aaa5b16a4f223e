"""The reference index of everything scanned: what a check needs to know of other documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath.document import Document, Kind, Path
from goldenpath.entity_ref import DEFAULT_NAMESPACE, EntityRef, parse_ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goldenpath.source import Span

KUBERNETES_ID = "backstage.io/kubernetes-id"
"""The annotation of a Component and the label by which Backstage finds its manifests."""

_LABELS: tuple[Path, ...] = (
    ("metadata", "labels"),
    ("spec", "template", "metadata", "labels"),
    ("spec", "jobTemplate", "spec", "template", "metadata", "labels"),
)
RUNNING = frozenset(
    {"CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "Rollout", "StatefulSet"}
)
"""Kinds that run something: where none of them is, nothing is deployed from there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity that was seen: its ref, where it stands, and what manifests repeat of it."""

    ref: EntityRef
    path: str
    span: Span
    owner: EntityRef | None = None
    system: EntityRef | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    kubernetes_id: str | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """A manifest's identity and labels, as far as other documents refer to them."""

    path: str
    stage: str | None
    api_version: str
    kind: str
    name: str
    labels: Mapping[str, str]
    span: Span


@dataclass(frozen=True, slots=True)
class Project:
    """What was scanned, by reference; the documents' bodies are not kept.

    Attributes:
        entities: the scanned entities and those of the organisation's catalog, by ref.
        repeated: the scanned entities whose ref was seen more than once, the first one first.
        components: the Components of each folder that holds a catalog file.
        workloads: the manifests, rendered ones included.
        identities: for each folder with Components from which something is deployed, the values
            of the label `backstage.io/kubernetes-id` there.
    """

    entities: Mapping[EntityRef, Entry] = field(default_factory=dict)
    repeated: Mapping[EntityRef, tuple[Entry, ...]] = field(default_factory=dict)
    components: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    workloads: tuple[Workload, ...] = ()
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

    def workloads_below(self, folder: str) -> Iterator[Workload]:
        """Yield the manifests that lie in or below `folder` (`.` for the working directory)."""
        prefix = "" if folder == "." else folder.rstrip("/") + "/"
        return (item for item in self.workloads if item.path.startswith(prefix))


def labels_of(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield the labels of a manifest and of the Pods it makes: where, the key and the value."""
    for path in _LABELS:
        labels = document.get(*path)
        for key, value in labels.items() if isinstance(labels, dict) else ():
            if isinstance(value, str):
                yield (*path, key), key, value


def index(documents: Iterable[Document], catalog: Iterable[Document]) -> Project:
    """Build the index of `documents`, resolving against the organisation's `catalog` as well."""
    seen: dict[EntityRef, list[Entry]] = {}
    components: dict[str, tuple[Entry, ...]] = {}
    workloads: list[Workload] = []
    identities: list[tuple[str, str, frozenset[str]]] = []
    for document in documents:
        if document.kind is Kind.BACKSTAGE_ENTITY:
            entry = entry_of(document)
            if entry is None:
                continue
            seen.setdefault(entry.ref, []).append(entry)
            if entry.ref.kind == "component":
                folder = PurePosixPath(entry.path).parent.as_posix()
                components[folder] = (*components.get(folder, ()), entry)
        elif document.kind in {Kind.KUBERNETES, Kind.CLAIM}:
            workload = _workload(document)
            if workload is not None:
                workloads.append(workload)
                ids = frozenset(v for _, key, v in labels_of(document) if key == KUBERNETES_ID)
                identities.append((workload.path, workload.kind, ids))
    known = (entry for entry in map(entry_of, catalog) if entry is not None)
    return Project(
        entities={entry.ref: entry for entry in known}
        | {ref: entries[0] for ref, entries in seen.items()},
        repeated={ref: tuple(entries) for ref, entries in seen.items() if len(entries) > 1},
        components=components,
        workloads=tuple(workloads),
        identities=_identities(components, identities),
    )


def ref_of(document: Document) -> EntityRef | None:
    """Return the ref of an entity document, or None when its kind or name is no string."""
    kind = document.get("kind")
    name = document.get("metadata", "name")
    if not (isinstance(kind, str) and kind and isinstance(name, str) and name):
        return None
    return EntityRef(kind.lower(), _namespace(document).lower(), name.lower())


def _namespace(document: Document) -> str:
    namespace = document.get("metadata", "namespace")
    return namespace if isinstance(namespace, str) and namespace else DEFAULT_NAMESPACE


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


def entry_of(document: Document) -> Entry | None:
    """Return what the index holds of an entity document, or None when it has no ref."""
    ref = ref_of(document)
    if ref is None:
        return None
    identity = document.get("metadata", "annotations", KUBERNETES_ID)
    return Entry(
        ref,
        document.source.path,
        document.locate("metadata", "name"),
        owner=_target(document, "owner", "group"),
        system=_target(document, "system", "system"),
        labels={key: value for _, key, value in labels_of(document)},
        kubernetes_id=identity if isinstance(identity, str) else None,
    )


def _target(document: Document, name: str, kind: str) -> EntityRef | None:
    text = document.get("spec", name)
    if not isinstance(text, str):
        return None
    return parse_ref(text, default_kind=kind, default_namespace=_namespace(document))


def _workload(document: Document) -> Workload | None:
    kind, name = document.get("kind"), document.get("metadata", "name")
    version = document.get("apiVersion")
    if not (isinstance(kind, str) and isinstance(name, str) and isinstance(version, str)):
        return None
    labels = document.get("metadata", "labels")
    texts = {
        key: value
        for key, value in (labels.items() if isinstance(labels, dict) else ())
        if isinstance(value, str)
    }
    span = document.locate("metadata", "name")
    return Workload(document.source.path, document.stage, version, kind, name, texts, span)

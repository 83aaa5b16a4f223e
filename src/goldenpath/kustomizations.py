"""Kustomizations become manifests: each that no other builds upon, traced back to its files.

A manifest that is built locates itself in the file that Kustomize took it from, and there in the
document and at the value that it certainly came from; what a patch has changed is laid to the
nearest place above it that is still the file's own.
"""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath import kustomize
from goldenpath.classify import classify
from goldenpath.discover import read
from goldenpath.document import Document, TextLocator
from goldenpath.kustomize.survey import LAYERS
from goldenpath.organization import organization
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from goldenpath.classify import Groups
    from goldenpath.document import Path as DataPath
    from goldenpath.parse.node import Node
    from goldenpath.source import Source, Span

_ORIGIN = "config.kubernetes.io/origin"
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Expansion:
    """What became of a kustomization: its manifests, or why there are none.

    Attributes:
        documents: the manifests.
        refusal: what Kustomize, or we before it, refused.
        elsewhere: what keeps it from being built here.
    """

    documents: tuple[Document, ...] = ()
    refusal: kustomize.Refusal | None = None
    elsewhere: kustomize.Elsewhere | None = None


def tops(found: Iterable[Document]) -> list[Document]:
    """Return those kustomizations that no other of them builds upon.

    A component is a part by nature. Of kustomizations that build upon each other in a circle, all
    are returned, so that Kustomize is asked about them.
    """
    folders = {posixpath.dirname(document.source.path): document for document in found}
    below = {
        folder: _below(folder, document) & folders.keys() for folder, document in folders.items()
    }
    used = {other for folder, others in below.items() for other in others if other != folder}
    first = [folder for folder in folders if folder not in used]
    reached, waiting = set(first), list(first)
    while waiting:
        new = below[waiting.pop()] - reached
        reached |= new
        waiting += new
    return [
        document
        for folder, document in folders.items()
        if (folder not in used or folder not in reached) and document.get("kind") != "Component"
    ]


def _below(folder: str, document: Document) -> set[str]:
    lists = (document.get(key) for key in LAYERS)
    entries = (entry for value in lists if isinstance(value, list) for entry in value)
    paths = (posixpath.join(folder, entry) for entry in entries if isinstance(entry, str))
    # The working directory is called "" as a folder and "." as a path.
    return {"" if (path := posixpath.normpath(item)) == "." else path for item in paths}


def expand(kustomization: Document, groups: Groups) -> Expansion:
    """Build the kustomization whose file is the source of a document."""
    folder = Path(kustomization.source.path).parent
    built = kustomize.build(folder)
    if isinstance(built, kustomize.Refusal):
        return Expansion(refusal=built)
    if isinstance(built, kustomize.Elsewhere):
        return Expansion(elsewhere=built)
    stages = {stage.name for stage in organization().stages}
    name = Path(os.path.realpath(folder)).name
    parts = list(_parts(built, folder))
    stage = name if name in stages else None
    return Expansion(tuple(_documents(parts, kustomization.source, groups, stage)))


class _Part(NamedTuple):
    """A manifest that was built, and the file that it came from; None where that is not known."""

    root: Node
    data: Any
    path: str | None


class _Original(NamedTuple):
    """A document of a file from which something is built."""

    data: Any
    root: Node


def _parts(built: kustomize.Built, folder: Path) -> Iterator[_Part]:
    for composed in compose(built.text):
        data = None
        if composed.root is not None:
            data, _ = construct(composed.root, Dialect.KUBERNETES)
        if composed.root is not None and isinstance(data, dict):
            yield _Part(composed.root, data, _take_origin(data, built.base, folder))


def _take_origin(data: dict[str, Any], base: str, folder: Path) -> str | None:
    """Take the origin out of a manifest, to which it does not belong, and return its file."""
    metadata = data.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not (isinstance(annotations, dict) and isinstance(metadata, dict)):
        return None
    text = annotations.pop(_ORIGIN, None)
    if not annotations:
        del metadata["annotations"]
    composed = next(compose(text), None) if isinstance(text, str) else None
    if composed is None or composed.root is None:
        return None
    origin, _ = construct(composed.root, Dialect.KUBERNETES)
    path = (origin.get("path") or origin.get("configuredIn")) if isinstance(origin, dict) else None
    if not isinstance(path, str):
        return None
    relative = os.path.relpath(Path(base, path), os.path.realpath(folder))
    return os.path.normpath(folder / relative)


def _documents(
    parts: Collection[_Part], top: Source, groups: Groups, stage: str | None
) -> Iterator[Document]:
    paths = {part.path for part in parts if part.path is not None}
    files = {path: _File.of(path) for path in paths}
    alike = Counter((part.path, _sort(part.data)) for part in parts)
    seen: Counter[tuple[str | None, object]] = Counter()
    for part in parts:
        sort = part.path, _sort(part.data)
        file = files[part.path] if part.path is not None else _File(top, [])
        original = file.original(part.data, seen[sort], alike[sort])
        seen[sort] += 1
        locator = _Locator(part.data, original) if original else TextLocator()
        # The file's own name says nothing of what a generator in it has made.
        kind = classify(part.root, "manifest.yaml", groups)
        yield Document(file.source, None, kind, part.data, locator, stage=stage)


@dataclass(frozen=True, slots=True)
class _File:
    """A file from which something is built."""

    source: Source
    originals: list[_Original]

    @classmethod
    def of(cls, path: str) -> _File:
        """Return the file at a path."""
        source, _ = read(path)
        found = []
        for composed in compose(source.text):
            if composed.root is not None:
                data, _ = construct(composed.root, Dialect.KUBERNETES)
                found.append(_Original(data, composed.root))
        return cls(source, found)

    def original(self, data: Any, place: int, number: int) -> _Original | None:  # noqa: ANN401
        """Return the document that certainly became `data`.

        Args:
            data: the manifest.
            place: which of those of its sort from this file it is.
            number: how many of them there are.
        """
        alike = [item for item in self.originals if _sort(item.data) == _sort(data)]
        name = _name(data)
        if len(alike) == 1:
            return alike[0]
        if len(alike) == number and _name(alike[place].data) in name:
            return alike[place]
        exact = [item for item in alike if _name(item.data) == name]
        return exact[0] if len(exact) == 1 else None


@dataclass(frozen=True, slots=True)
class _Locator:
    """Locates the values of a manifest in the document that it came from."""

    data: Any
    original: _Original

    def value(self, path: DataPath) -> Span:
        """Return the place of the value in the file, as far as it is the file's own."""
        found, is_whole = self._own(path)
        nodes = NodeLocator(self.original.root)
        return nodes.value(found) if is_whole else nodes.key(found) if found else nodes.value(())

    def key(self, path: DataPath) -> Span:
        """Return the place of the key in the file, as far as it is the file's own."""
        found, _ = self._own(path)
        return NodeLocator(self.original.root).key(found)

    def elsewhere(self, path: DataPath, *, at_key: bool) -> None:
        """Return None: the places are those of the document's source."""

    def _own(self, path: DataPath) -> tuple[DataPath, bool]:
        """Return how far a path leads to what the file says as well, as a path of the file."""
        here, there = self.data, self.original.data
        found: list[str | int] = []
        for step in path:
            here = _child(here, step)
            other = _counterpart(here, step, there)
            there = _child(there, other)
            is_same_sort = isinstance(here, dict | list) and type(here) is type(there)
            if there is _ABSENT or not (is_same_sort or here == there):
                return tuple(found), False
            found.append(other)
        return tuple(found), True


def _counterpart(item: Any, step: str | int, others: Any) -> str | int:  # noqa: ANN401 - YAML
    """Return where among the `others` an item of a list is: patches may have moved it."""
    if isinstance(step, int) and isinstance(item, dict) and isinstance(others, list):
        for key in ("name", "containerPort", "port"):
            found = [
                index
                for index, other in enumerate(others)
                if key in item and isinstance(other, dict) and other.get(key) == item[key]
            ]
            if key in item:
                return found[0] if len(found) == 1 else len(others)
    return step


def _child(value: Any, step: str | int) -> Any:  # noqa: ANN401 - any YAML value
    if isinstance(value, dict):
        return value.get(step, _ABSENT)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return _ABSENT


def _sort(data: Any) -> tuple[object, object]:  # noqa: ANN401 - any YAML value
    """Return what sort of manifest this is; texts, so that anything can be compared."""
    if not isinstance(data, dict):
        return None, None
    return str(data.get("apiVersion")), str(data.get("kind"))


def _name(data: Any) -> str:  # noqa: ANN401 - any YAML value
    metadata = data.get("metadata") if isinstance(data, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""

"""The outline of a document: what others ask of it once it has been read and judged by itself.

Of a hundred thousand documents this is kept, and not their bodies.
"""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from goldenpath.document import Document, Kind
from goldenpath.entity.references import FIELDS
from goldenpath.load import Places
from goldenpath.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KUBERNETES_ID = "backstage.io/kubernetes-id"
"""The annotation of a Component and the label by which Backstage finds its manifests."""

SELECTOR = "backstage.io/kubernetes-label-selector"
"""The annotation by which Backstage finds a Component's manifests instead."""

APP_NAME = "argocd/app-name"
APP_SELECTOR = "argocd/app-selector"
"""The annotations by which Backstage finds a Component's Applications of Argo CD."""

DASHBOARDS = "grafana/dashboard-selector"
"""The annotation by which Backstage finds a Component's dashboards."""

_HEAD = ("name", "namespace", "labels")
_ANNOTATIONS = (KUBERNETES_ID, SELECTOR, APP_NAME, APP_SELECTOR, DASHBOARDS)
_REFERENCES = ("type", *{field.name: None for fields in FIELDS.values() for field in fields})
_FORM = 2
"""Of marshal: the later ones look for values that are shared, which few outlines have."""
_TOGETHER = 1000
"""Outlines that are written at once."""
_SHOWN = 20
"""Characters of an API's definition that are kept: whether it says anything is all that counts."""


Heads = tuple[tuple[int | None, str], ...]
"""The place and the kind of each document of a file."""


class Outlines(NamedTuple):
    """The outlines of a file: its path, the place and the kind of each, and their data."""

    path: str
    heads: Heads
    data: bytes

    def documents(self) -> Iterator[Document]:
        """Yield the outlines as documents, which locate themselves in the file as it is then."""
        source = Source(self.path, "")
        places = Places.of_file(self.path)
        for (index, kind), data in zip(self.heads, marshal.loads(self.data), strict=True):  # noqa: S302 - what this program wrote, as Python's own bytecode is
            yield Document(source, index, Kind(kind), data, places.locator(index))


class Shelf:
    """Keeps outlines, in order; all but the last few lie in a file that nobody else sees."""

    def __init__(self) -> None:
        self._last: list[tuple[str, Heads, bytes]] = []
        self._file: IO[bytes] | None = None
        self._end = 0
        self._together = _TOGETHER

    def add(self, item: Outlines) -> None:
        """Keep the outlines of a file."""
        self._last.append((item.path, item.heads, item.data))
        if len(self._last) >= self._together:
            self._store()

    def _store(self) -> None:
        """Write the last ones down; where there is no room for that, they stay in memory."""
        from tempfile import TemporaryFile  # noqa: PLC0415 - few runs have so many

        try:
            if self._file is None:
                self._file = TemporaryFile(prefix="goldenpath-")  # noqa: SIM115 - lives as we do
            self._file.seek(self._end)
            marshal.dump(self._last, self._file, _FORM)
            self._end = self._file.tell()
            self._last = []
        except OSError:
            self._together *= 2

    def close(self) -> None:
        """Let go of the file; nothing is kept any more."""
        if self._file is not None:
            self._file.close()

    def __iter__(self) -> Iterator[Outlines]:
        if self._file is not None:
            self._file.seek(0)
            while self._file.tell() < self._end:
                yield from (Outlines(*item) for item in marshal.load(self._file))  # noqa: S302
        yield from (Outlines(*item) for item in self._last)


def outlines(path: str, documents: Iterable[Document]) -> Outlines | None:
    """Return the outlines of those `documents` of a file that have any, or None."""
    kept = [item for item in documents if isinstance(item.data, dict)]
    if not kept:
        return None
    heads = _shared(tuple((item.index, item.kind.value) for item in kept))
    return Outlines(path, heads, marshal.dumps([outline(item) for item in kept], _FORM))


@lru_cache(maxsize=256)
def _shared(heads: Heads) -> Heads:
    """Return one and the same value for all files that look alike, as most do."""
    return heads


def outline(document: Document) -> dict[str, Any]:
    """Return what is kept of a document's data.

    Its apiVersion and kind; its name, namespace and labels. Of an entity the annotations by which
    Backstage finds manifests; its type, what its `spec` refers to, and how its definition begins.
    Of everything else what it is wired by.
    """
    data = document.data
    kept: dict[str, Any] = {key: data[key] for key in ("apiVersion", "kind") if key in data}
    metadata, spec = data.get("metadata"), data.get("spec")
    if isinstance(metadata, dict):
        head = {key: metadata[key] for key in _HEAD if key in metadata}
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict):
            found = {key: annotations[key] for key in _ANNOTATIONS if key in annotations}
            if found:
                head["annotations"] = found
        kept["metadata"] = head
    if document.kind is not Kind.BACKSTAGE_ENTITY:
        from goldenpath.wiring import wired  # noqa: PLC0415 - entities do without

        return kept | wired(document)
    if isinstance(spec, dict):
        body = {key: spec[key] for key in _REFERENCES if key in spec}
        if isinstance(spec.get("definition"), str):
            body["definition"] = spec["definition"].strip()[:_SHOWN]
        kept["spec"] = body
    return kept

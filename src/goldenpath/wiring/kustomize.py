"""Kustomizations: which files are only patches, and where more is added than is to be seen."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from goldenpath.classify import READ_BY_NAME
from goldenpath.document import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document

NAMES = frozenset(name for name, kind in READ_BY_NAME.items() if kind is Kind.KUSTOMIZATION)
_REMOTE = re.compile(r"://|^git@|^[\w.-]+\.[a-z]{2,}/|\?ref=")
_LISTS = ("resources", "bases", "components")
_MADE = ("helmCharts", "helmChartInflationGenerator", "generators", "transformers")


class Layers:
    """What the kustomizations of a run do to the manifests of their folders.

    Attributes:
        patches: the files that are parts of manifests and no manifests.
        sources: the files that go into what is built, and are not applied as they are.
        added: the keys of labels that are added to Pods and selectors.
    """

    def __init__(self) -> None:
        self.patches: set[str] = set()
        self.sources: set[str] = set()
        self.added: set[str] = set()
        self._near: dict[str, set[str]] = {}
        self._opened: set[str] = set()

    def add(self, document: Document) -> None:
        """Take note of a kustomization."""
        folder = posixpath.dirname(document.source.path)
        for entry in _entries(document, *_LISTS):
            if not isinstance(entry, str):
                continue
            if _REMOTE.search(entry):
                self._opened.add(folder)
            else:
                other = _joined(folder, entry)
                self.sources.add(other)
                self._near.setdefault(folder, set()).add(other)
                self._near.setdefault(other, set()).add(folder)
        if any(document.get(key) for key in _MADE):
            self._opened.add(folder)
        for entry in _entries(document, "patchesStrategicMerge", "patchesJson6902", "patches"):
            file = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(file, str) and "\n" not in file:
                self.patches.add(_joined(folder, file))
        self.added.update(_keys(document.get("commonLabels")))
        for entry in _entries(document, "labels"):
            self.added.update(_keys(entry.get("pairs") if isinstance(entry, dict) else None))

    def open(self) -> set[str]:
        """Return the folders to which something is added that cannot be seen here."""
        found, waiting = set(self._opened), list(self._opened)
        while waiting:
            new = self._near.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def _entries(document: Document, *keys: str) -> Iterator[Any]:
    for key in keys:
        value = document.get(key)
        yield from value if isinstance(value, list) else ()


def _keys(labels: Any) -> set[str]:  # noqa: ANN401 - any YAML value
    return {key for key in labels if isinstance(key, str)} if isinstance(labels, dict) else set()


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))

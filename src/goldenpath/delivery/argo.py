"""What Argo CD deploys: its applications, and the values files that they name."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document, Path

_GAPS = 8
"""Parts of a name between its gaps that are compared, the first ones."""
_FIELD = re.compile(r"\{\{-?\s*\.?(?P<name>\w+)\s*-?\}\}")


@dataclass(frozen=True, slots=True)
class Application:
    """What Argo CD deploys: its name, which may have gaps to be filled, its labels and its words.

    Attributes:
        path: the file it stands in.
        name: its name as an expression.
        labels: its labels.
        folders: the charts or manifests that it deploys.
        words: all texts of it, by which it may name a stage or a values file.
    """

    path: str
    name: re.Pattern[str]
    labels: dict[str, str]
    folders: tuple[str, ...]
    words: frozenset[str]


def values_files(document: Document) -> Iterator[tuple[str, str, Path]]:
    """Yield the chart's folder and the values file that an application names, and where.

    Where the name has gaps, once for each element of a list that fills them, at its place.
    """
    elements = list(_elements(document.get("spec", "generators"), ("spec", "generators")))
    for at, folder in _sources(document):
        files = document.get(*at, "helm", "valueFiles")
        if document.get(*at, "helm", "ignoreMissingValueFiles"):
            continue
        for index, name in enumerate(files if isinstance(files, list) else ()):
            if isinstance(name, str) and not name.startswith(("$", "/", "http")):
                place = (*at, "helm", "valueFiles", index)
                yield from ((folder, *filled) for filled in _filled(name, place, elements))


def _sources(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the sources of an application with a folder of a repository, and where they stand."""
    kind = str(document.get("kind"))
    base: Path = ("spec",) if kind == "Application" else ("spec", "template", "spec")
    several = document.get(*base, "sources")
    number = len(several) if isinstance(several, list) else 0
    places: list[Path] = [(*base, "source"), *((*base, "sources", n) for n in range(number))]
    for at in places if kind in {"Application", "ApplicationSet"} else ():
        folder = document.get(*at, "path")
        if isinstance(folder, str):
            yield at, folder


def applications_of(document: Document) -> Iterator[Application]:
    """Yield what Argo CD deploys by a manifest of its own."""
    kind = str(document.get("kind"))
    base: Path = () if kind == "Application" else ("spec", "template")
    name = document.get(*base, "metadata", "name")
    if kind not in {"Application", "ApplicationSet"} or not isinstance(name, str):
        return
    labels = document.get(*base, "metadata", "labels")
    parts = re.split(r"(?:\{\{.{0,200}?\}\})+", name)[:_GAPS]
    yield Application(
        document.source.path,
        re.compile(".*".join(map(re.escape, parts)) + (".*" if len(parts) == _GAPS else "")),
        {k: v for k, v in labels.items() if isinstance(v, str)} if isinstance(labels, dict) else {},
        tuple(posixpath.normpath(folder) for _, folder in _sources(document)),
        frozenset(_words(document.data)),
    )


def _words(value: Any) -> Iterator[str]:  # noqa: ANN401 - any YAML value
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item


def _filled(
    name: str, place: Path, elements: list[tuple[dict[str, Any], Path]]
) -> Iterator[tuple[str, Path]]:
    fields = [found["name"] for found in _FIELD.finditer(name)]
    if "{{" not in name:
        yield name, place
    for values, at in elements if fields else ():
        filled = name
        for found in _FIELD.finditer(name):
            filled = filled.replace(found[0], str(values.get(found["name"], found[0])))
        if "{{" not in filled:
            yield filled, (*at, fields[0])


def _elements(generators: Any, at: Path) -> Iterator[tuple[dict[str, Any], Path]]:  # noqa: ANN401
    """Yield the elements of the lists among generators, also of those that combine others."""
    for index, item in enumerate(generators if isinstance(generators, list) else ()):
        if not isinstance(item, dict):
            continue
        for key, value in item.items():
            if not isinstance(value, dict):
                continue
            if key in {"matrix", "merge"}:
                yield from _elements(value.get("generators"), (*at, index, key, "generators"))
            elif key == "list" and isinstance(value.get("elements"), list):
                for number, element in enumerate(value["elements"]):
                    if isinstance(element, dict):
                        yield element, (*at, index, "list", "elements", number)

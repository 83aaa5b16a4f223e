"""What a kustomization refers to, looked through before Kustomize is let near it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.discover import read
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator
from goldenpath.source import START, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path as DataPath

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""What Kustomize calls its files, in the order in which it looks for them."""

LAYERS = ("resources", "bases", "components", "generators", "transformers", "validators")
"""The lists of files and of folders with kustomizations of their own."""
_FILES = (
    *("configMapGenerator", "configurations", "crds", "openapi", "patches", "patchesJson6902"),
    *("patchesStrategicMerge", "replacements", "secretGenerator"),
)
_CHARTS = ("helmCharts", "helmChartInflationGenerator")
_FILE_KEYS = frozenset({"path", "files", "envs", "env"})
_WEB = re.compile(r"\A(?:[\w.-]+=)?(?:https?|s3|oci)://", re.IGNORECASE)
_REPOSITORY = re.compile(
    r"://|\Agit@|\A[\w.-]+\.[a-z]{2,}[/:]|[?&](?:ref|version)=|\Agit::|\.git\b"
)
_MOST = 1000
"""Kustomizations that one may consist of, each as often as it is named: copies double fast."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a kustomization cannot be built, and where in which file."""

    file: Path
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Why a kustomization is not built here, though it may be sound.

    Attributes:
        folder: the folder of the kustomization that asks for it; None where there is no engine.
        reason: what it would take.
    """

    folder: Path | None
    reason: str


class _Entry(NamedTuple):
    path: DataPath
    text: str


def kustomization_of(folder: Path) -> Path | None:
    """Return the kustomization in a folder, or None."""
    for name in NAMES:
        if (folder / name).is_file():
            return folder / name
    return None


def survey(folder: Path) -> Refusal | Elsewhere | None:
    """Return what stands in the way of building the kustomization in `folder`, if anything does.

    Only folders and files that are there are handed to Kustomize: what is not, it would take for a
    repository and fetch.
    """
    seen: dict[str, _Seen] = {}
    waiting: list[tuple[Path, frozenset[str]]] = [(folder, frozenset())]
    for number in count(1):
        if not waiting:
            break
        if number > _MOST:
            file = kustomization_of(folder) or folder
            return Refusal(file, START, f"consists of more than {_MOST} kustomizations: split it")
        at, above = waiting.pop()
        real = os.path.realpath(at)
        if real in above:
            continue  # a circle, of which Kustomize tells best
        if real not in seen:
            seen[real] = _look(at)
        found = seen[real]
        if found.obstacle:
            return found.obstacle
        waiting += [(path, above | {real}) for path in found.below]
    return None


class _Seen(NamedTuple):
    obstacle: Refusal | Elsewhere | None
    below: tuple[Path, ...] = ()


def _look(folder: Path) -> _Seen:
    """Return what stands in the way of one kustomization, and the folders that it names.

    One that cannot be read is left to Kustomize, which says best what is wrong with it.
    """
    file = kustomization_of(folder)
    source = read(file)[0] if file else None
    composed = next(compose(source.text), None) if source else None
    if file is None or composed is None or composed.root is None:
        return _Seen(None)
    data, _ = construct(composed.root, Dialect.KUBERNETES)
    if not isinstance(data, dict):
        return _Seen(None)
    if any(data.get(key) for key in _CHARTS):
        return _Seen(Elsewhere(folder, "Kustomize would have to run Helm for it"))
    for entry in (*_layers(data), *_files(data)):
        is_layer = entry.path[0] in LAYERS
        is_there = is_layer and os.path.exists(_joined(folder, entry.text))  # noqa: PTH110 - as below
        if _WEB.search(entry.text) or (
            is_layer and not is_there and _REPOSITORY.search(entry.text)
        ):
            return _Seen(Elsewhere(folder, f"{entry.text!r} lies elsewhere"))
        if is_layer and not is_there:
            message = f"{entry.path[0]} names {entry.text!r}, which is not there: correct the path"
            return _Seen(Refusal(file, NodeLocator(composed.root).value(entry.path), message))
    paths = (_joined(folder, entry.text) for entry in _layers(data))
    # Path.is_dir() raises for names that are too long.
    return _Seen(None, tuple(Path(path) for path in paths if os.path.isdir(path)))  # noqa: PTH112


def _joined(folder: Path, entry: str) -> str:
    return os.path.normpath(os.path.join(folder, entry))  # noqa: PTH118 - as above


def _layers(data: dict[str, Any]) -> Iterator[_Entry]:
    for key in LAYERS:
        value = data.get(key)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            # A generator or a transformer may be written out in the list itself.
            if isinstance(item, str) and "\n" not in item:
                yield _Entry((key, index), item)


def _files(data: dict[str, Any]) -> Iterator[_Entry]:
    for key in _FILES:
        yield from _texts(data.get(key), (key,), is_file=True)


def _texts(value: Any, path: DataPath, *, is_file: bool) -> Iterator[_Entry]:  # noqa: ANN401 - YAML
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key), is_file=key in _FILE_KEYS)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index), is_file=is_file)
    elif isinstance(value, str) and is_file and "\n" not in value:
        yield _Entry(path, value)

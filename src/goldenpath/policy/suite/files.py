"""The files that a suite names: YAML and JSON documents, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.discover import read as read_source
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = (".yaml", ".yml", ".json")


class SuiteError(Exception):
    """A suite cannot be run; the message names the file and what is wrong with it."""


def documents(path: Path) -> list[Any]:
    """Return the documents of a file that say anything."""
    source, fault = read_source(path)
    if fault:
        raise SuiteError(f"{path} {fault.message}")
    found = []
    for composed in compose(source.text):
        if composed.root is None:
            broken = composed.faults[0]
            where = f"{path}:{broken.span.start.line}"
            raise SuiteError(f"{where}: the file is no YAML: {broken.message}")
        data, faults = construct(composed.root, Dialect.KUBERNETES)
        if faults:
            raise SuiteError(f"{path}:{faults[0].span.start.line}: {faults[0].message}")
        if data is not None:
            found.append(data)
    return found


def below(path: Path, *, deep: bool) -> list[Path]:
    """Return the YAML files that a path stands for: itself, or those of a folder, sorted."""
    if not path.exists():
        raise SuiteError(f"{path} does not exist")
    if not path.is_dir():
        return [path]
    entries = [entry for entry in sorted(path.iterdir()) if not entry.name.startswith(".")]
    found = [e for e in entries if e.is_file() and e.suffix in _SUFFIXES]
    if deep:
        found += [
            f for e in entries if e.is_dir() and not e.is_symlink() for f in below(e, deep=True)
        ]
    return found


def all_documents(folder: Path, names: list[str], *, deep: bool = False) -> list[Any]:
    """Return the documents of all files that a suite names."""
    return [
        document
        for name in names
        for path in below(folder / name, deep=deep)
        for document in documents(path)
    ]

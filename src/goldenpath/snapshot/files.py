"""A catalog in a file or a folder: what Backstage's API gave, or descriptors in YAML."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath.discover import NOT_OURS, discover, shown
from goldenpath.document import Flaw, Kind
from goldenpath.load import load
from goldenpath.snapshot.errors import SnapshotError
from goldenpath.snapshot.json_stream import JSONError, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document

JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")


def entities(path: Path, remarks: list[str]) -> Iterator[Any]:
    """Yield the entities of the file `path`, or of every YAML and JSON file below the folder.

    Backstage refuses a broken document and not those beside it: so it is here, and `remarks`
    says so. Only a file that is named itself must be readable.
    """
    broken: list[str] = []
    if path.is_dir():
        for file in _below(path):
            try:
                yield from _file(file, broken)
            except SnapshotError as error:
                broken.append(str(error))
    elif path.exists():
        yield from _file(path, broken)
    else:
        raise SnapshotError(f"{path} does not exist: correct the path")
    if broken:
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        remarks.append(f"{path}: left out what is broken: {broken[0]}{more}")


def _below(folder: Path) -> Iterator[Path]:
    for found in discover([folder]):
        yield Path(found)
    for parent, subfolders, names in os.walk(folder):
        subfolders[:] = sorted(name for name in subfolders if name not in NOT_OURS)
        for name in sorted(names):
            if name.endswith(JSON_SUFFIXES):
                yield Path(parent, name)


def _file(path: Path, broken: list[str]) -> Iterator[Any]:
    return _json(path) if path.name.endswith(JSON_SUFFIXES) else _yaml(path, broken)


def _json(path: Path) -> Iterator[Any]:
    name = shown(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SnapshotError(f"{name} is no regular file: write the catalog to a file first")
        with path.open(encoding="utf-8-sig") as stream:
            yield from values(stream)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise SnapshotError(f"{name} cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{name} is not UTF-8: save it as UTF-8") from error
    except JSONError as error:
        raise SnapshotError(f"{name} is no JSON: {error}") from error


def _yaml(path: Path, broken: list[str]) -> Iterator[Any]:
    for document in load(path):
        if document.faults and document.faults[0].flaw is Flaw.UNREADABLE:
            raise SnapshotError(_told(document))
        if document.kind not in {Kind.BACKSTAGE_ENTITY, Kind.UNKNOWN}:
            continue
        if document.faults:
            broken.append(_told(document))
        elif document.kind is Kind.BACKSTAGE_ENTITY:
            yield document.data


def _told(document: Document) -> str:
    fault = document.faults[0]
    if fault.flaw is Flaw.UNREADABLE:
        return f"{document.source.path} {fault.message}"
    start = fault.span.start
    return f"{document.source.path}:{start.line}:{start.column}: {fault.message}"

"""The files that a suite names: YAML and JSON documents, as data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goldenpath.discover import decode, read_bytes
from goldenpath.parse.quick import quick

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = (".yaml", ".yml", ".json")
_WORDS = r"[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|<<"
_AMBIGUOUS = re.compile(
    rf"{_WORDS}|[-+]?[0-9].*_.*|[-+]?0b.*|[-+]0[ox].*",
    re.DOTALL,
)
"""Texts for `quick`, which Kubernetes may take for something else if they are not quoted."""
_FIRST = frozenset("yYnNoO<-+0123456789")
"""How they begin."""
_UNQUOTED = re.compile(
    rf"(?<![^\s\[{{,])(?:(?:{_WORDS})(?![^\s\]}},:])|[-+]?[0-9][^\s,\]}}]*_|[-+]?0b|[-+]0[ox])".encode()
)
"""Where such a text may stand without quotes."""


class SuiteError(Exception):
    """A suite cannot be run; the message names the file and what is wrong with it."""


def documents(path: Path) -> list[Any]:
    """Return the documents of a file that say anything."""
    raw, wrong = read_bytes(path)
    found = None if wrong else quick(raw)
    if found is None or not _mean_the_same(found, raw):
        text, wrong = ("", wrong) if wrong else decode(raw)
        if wrong:
            raise SuiteError(f"{path} {wrong}")
        found = _composed(path, text)
    return [document for document in found if document is not None]


def _mean_the_same(found: list[Any], raw: bytes) -> bool:
    """Return whether Kubernetes reads the same in documents as `quick`."""
    values = found.copy()
    is_ambiguous = _AMBIGUOUS.fullmatch
    for value in values:
        if isinstance(value, dict):
            values += value
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str) and value[:1] in _FIRST and is_ambiguous(value):
            return not _UNQUOTED.search(raw)
    return True


def _composed(path: Path, text: str) -> list[Any]:
    """Return the documents of a text, read with care."""
    # To load the full reader takes longer than to read most suites.
    from goldenpath.parse.compose import compose  # noqa: PLC0415
    from goldenpath.parse.construct import Dialect, construct  # noqa: PLC0415

    found = []
    for composed in compose(text):
        if composed.root is None:
            broken = composed.faults[0]
            where = f"{path}:{broken.span.start.line}"
            raise SuiteError(f"{where}: the file is no YAML: {broken.message}")
        data, faults = construct(composed.root, Dialect.KUBERNETES)
        if faults:
            raise SuiteError(f"{path}:{faults[0].span.start.line}: {faults[0].message}")
        found.append(data)
    return found


def below(path: Path, *, deep: bool) -> list[Path]:
    """Return the YAML files that a path stands for: itself, or those of a folder, sorted."""
    if path.is_file():
        return [path]
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

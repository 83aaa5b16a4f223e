"""Paths in, readable sources out: which files a run looks at."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.document import Fault, Flaw
from goldenpath.source import START, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

YAML_SUFFIXES = frozenset({".yaml", ".yml"})

CHART_FILES = frozenset({"Chart.yaml", "Chart.yaml.jinja"})
"""What marks a chart, whose templates are Go templates and no YAML; the second in a skeleton."""

NOT_OURS = frozenset(
    {
        ".git",
        ".hg",
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "venv",
    }
)
"""Folders below a given path that hold other people's files or a tool's own."""


def discover(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the YAML files among and below `paths`, each once, sorted within its folder.

    A file that is named itself is always yielded, whatever its suffix. Links are followed to
    files, never to folders: a loop or a link out of the tree cannot lead the walk astray.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path) if path.is_dir() else [path]:
            identity = found.resolve()
            if identity not in seen:
                seen.add(identity)
                yield found


def _walk(root: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(root):
        inside_chart = not CHART_FILES.isdisjoint(names)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if name not in NOT_OURS and not (inside_chart and name in {"templates", "charts"})
        )
        for name in sorted(names):
            if Path(name).suffix in YAML_SUFFIXES:
                yield Path(folder, name)


def read(path: Path) -> tuple[Source, Fault | None]:
    """Return the text of `path`, and what kept it from being read.

    Only regular files are opened (a pipe or a device would block). UTF-8 with or without a
    byte order mark is text; anything else is a fault with the offset of the first bad byte.
    """
    shown = _shown(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return _unreadable(shown, "is no regular file")
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(shown, f"cannot be read: {(error.strerror or 'failed').lower()}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unreadable(shown, "is UTF-16: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(shown, f"is not UTF-8: byte {error.start} cannot be decoded")
    return Source(shown, text), None


def _unreadable(shown: str, message: str) -> tuple[Source, Fault]:
    return Source(shown, ""), Fault(Flaw.UNREADABLE, START, message)


def _shown(path: Path) -> str:
    """Return `path` relative to the working directory when it lies below it, with `/`."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()

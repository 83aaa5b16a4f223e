"""Paths in, readable sources out: which files a run looks at."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.document import Fault, Flaw
from goldenpath.source import START, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


def _nothing(_: Path) -> bool:
    return False


def discover(paths: Iterable[Path], excludes: Callable[[Path], bool] = _nothing) -> Iterator[Path]:
    """Yield the YAML files among and below `paths`, each once, sorted within its folder.

    A file that is named itself is yielded whatever its suffix, unless it is excluded. Links are
    followed to files, never to folders: a loop or a link out of the tree cannot lead the walk
    astray. A folder that is excluded is not entered.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path, excludes) if path.is_dir() else [path]:
            if excludes(found):
                continue
            identity = found.resolve()
            if identity not in seen:
                seen.add(identity)
                yield found


def _walk(root: Path, excludes: Callable[[Path], bool]) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(root):
        inside_chart = not CHART_FILES.isdisjoint(names)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if name not in NOT_OURS
            and not (inside_chart and name in {"templates", "charts"})
            and not excludes(Path(folder, name))
        )
        for name in sorted(names):
            if Path(name).suffix in YAML_SUFFIXES:
                yield Path(folder, name)


def read(path: Path) -> tuple[Source, Fault | None]:
    """Return the text of `path`, and what kept it from being read.

    Only regular files are opened (a pipe or a device would block). UTF-8 with or without a
    byte order mark is text; anything else is a fault with the offset of the first bad byte.
    """
    name = shown(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return _unreadable(name, "is no regular file")
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(name, f"cannot be read: {(error.strerror or 'failed').lower()}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unreadable(name, "is UTF-16: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(name, f"is not UTF-8: byte {error.start} cannot be decoded")
    return Source(name, text), None


def _unreadable(name: str, message: str) -> tuple[Source, Fault]:
    return Source(name, ""), Fault(Flaw.UNREADABLE, START, message)


def shown(path: Path) -> str:
    """Return `path` relative to the working directory when it lies below it, with `/`."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    here = os.getcwd().rstrip(os.sep) + os.sep  # noqa: PTH109 - a run asks once for each file
    return absolute.removeprefix(here).replace(os.sep, "/")

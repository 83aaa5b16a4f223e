"""Paths in, readable sources out: which files a run looks at."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from goldenpath.document import Fault, Flaw
from goldenpath.source import START, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

YAML_SUFFIXES = (".yaml", ".yml")
_YAML = frozenset({"Kustomization"})
"""Names without a suffix under which a program looks for YAML."""

CHART_FILES = frozenset({"Chart.yaml", "Chart.yaml.jinja"})
"""What marks a chart, whose templates are Go templates and no YAML; the second in a skeleton."""

DOCKERFILES = frozenset({"containerfile", "dockerfile"})
"""What Dockerfiles are called, in small letters: before a dot, or behind one."""
_NO_DOCKERFILES = frozenset({"bak", "dockerignore", "j2", "jinja", "md", "template", "tmpl"})

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

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of a file that are read; more is no text that anybody wrote, and takes 500 MB to parse."""

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without waiting: a pipe that nobody writes to would block for ever."""
_CHUNK = 1024 * 1024
_ODD = re.compile(r"/[/.]|/\Z|\A\Z")
"""Steps of a path that may be more than a name: without them it is as short as can be."""


def _nothing(_: str) -> bool:
    return False


def discover(
    paths: Iterable[str | Path], excludes: Callable[[str], bool] = _nothing
) -> Iterator[str]:
    """Yield the YAML files and Dockerfiles among and below `paths`, each once, in order.

    A file that is named itself is yielded whatever its suffix, unless it is excluded. Links are
    followed to files, never to folders: a loop or a link out of the tree cannot lead the walk
    astray. A folder that is excluded is not entered; one that cannot be read is yielded itself,
    so that whoever reads it hears why.
    """
    once = _Once()
    for path in (os.fspath(path) for path in paths):
        if not os.path.isdir(path):  # noqa: PTH112 - strings, for a million files
            if not excludes(path) and once.is_new(os.path.realpath(path), is_doubtful=True):
                yield path
            continue
        root = "" if path in {"", ".", "./"} else path.rstrip("/") + "/"
        real = os.path.realpath(path).rstrip("/") + "/"
        for found, is_link in _walk(root, excludes):
            home = os.path.realpath(found) if is_link else real + found[len(root) :]
            if once.is_new(home, is_doubtful=is_link):
                yield found
        once.doubts = True


class _Once:
    """Which files were seen, by the hashes of their names: a million of them take 100 MB.

    While nothing was linked to or named beside the one folder that is walked, no file can come
    twice, so that two names of one hash are no matter.
    """

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.doubts = False

    def is_new(self, path: str, *, is_doubtful: bool) -> bool:
        """Take note of a file and tell whether it is the first time."""
        self.doubts = self.doubts or is_doubtful
        identity = hash(path)
        if self.doubts and identity in self.seen:
            return False
        self.seen.add(identity)
        return True


def _walk(root: str, excludes: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield the files below `root`, which ends in `/` or is empty, each with whether it is a link.

    A folder that cannot be read is yielded as if it were a file.
    """
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder or ".") as found:
                entries = sorted(found, key=_name)
        except OSError:
            yield folder.rstrip("/") or ".", False
            continue
        inside_chart = any(entry.name in CHART_FILES for entry in entries)
        below = []
        for entry in entries:
            name, path = entry.name, folder + entry.name
            if entry.is_dir(follow_symlinks=False):
                is_template = inside_chart and name in {"templates", "charts"}
                if not (name in NOT_OURS or is_template or excludes(path)):
                    below.append(path + "/")
            elif _is_ours(name) and not excludes(path):
                is_link = entry.is_symlink()
                if not (is_link and os.path.isdir(path)):  # noqa: PTH112 - as above
                    yield path, is_link
        below.reverse()
        folders += below


def _is_ours(name: str) -> bool:
    return name.endswith(YAML_SUFFIXES) or name in _YAML or is_dockerfile(name)


def is_dockerfile(name: str) -> bool:
    """Tell whether a file of that name, without its folder, is a Dockerfile.

    `Dockerfile.dev` is one; `dockerfile.py` is named by Python's rules.
    """
    first, dot, last = name.rpartition(".")
    if not dot:
        return name.lower() in DOCKERFILES
    is_named = first[:1].isupper() and first.lower() in DOCKERFILES and last not in _NO_DOCKERFILES
    return is_named or last.lower() in DOCKERFILES


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def read_bytes(path: str | Path) -> tuple[bytes, str]:
    """Return what is in the file at `path`, and what kept it from being read, if anything did.

    Only regular files are read, and of them no more than `SIZE_LIMIT`: a pipe or a device would
    block or never end, and a file may grow while it is read.
    """
    try:
        descriptor = os.open(path, _OPEN)
    except (OSError, ValueError) as error:
        return b"", _reason(error)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return b"", "is no regular file"
        wanted = min(status.st_size, SIZE_LIMIT) + 1
        raw = os.read(descriptor, wanted)
        if len(raw) == wanted:
            raw = _rest(descriptor, raw)
    except OSError as error:
        return b"", _reason(error)
    finally:
        os.close(descriptor)
    if len(raw) > SIZE_LIMIT:
        return b"", f"is larger than {SIZE_LIMIT // 1024**2} MiB: split it"
    return raw, ""


def _rest(descriptor: int, raw: bytes) -> bytes:
    chunks = [raw]
    length = len(raw)
    while length <= SIZE_LIMIT:
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            break
        chunks.append(chunk)
        length += len(chunk)
    return b"".join(chunks)


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {(text or 'failed').lower()}"


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text that `raw` is, and what kept it from being decoded, if anything did.

    UTF-8 with or without a byte order mark is text; anything else is told with the offset of its
    first bad byte.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", "is UTF-16: save it as UTF-8"
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        return "", f"is not UTF-8: byte {error.start} cannot be decoded"


def read(path: str | Path) -> tuple[Source, Fault | None]:
    """Return the text of `path`, and what kept it from being read."""
    raw, wrong = read_bytes(path)
    text = ""
    if not wrong:
        text, wrong = decode(raw)
    return Source(shown(path), text), unreadable(wrong) if wrong else None


def unreadable(message: str) -> Fault:
    """Return the fault of a file that could not be read."""
    return Fault(Flaw.UNREADABLE, START, message)


def shown(path: str | Path) -> str:
    """Return `path` relative to the working directory when it lies below it, with `/`."""
    text = os.fspath(path)
    if not text.startswith(("/", ".")) and os.sep == "/" and not _ODD.search(text):
        return text
    absolute = os.path.abspath(text)  # noqa: PTH100 - resolve() would follow links
    here = os.getcwd().rstrip(os.sep) + os.sep  # noqa: PTH109 - a run asks once for each file
    return absolute.removeprefix(here).replace(os.sep, "/")

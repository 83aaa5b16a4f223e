"""What a placeholder reads: a file of the repository that its entity stands in.

Backstage resolves the text that names it as a URL against that of the entity's file. A path from
the repository's root begins with `/`; what leads out of the repository is not there.
"""

from __future__ import annotations

import re
import stat
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from goldenpath.entity.url import is_url

SIZE_LIMIT = 5_000_000
"""Bytes of a larger file are not read: what it says is then not known."""

_IGNORED = str.maketrans("", "", "\t\n\r")
_ON_THE_WEB = re.compile(r"[\0-\x20]*https?:", re.IGNORECASE)
"""Backstage has no reader for any other URL."""
_READS: dict[str, None] = {}

_AROUND = "".join(map(chr, range(0x21)))


class Unknowable(Exception):  # noqa: N818 - no error of the input
    """What Backstage will read cannot be known here."""


def read(target: str, origin: Path) -> bytes | None:
    """Return the content of what `target` names for the entity in the file `origin`.

    None where there is no such file.

    Raises:
        Unknowable: the file lies elsewhere, or nothing here can tell where.
    """
    if is_url(target) and not _ON_THE_WEB.match(target):
        return None
    if is_url(target) or not origin.is_file():
        raise Unknowable
    root = _root(origin)
    if target.startswith("/"):
        if root is None:
            raise Unknowable
        path = root / _normal(target.lstrip("/"))
    else:
        path = _relative(target, origin)
    if root is not None and not path.is_relative_to(root):
        return None
    return _content(path)


def _relative(target: str, origin: Path) -> Path:
    written = re.split(r"[?#]", target.strip(_AROUND).translate(_IGNORED), maxsplit=1)[0]
    folder = origin.absolute().parent
    written = written.replace("\\", "/")
    return folder.joinpath(_normal(written, folder)) if written else origin.absolute()


def _normal(written: str, folder: Path = Path()) -> Path:
    """Return the path with its dots resolved by name, as URLs are: links are not followed."""
    parts = list(folder.parts)
    for part in PurePosixPath(unquote(written)).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in {"..", "."}:
            parts.append(part)
    return Path(*parts)


def _root(origin: Path) -> Path | None:
    return _root_of(str(origin.absolute().parent))


@lru_cache(maxsize=64)
def _root_of(folder: str) -> Path | None:
    """Return the repository that a folder lies in; the entities of a folder come in turn."""
    for candidate in (Path(folder), *Path(folder).parents):
        if (candidate / ".git").exists():
            return candidate
    return None


def forget_reads() -> None:
    """Begin to take note of what is read anew."""
    _READS.clear()


def reads() -> tuple[str, ...]:
    """Return what was looked at since `forget_reads`: an entity is as good as these files."""
    return tuple(_READS)


def _content(path: Path) -> bytes | None:
    _READS[str(path)] = None
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > SIZE_LIMIT:
            raise Unknowable
        return path.read_bytes()
    except (OSError, ValueError):
        return None

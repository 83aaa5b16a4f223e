"""What a placeholder reads: a file of the repository that its entity stands in.

Backstage resolves the text that names it as a URL against that of the entity's file. A path from
the repository's root begins with `/`; what leads out of the repository is not there.
"""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
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


def read(target: str, origin: str) -> bytes | None:
    """Return the content of what `target` names for the entity in the file `origin`.

    None where there is no such file.

    Raises:
        Unknowable: the file lies elsewhere, or nothing here can tell where.
    """
    is_absolute = is_url(target)
    if is_absolute and not _ON_THE_WEB.match(target):
        return None
    if is_absolute or not os.path.isfile(origin):  # noqa: PTH113 - strings, for many entities
        raise Unknowable
    place = os.path.abspath(origin).replace(os.sep, "/")  # noqa: PTH100 - links stay
    folder = place.rpartition("/")[0]
    root = _root_of(folder)
    if target.startswith("/"):
        if root is None:
            raise Unknowable
        path = _joined(root, target.lstrip("/"), to_top=True)
    else:
        path = _relative(target, folder) or place
    if root is not None and path != root and not path.startswith(root.rstrip("/") + "/"):
        return None
    return _content(path)


def _relative(target: str, folder: str) -> str | None:
    written = re.split(r"[?#]", target.strip(_AROUND).translate(_IGNORED), maxsplit=1)[0]
    return _joined(folder, written.replace("\\", "/")) if written else None


def _joined(folder: str, written: str, *, to_top: bool = False) -> str:
    """Return the path with its dots resolved by name, as URLs are: links are not followed.

    With `to_top` no dots lead out of `folder`; what is absolute once it is decoded always does.
    """
    decoded = unquote(written)
    least = folder.count("/") + 1 if to_top else 1
    parts = [""] if decoded.startswith("/") else folder.split("/")
    for part in decoded.split("/"):
        if part == "..":
            if len(parts) > least:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "/"


@lru_cache(maxsize=64)
def _root_of(folder: str) -> str | None:
    """Return the repository that a folder lies in; the entities of a folder come in turn."""
    while True:
        if os.path.exists(f"{folder}/.git"):  # noqa: PTH110 - as above
            return folder or "/"
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def forget_reads() -> None:
    """Begin to take note of what is read anew."""
    _READS.clear()


def reads() -> tuple[str, ...]:
    """Return what was looked at since `forget_reads`: an entity is as good as these files."""
    return tuple(_READS)


def _content(path: str) -> bytes | None:
    _READS[path] = None
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > SIZE_LIMIT:
            raise Unknowable
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            return file.read()
    except (OSError, ValueError):
        return None

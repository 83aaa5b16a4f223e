"""A mended file is written whole or not at all, and only where it was read."""

from __future__ import annotations

import difflib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.discover import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.diagnostic import Diagnostic

_WRITABLE = 0o222
"""Root may write everything; what nobody else may write is protected on purpose."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file and what it says once it is mended.

    Attributes:
        path: the file, as reports show it.
        before: the bytes that were read.
        after: the bytes to write.
        findings: what is mended.
    """

    path: str
    before: bytes
    after: bytes
    findings: tuple[Diagnostic, ...]

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff, as `git apply` takes them."""
        old, new = (_lines(raw.decode("utf-8")) for raw in (self.before, self.after))
        for line in difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Split as diff does: what else Python takes for the end of a line stays part of it."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def refusal(path: str, roots: Sequence[str | Path]) -> str:
    """Return why the file at `path` is not for us to write, or nothing."""
    home = os.path.realpath(path)
    trees = [os.path.realpath(_folder(root)) for root in roots]
    if not any(Path(home).is_relative_to(tree) for tree in trees):
        return "is a link that leads out of what is judged: mend the file it leads to"
    if not (os.access(home, os.W_OK) and Path(home).stat().st_mode & _WRITABLE):
        return "may not be written: change its permissions"
    return ""


def _folder(root: str | Path) -> Path:
    path = Path(root)
    return path if path.is_dir() else path.parent


def write(change: Change) -> str:
    """Write `change`; return what kept it from being written, or nothing.

    The file is replaced in one step by one of the same mode and owner; a link to it stays a link.
    """
    home = Path(os.path.realpath(change.path))
    try:
        status = home.stat()
        descriptor, name = tempfile.mkstemp(prefix=f".{home.name}-", dir=home.parent)
    except OSError as error:
        return _reason(error)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(descriptor)
        owner = (status.st_uid, status.st_gid)
        own = fresh.stat()
        if (own.st_uid, own.st_gid) != owner:
            os.chown(fresh, *owner)
        fresh.chmod(stat.S_IMODE(status.st_mode))
        if read_bytes(home) != (change.before, ""):
            return "has changed since it was read: run again"
        fresh.replace(home)
    except OSError as error:
        return _reason(error)
    finally:
        fresh.unlink(missing_ok=True)
    return ""


def _reason(error: OSError) -> str:
    return f"cannot be written: {(error.strerror or 'failed').lower()}"

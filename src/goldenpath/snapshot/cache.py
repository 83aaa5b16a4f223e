"""What an instance answered, kept for a while: so that a run need not ask for all of it again.

A copy is a file for each instance and token. Its first line says of what and of when it is, each
other one is a page.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from goldenpath.cache_home import cache_home
from goldenpath.snapshot.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT = 1
_HEAD_LIMIT = 1 << 16
_BROKEN = (ValueError, TypeError, KeyError, AttributeError)
"""What a line raises that was not written here."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a catalog, where it was had, and where the next one is to be had."""

    url: str
    items: list[Any]
    next: str | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was kept: where it lies, and how many seconds old it is."""

    path: Path
    age: float

    def items(self) -> Iterator[Any]:
        """Yield the items of every page."""
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise SnapshotError(f"{self.path} cannot be read: remove it") from error
        return _items(file, str(self.path))

    def etags(self) -> dict[str, tuple[str, int]]:
        """Return the tag of each page by its URL, and where it begins; none of a broken copy."""
        found = {}
        try:
            with self.path.open("rb") as file:
                start = len(file.readline())
                for line in file:
                    page = _page(line)
                    if page.etag:
                        found[page.url] = (page.etag, start)
                    start += len(line)
        except (OSError, *_BROKEN):
            return {}
        return found

    def page(self, url: str, start: int) -> Page | None:
        """Return the page of `url`, which began at `start`, unless another run has moved it."""
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                page = _page(file.readline())
        except (OSError, *_BROKEN):
            return None
        return page if page.url == url else None


def location(base: str, token: str | None) -> Path | None:
    """Return where the copy for an instance lies: what one token may see, another may not.

    None where the environment names no home.
    """
    folder = cache_home("catalog")
    if folder is None:
        return None
    hashed = hashlib.sha256((token or "").encode()).hexdigest()
    name = hashlib.sha256(f"{base}\n{hashed}".encode()).hexdigest()
    return folder / f"{name[:32]}.jsonl"


def find(path: Path, about: dict[str, Any]) -> Copy | None:
    """Return the copy at `path` if it is there and is `about` the same."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            head = json.loads(file.readline(_HEAD_LIMIT))
        fetched = float(head.pop("fetched"))
    except (OSError, *_BROKEN):
        return None
    age = time.time() - fetched
    # A copy of the future was written under another clock: nobody knows how old it is.
    return Copy(path, age) if head == _about(about) and age >= 0 else None


def _about(about: dict[str, Any]) -> dict[str, Any]:
    return {"format": FORMAT, **about}


def keep(path: Path | None, about: dict[str, Any], got: Iterable[Page]) -> Iterator[Any]:
    """Write the pages to `path`, or to a file without a name, and return their items.

    The copy appears whole or not at all. Only its owner may read it.
    """
    if path is None:
        nameless = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its items were read
        return _items(_written(nameless, about, got), "the copy")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        file = _written(os.fdopen(handle, "w+b"), about, got)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return _items(file, str(path))


def _written(file: IO[bytes], about: dict[str, Any], got: Iterable[Page]) -> IO[bytes]:
    try:
        _line(file, {**_about(about), "fetched": time.time()})
        for page in got:
            _line(
                file, {"url": page.url, "etag": page.etag, "next": page.next, "items": page.items}
            )
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _line(file: IO[bytes], content: dict[str, Any]) -> None:
    file.write(json.dumps(content, separators=(",", ":")).encode() + b"\n")


def _items(file: IO[bytes], name: str) -> Iterator[Any]:
    """Yield the items of every page of a copy, and close it."""
    with file:
        file.readline()
        for line in file:
            try:
                page = _page(line)
            except _BROKEN as error:
                raise SnapshotError(f"{name} is broken: remove it") from error
            yield from page.items


def _page(line: bytes) -> Page:
    content = json.loads(line)
    return Page(content["url"], list(content["items"]), content["next"], content["etag"])

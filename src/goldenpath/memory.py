"""What earlier runs have learned of files, so that a file is judged again only when it has changed.

What is learned is kept by a file's content. That a file still has that content is told by what the
file system says of it, as git tells it, unless it was written so shortly before it was read that it
may have been written again since. All of it holds for one version of this program, one organisation
and one set of checks.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from goldenpath import packing, resources
from goldenpath.cache_home import cache_home, replace_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from goldenpath.examine import Examined
    from goldenpath.judge import Judges

WORTH = 500
"""Files from which on it is quicker to remember a run than to do it again."""

_RACY = 2 * 10**9
"""Nanoseconds within which a file can be written twice without the file system's telling."""
_KEPT = 30 * 24 * 60 * 60
"""Seconds for which what no run asks for is kept."""
_BROKEN = (EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError)
"""What is raised by reading what was not written here, or not wholly."""
_FORM = 2
"""Of marshal: the later ones look for values that are shared, which takes memory for each."""
_TOGETHER = 1000
"""Records that are written at once."""
_UNSURE = 0
"""The signature of a file that is not there, or that may change without changing it."""


class Memory:
    """What is known of the files among and below some paths, from earlier runs and this one.

    It lies in two files: one says what the files were and what came of them all, the other what was
    learned of each, which a run without any change need not read. New ones are written while the
    run goes on, and take the place of the old ones when it has come to its end.
    """

    def __init__(self, path: Path, about: bytes) -> None:
        self._path = path
        self._about = about
        self._known: dict[str, Any] | None = None
        self._learned: dict[bytes, bytes] | None = None
        self._files: dict[str, tuple[int, bytes]] = {}
        self._reads: dict[str, int] = {}
        self._written: set[bytes] = set()
        self._records: list[tuple[bytes, bytes]] = []
        self._file: IO[bytes] | None = None

    @classmethod
    def of(cls, paths: Collection[str | Path], judges: Judges, assumed: str) -> Memory | None:
        """Return what is known of `paths`; None where there is no place to keep it."""
        folder = cache_home("scan")
        if folder is None:
            return None
        here = [os.getcwd(), *(os.fspath(path) for path in paths)]  # noqa: PTH109 - a string
        name = blake2b("\0".join(here).encode("utf-8", "surrogateescape"), digest_size=16)
        return cls(folder / f"{name.hexdigest()}.run", _about(judges, assumed))

    def open(self) -> bool:
        """Read what was kept, and tell whether there was anything."""
        try:
            known = marshal.loads(self._path.read_bytes())  # noqa: S302 - our own, as bytecode is
            if known["about"] == self._about:
                self._known = known
        except _BROKEN:
            self._known = None
        return self._known is not None

    def unchanged(self, paths: Sequence[str]) -> Any:  # noqa: ANN401 - what `keep` was given
        """Return the result that was kept, if it is of just these files and none has changed."""
        if self._known is None or self._known["result"] is None:
            return None
        files, recent = self._known["files"], time.time_ns() - _RACY
        same = len(paths) == len(files) and all(
            path == known and sign == _signature(path, recent) != _UNSURE
            for path, (known, (sign, _)) in zip(paths, files.items(), strict=True)
        )
        return self._known["result"] if same and _are_same(self._known["reads"]) else None

    def recall(self, path: str, name: str) -> Examined | None:
        """Return what is known of the file at `path`, shown as `name`, if it has not changed."""
        sign = _signature(path, time.time_ns() - _RACY)
        self._files[path] = (sign, b"")
        was, key = self._known["files"].get(path, (_UNSURE, b"")) if self._known else (_UNSURE, b"")
        return self._of(path, name, key) if sign == was and sign != _UNSURE else None

    def recognise(self, path: str, name: str, raw: bytes) -> Examined | None:
        """Return what is known of a file that has the content `raw`, whenever that was read."""
        if self._known is None:
            return None
        keys = (_key(path, raw), _key(path, raw, here=path))
        return next((file for key in keys if (file := self._of(path, name, key))), None)

    def learn(self, path: str, raw: bytes, file: Examined) -> None:
        """Take note of what was found in a file, unless that needs more than can be kept."""
        signs = {read: _signature(read, time.time_ns() - _RACY) for read in file.reads}
        packed = packing.pack(file, signs)
        if packed is not None and _UNSURE not in signs.values():
            self._note(path, _key(path, raw, here=path if signs else ""), packed, signs)

    def keep(self, result: Any) -> None:  # noqa: ANN401 - any values that marshal takes
        """Let the next run know what is known now, if that is worth it."""
        if len(self._files) < WORTH or not self._flush():
            return
        content = {
            "about": self._about,
            "files": self._files,
            "reads": self._reads,
            "result": result,
        }
        try:
            if self._file:
                self._file.close()
                Path(self._file.name).replace(self._path.with_suffix(".files"))
                self._file = None
            replace_whole(self._path, marshal.dumps(content, _FORM))
            _forget(self._path.parent)
        except (OSError, ValueError):
            return

    def close(self) -> None:
        """Leave nothing half-written, however the run has ended."""
        if self._file:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None

    def _of(self, path: str, name: str, key: bytes) -> Examined | None:
        packed = self._all_learned().get(key)
        if packed is None:
            return None
        file, signs = packing.unpack(packed, name)
        if not _are_same(signs):
            return None
        self._note(path, key, packed, signs)
        return file

    def _all_learned(self) -> dict[bytes, bytes]:
        if self._learned is None:
            self._learned = {}
            try:
                with self._path.with_suffix(".files").open("rb") as file:
                    if marshal.load(file) == self._about:  # noqa: S302 - our own
                        while records := marshal.load(file):  # noqa: S302
                            self._learned.update(records)
            except _BROKEN:
                return self._learned
        return self._learned

    def _note(self, path: str, key: bytes, packed: bytes, signs: dict[str, int]) -> None:
        self._files[path] = (self._files[path][0], key)
        self._reads.update(signs)
        if key not in self._written:
            self._written.add(key)
            self._records.append((key, packed))
            if len(self._records) >= _TOGETHER:
                self._flush()

    def _flush(self) -> bool:
        """Write what was learned up to now, and tell whether that could be done."""
        try:
            if self._file is None:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder = self._path.parent
                self._file = NamedTemporaryFile(dir=folder, suffix=".part", delete=False)  # noqa: SIM115 - closed by `close`
                marshal.dump(self._about, self._file, _FORM)
            marshal.dump(self._records, self._file, _FORM)
        except (OSError, ValueError):
            return False
        self._records = []
        return True


def _are_same(signs: dict[str, int]) -> bool:
    recent = time.time_ns() - _RACY
    return all(sign == _signature(path, recent) for path, sign in signs.items())


def _signature(path: str, recent: int) -> int:
    """Return a number that changes when the file at `path` does."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a string, for a million files
    except (OSError, ValueError):
        return _UNSURE
    if found.st_mtime_ns > recent or found.st_ctime_ns > recent:
        return _UNSURE
    return hash((found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode))


def _key(path: str, raw: bytes, *, here: str = "") -> bytes:
    """Return what a content is known by: with its file's name, which may say what it is.

    What depends on other files holds in one place alone, which is `here`.
    """
    name = os.path.basename(path)  # noqa: PTH119 - as above
    head = f"{here}\0{name}\0".encode("utf-8", "surrogateescape")
    return blake2b(head + raw, digest_size=16).digest()


def _about(judges: Judges, assumed: str) -> bytes:
    """Return what the judgement depends on beside the files: this program and what it judges by."""
    told = blake2b(digest_size=16)
    for text in (sys.version, assumed, *(check.code for check in judges.checks)):
        told.update(text.encode() + b"\0")
    for path in _own_files():
        told.update(f"{path}\0{_signature(path, 1 << 63)}\0".encode("utf-8", "surrogateescape"))
    return told.digest()


def _own_files() -> Iterator[str]:
    """Yield the files that this program consists of, and the folders it is installed in."""
    package, root = os.path.dirname(__file__), os.fspath(resources.root())  # noqa: PTH120
    yield os.path.join(root, "goldenpath.yaml")  # noqa: PTH118
    yield from sys.path
    for folder in (package, *(os.path.join(root, name) for name in ("backstage", "schemas"))):  # noqa: PTH118
        for where, folders, names in os.walk(folder):
            folders.sort()
            yield from (os.path.join(where, name) for name in sorted(names) if name[-4:] != ".pyc")  # noqa: PTH118


def _forget(folder: Path) -> None:
    """Remove what no run has asked for in a long time."""
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - _KEPT:
            path.unlink(missing_ok=True)

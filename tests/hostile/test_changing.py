"""Files that change between one look at them and the next: a finding or a verdict, no crash."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goldenpath.cli import main
from tests.hostile.case import FILE, entity

Change = Callable[[Path], None]


def _grow(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("# more\n" * 100_000 + "---\na: [\n")


def _shrink(path: Path) -> None:
    os.truncate(path, 0)


def _vanish(path: Path) -> None:
    path.unlink(missing_ok=True)


def _become_pipe(path: Path) -> None:
    _vanish(path)
    os.mkfifo(path)


def _become_folder(path: Path) -> None:
    _vanish(path)
    path.mkdir()


def _become_loop(path: Path) -> None:
    _vanish(path)
    path.symlink_to(path.name)


def _become_other(path: Path) -> None:
    path.write_text("a: 1\n", "utf-8")


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file with a finding in its second document, beside one with another finding."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("changing", "neighbour"):
        (tmp_path / name).mkdir()
    neighbour = entity("neighbour", owner="")
    (tmp_path / "neighbour" / FILE).write_text(neighbour, "utf-8")
    path = tmp_path / "changing" / FILE
    path.write_text(entity("first") + "---\n" + entity("second", owner=""), "utf-8")
    return path


class _Watch:
    """Lets a file change at a certain opening of it: before it, or when its size was asked."""

    def __init__(self, path: Path, change: Change, opening: int, monkeypatch: Any) -> None:
        self.openings = 0
        self._path, self._change, self._opening = path, change, opening
        self._descriptor = -1
        self._open, self._fstat, self._read = os.open, os.fstat, os.read
        self._monkeypatch = monkeypatch

    def before_open(self) -> None:
        """Let the file change before it is opened."""

        def opened(path: Any, *arguments: Any, **named: Any) -> int:
            if self._is_target(path) and self._counts():
                self._change(self._path)
            return self._open(path, *arguments, **named)

        self._monkeypatch.setattr(os, "open", opened)

    def after_status(self) -> None:
        """Let the file change after its size was asked and before it is read."""
        self._remember()

        def status(descriptor: int) -> os.stat_result:
            found = self._fstat(descriptor)
            if descriptor == self._descriptor and self._counts():
                self._change(self._path)
            return found

        self._monkeypatch.setattr(os, "fstat", status)

    def at_each_read(self) -> None:
        """Let the file change whenever a part of it is read."""
        self._remember()

        def read(descriptor: int, number: int) -> bytes:
            if descriptor == self._descriptor:
                self._change(self._path)
            return self._read(descriptor, number)

        self._monkeypatch.setattr(os, "read", read)

    def _remember(self) -> None:
        def opened(path: Any, *arguments: Any, **named: Any) -> int:
            descriptor = self._open(path, *arguments, **named)
            self._descriptor = descriptor if self._is_target(path) else -1
            return descriptor

        self._monkeypatch.setattr(os, "open", opened)

    def _is_target(self, path: Any) -> bool:
        return isinstance(path, str | Path) and Path(path).absolute() == self._path

    def _counts(self) -> bool:
        self.openings += 1
        return self.openings == self._opening


def _findings(capfd: pytest.CaptureFixture[str]) -> set[tuple[str, str, int | None]]:
    capfd.readouterr()
    assert 1 == main(["validate", "--no-cache", "--select", "GP0,GP1", "--format", "json", "."])
    report = json.loads(capfd.readouterr().out)
    found = {(item["path"], item["code"], item["document"]) for item in report["diagnostics"]}
    neighbour = (f"neighbour/{FILE}", "GP101", 0)
    assert neighbour in found
    return found - {neighbour}


UNREADABLE = {(f"changing/{FILE}", "GP003", None)}


@pytest.mark.parametrize("change", [_vanish, _become_pipe, _become_folder, _become_loop])
def test_file_that_is_gone_when_it_is_opened_is_told(
    target: Path,
    change: Change,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What was a file when the folder was listed is opened without trust: it may block or fail."""
    _Watch(target, change, 1, monkeypatch).before_open()
    assert UNREADABLE == _findings(capfd)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_grow, {(f"changing/{FILE}", "GP101", 1), (f"changing/{FILE}", "GP001", 2)}),
        (_shrink, set()),
        (_vanish, {(f"changing/{FILE}", "GP101", 1)}),
    ],
)
def test_file_that_changes_when_it_has_been_opened_is_judged_as_it_is_read(
    target: Path,
    change: Change,
    found: set[tuple[str, str, int | None]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What is read is what is judged, whatever size the file had a moment ago."""
    _Watch(target, change, 1, monkeypatch).after_status()
    assert found == _findings(capfd)


def test_file_that_grows_for_ever_is_left_alone_at_a_size(
    target: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file that grows faster than it is read has no end, and still is not read for ever."""

    def grow(path: Path) -> None:
        with path.open("ab") as file:
            file.write(b"# more\n" * 400_000)

    _Watch(target, grow, 0, monkeypatch).at_each_read()
    assert UNREADABLE == _findings(capfd)


@pytest.mark.parametrize(
    ("report", "opening"), [("json", 2), ("text", 2), ("text", 3), ("html", 3)]
)
@pytest.mark.parametrize("change", [_shrink, _vanish, _become_pipe, _become_other, _grow])
def test_file_that_changes_after_it_was_judged_keeps_its_finding(
    target: Path,
    change: Change,
    opening: int,
    report: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A file is read again for places and excerpts; where it is another one, there are none."""
    _Watch(target, change, opening, monkeypatch).before_open()
    assert 1 == main(["validate", "--no-cache", "--select", "GP0,GP1", "--format", report, "."])
    out, err = capfd.readouterr()
    assert (2, "") == (sum(name in out for name in ("changing/", "neighbour/")), err)

"""Very many files: bounded memory, progress, and an end as soon as somebody asks for it.

GOLDENPATH_MANY sets how many files `make verify` judges; a million of them takes some minutes.
"""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.case import FILE, entity
from tests.hostile.run import validate

NUMBER = max(int(os.environ.get("GOLDENPATH_MANY", "50000")), 50_000)
"""Fewer are judged before a run has said how far it is."""
MEGABYTES_OF_A_RUN = 80
BYTES_OF_A_FILE = 350
_PER_FOLDER = 1000
_LINKS = 20_000
"""Links of one file, of which file systems allow some ten thousand."""
_PATIENCE = 30
_INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from goldenpath.cli import entry; entry()"
)
"""The program; what a shell runs in the background would not hear of an interrupt."""

pytestmark = pytest.mark.toolchain("python")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of very many tiny files, and one with a finding."""
    root = tmp_path_factory.mktemp("many")
    repository = root / "repository"
    content = root / "content"
    for number in range(NUMBER):
        folder = repository / f"{number // _PER_FOLDER:04}"
        if number % _PER_FOLDER == 0:
            folder.mkdir(parents=True)
        if number % _LINKS == 0:
            content = root / f"content-{number}"
            content.write_text("a: 1\n", "utf-8")
        os.link(content, folder / f"{number:07}.yaml")
    (repository / FILE).write_text(entity("last", owner=""), "utf-8")
    return repository


def test_memory_does_not_grow_with_what_files_hold(repository: Path, tmp_path: Path) -> None:
    """Of a file that is in order little more is kept than its name, and every file is judged."""
    arguments = ("--no-cache", "--format", "json")
    outcome = validate(repository, tmp_path, *arguments, guard=60 + NUMBER // 1000)
    assert {FILE: {("GP101", 0)}} == {
        path: {pair for pair in pairs if pair[0] == "GP101"}
        for path, pairs in outcome.findings.items()
    }
    assert NUMBER + 1 == outcome.report["summary"]["files"]
    assert outcome.megabytes < MEGABYTES_OF_A_RUN + NUMBER * BYTES_OF_A_FILE / 1024**2


def test_interrupt_ends_a_run_at_once(repository: Path) -> None:
    """A run that has shown its progress and is interrupted says so in a line, and nothing else."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", _INTERRUPTIBLE, "validate", "--no-cache", "."]
    process = subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    said = os.read(ours, 1000)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=_PATIENCE)
    while chunk := _read(ours):
        said += chunk
    os.close(ours)
    assert (130, b"") == (process.returncode, out)
    assert re.search(rb"[\d,]+ files judged", said)
    left = re.sub(rb"\r\x1b\[K(?:[\d,]+ files judged)?", b"", said)
    assert [b"goldenpath: interrupted"] == left.split(b"\r\n")[1:-1]


def _read(terminal: int) -> bytes:
    """Return what a terminal still has to tell; Linux says by an error that there is nothing."""
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""

"""`goldenpath new` on a terminal: it asks what has no default, and Ctrl-C ends it clean."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.organization import HERE, OWNER, SYSTEM

PATIENCE_SECONDS = 60


class Terminal:
    """A program on a terminal of its own, as a person sees it."""

    def __init__(self, folder: Path, *command: str) -> None:
        self.screen, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""

    def wait_for(self, text: str) -> None:
        """Read the screen until it shows `text`; what was seen before does not count."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.seen:
            if not self._read(deadline):
                pytest.fail(f"{text!r} did not appear:\n{self.seen}")
        self.seen = self.seen.partition(text)[2]

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.screen, keys.encode())

    def end(self) -> int:
        """Read the rest and return the exit code."""
        while self._read(time.monotonic() + PATIENCE_SECONDS):
            pass
        os.close(self.screen)
        return self.process.wait()

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self.screen], [], [], max(0.0, deadline - time.monotonic()))
        try:
            data = os.read(self.screen, 65536) if ready else b""
        except OSError:
            return False
        self.seen += data.decode(errors="replace")
        return bool(data)


@pytest.fixture
def terminal(template_root: Path, tmp_path: Path) -> Terminal:
    """Return `goldenpath new service orders` on a terminal, about to ask."""
    arguments = ("-m", "goldenpath", "new", "service", "orders", "--from", str(template_root))
    return Terminal(tmp_path, sys.executable, *arguments)


def test_only_what_has_no_default_is_asked(terminal: Terminal, tmp_path: Path) -> None:
    """Owner and system are asked, everything else is assumed and shown."""
    terminal.wait_for("Team that owns it")
    terminal.wait_for(HERE.teams[-1].ref)
    terminal.type("\r")
    terminal.wait_for("System it belongs to")
    terminal.wait_for(HERE.systems[-1].name)
    terminal.type("\r")
    terminal.wait_for("born in orders")
    terminal.wait_for("language = python")
    assert 0 == terminal.end()
    answers = (tmp_path / "orders/.copier-answers.yml").read_text("utf-8")
    assert f"owner: {HERE.teams[0].ref}\n" in answers
    assert f"system: {SYSTEM}\n" in answers


def test_interruption_at_a_question_leaves_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """Ctrl-C at a prompt is exit 130, one word, and an untouched folder."""
    terminal.wait_for("Team that owns it")
    terminal.wait_for(OWNER)
    terminal.type("\x03")
    terminal.wait_for("goldenpath: interrupted")
    assert 130 == terminal.end()
    assert [] == list(tmp_path.iterdir())

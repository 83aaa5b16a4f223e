"""Each reporter's output for some reports, held against golden files.

`UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; look at the difference before you
commit it.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldenpath.reporters import REPORTERS
from tests.golden.reports import CLEAN, REPORTS, lay, written

FOLDER = Path(__file__).resolve().parent


@pytest.mark.parametrize("name", sorted(REPORTERS))
@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_report_equals_its_golden_file(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people and programs read changes only on purpose."""
    monkeypatch.chdir(tmp_path)
    lay(tmp_path)
    text = written(name, REPORTS[kind])
    golden = FOLDER / f"{kind}.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8", newline="")
    assert golden.read_bytes().decode("utf-8") == text


def test_colours_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape codes come only when forced or on a terminal, and NO_COLOR wins."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in written("text", CLEAN)
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[32mno findings\x1b[0m" in written("text", CLEAN)


def test_reporter_is_loaded_when_it_is_chosen() -> None:
    """Whoever wants a line of text does not pay for the others."""
    program = (
        "import sys, goldenpath.reporters as r\n"
        "print([n for n in r.REPORTERS if f'goldenpath.reporters.{n}' in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "[]\n" == run.stdout


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "junit", "html"])
def test_report_for_programs_suits_every_encoding(name: str) -> None:
    """A stream that takes ASCII alone takes these reports, whatever the files are called."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    REPORTERS[name](REPORTS["hostile"], stream)
    stream.flush()

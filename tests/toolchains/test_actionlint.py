"""actionlint as one of our linters: its findings are ours, at their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenpath.engine import Options, validate
from goldenpath.linters import actionlint as ours
from goldenpath.linters import find
from tests.newborns import Newborn
from tests.organization import EXAMPLES, ROOT, example_answers, example_name
from tests.toolchains.engines import go_engine

FOLDER = ROOT / "tests/checks/GP503-faulty-workflow"
MARK = "# expect: GP503"


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put actionlint, built from its Go module, on PATH."""
    program = go_engine("actionlint", "github.com/rhysd/actionlint/cmd/actionlint")
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    assert find(ours.LINTER.name) is not None


@pytest.mark.toolchain("go")
def test_fault_is_told_at_its_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bad example fires its mark alone, with the kind of fault; the good one nothing."""
    monkeypatch.chdir(FOLDER)
    path = ".github/workflows/ci.yml"
    lines = Path("bad", path).read_text("utf-8").splitlines()
    expected = next(number for number, line in enumerate(lines, 1) if line.endswith(MARK))
    found = [
        (item.code, item.path, item.span.start.line, item.properties["rule"])
        for item in validate([Path()], Options(select=("GP5",))).diagnostics
    ]
    assert [("GP503", f"bad/{path}", expected, "expression")] == found


@pytest.mark.toolchain("go")
@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_newborn_is_clean_with_actionlint(
    newborn: Newborn, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is told of a newborn where actionlint looks as well."""
    monkeypatch.chdir(newborn(example_answers(example)))
    report = validate([Path()], Options(select=("GP5",)))
    assert ((), ()) == (report.diagnostics, report.notices)

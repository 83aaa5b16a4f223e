"""Each reporter's output for one report, held against a golden file.

`UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; look at the difference before you
commit it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from goldenpath.diagnostic import Diagnostic, Related, Severity
from goldenpath.document import Kind
from goldenpath.report import Report
from goldenpath.reporters import REPORTERS
from goldenpath.source import Position, Span

FOLDER = Path(__file__).resolve().parent
SOURCE = 'apiVersion: v1\nkind: Service\nmetadata:\n\tname: "größe 🚀"  # tab\nspec: {}\n'


def _span(line: int, column: int, end: int) -> Span:
    return Span(Position(line, column), Position(line, end))


REPORT = Report(
    diagnostics=(
        Diagnostic(
            code="GP020",
            slug="invalid-manifest",
            severity=Severity.ERROR,
            message="metadata.name is 'größe 🚀': must match ^[a-z]+$",
            path="deploy/service.yaml",
            document=0,
            span=_span(4, 8, 17),
            related=(Related("the other place", "catalog-info.yaml", _span(5, 3, 9)),),
            properties={"stages": ["dev", "prod"]},
            help_url="https://docs.acme.example/checks/GP020.md",
        ),
        Diagnostic(
            code="GP201",
            slug="unresolved-reference",
            severity=Severity.WARNING,
            message="no file\nof this name \x1b[31m",
            path="gone file.yaml",
            document=None,
            span=_span(1, 1, 1),
        ),
    ),
    files=2,
    documents=3,
    judged={Kind.BACKSTAGE_ENTITY: 1, Kind.KUBERNETES: 1},
    notices=("1 Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH",),
    duration=0.25,
)
CLEAN = Report(
    diagnostics=(), files=1, documents=1, judged={Kind.CLAIM: 1}, notices=(), duration=0.0
)


@pytest.mark.parametrize("name", sorted(REPORTERS))
@pytest.mark.parametrize(("kind", "report"), [("findings", REPORT), ("clean", CLEAN)])
def test_report_equals_its_golden_file(
    name: str, kind: str, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people and programs read changes only on purpose."""
    monkeypatch.chdir(tmp_path)
    Path("deploy").mkdir()
    Path("deploy/service.yaml").write_text(SOURCE, "utf-8")
    stream = io.StringIO()
    REPORTERS[name](report, stream)
    golden = FOLDER / f"{kind}.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(stream.getvalue(), "utf-8")
    assert golden.read_text("utf-8") == stream.getvalue()


def test_colours_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape codes come only when forced or on a terminal, and NO_COLOR wins."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    REPORTERS["text"](CLEAN, stream)
    assert "\x1b" not in stream.getvalue()
    monkeypatch.delenv("NO_COLOR")
    REPORTERS["text"](CLEAN, stream)
    assert "\x1b[32mno findings\x1b[0m" in stream.getvalue()

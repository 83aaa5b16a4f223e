"""The reports that the golden files show: an ordinary one, a clean one, a hostile one."""

from __future__ import annotations

import io
from pathlib import Path

from goldenpath.diagnostic import Diagnostic, Related, Severity
from goldenpath.document import Kind
from goldenpath.report import Health, Report
from goldenpath.reporters import REPORTERS
from goldenpath.source import Position, Span

FILES = {
    "deploy/service.yaml": (
        'apiVersion: v1\nkind: Service\nmetadata:\n\tname: "größe 🚀"  # tab\nspec: {}\n'
    ),
    "</script>.yaml": 'a: </mark><script>alert(1)</script>\nb: "]]>"\n',
}
"""What stands in the folder where the reports are written."""


def lay(folder: Path) -> None:
    """Write `FILES` into `folder`."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def written(name: str, report: Report) -> str:
    """Return what the reporter `name` makes of `report`."""
    stream = io.StringIO()
    REPORTERS[name](report, stream)
    return stream.getvalue()


def span(line: int, column: int, end: int) -> Span:
    """Return a stretch of one line."""
    return Span(Position(line, column), Position(line, end))


ORDINARY = Report(
    diagnostics=(
        Diagnostic(
            code="GP020",
            slug="invalid-manifest",
            severity=Severity.ERROR,
            message="metadata.name is 'größe 🚀': must match ^[a-z]+$",
            path="deploy/service.yaml",
            document=0,
            span=span(4, 8, 17),
            related=(Related("the other place", "catalog-info.yaml", span(5, 3, 9)),),
            properties={"stages": ["dev", "prod"]},
            help_url="https://docs.acme.example/checks/GP020.md",
        ),
        Diagnostic(
            code="GP101",
            slug="missing-owner",
            severity=Severity.INFO,
            message="the Component names no owner: write spec.owner",
            path="deploy/service.yaml",
            document=0,
            span=Span(Position(5, 1), Position(6, 1)),
            help_url="https://docs.acme.example/checks/GP101.md",
        ),
        Diagnostic(
            code="GP201",
            slug="unresolved-reference",
            severity=Severity.WARNING,
            message="no file\nof this name \x1b[31m",
            path="gone file.yaml",
            document=None,
            span=span(1, 1, 1),
        ),
    ),
    files=3,
    documents=5,
    judged={Kind.BACKSTAGE_ENTITY: 2, Kind.KUBERNETES: 1},
    notices=("1 Helm chart(s) not rendered: install goldenpath[helm] or put helm on PATH",),
    duration=0.25,
    paths=("catalog-info.yaml", "deploy/service.yaml", "gone file.yaml"),
    health=(
        Health(Kind.BACKSTAGE_ENTITY, "API", judged=1, errors=0, warnings=0),
        Health(Kind.BACKSTAGE_ENTITY, "Component", judged=1, errors=0, warnings=1),
        Health(Kind.KUBERNETES, "Service", judged=1, errors=1, warnings=0),
    ),
)

CLEAN = Report(
    diagnostics=(),
    files=1,
    documents=1,
    judged={Kind.CLAIM: 1},
    notices=(),
    duration=0.0,
    paths=("claim.yaml",),
    health=(Health(Kind.CLAIM, "Database", judged=1, errors=0, warnings=0),),
)

HOSTILE_PATHS = (
    "</script>.yaml",
    "a,b:c%25\r\n::error::forged.yaml",
    "quo\"te'<&>]]>.yaml",
    "\udcff\x1b[2J\u202e.yaml",
)
HOSTILE = Report(
    diagnostics=tuple(
        Diagnostic(
            code="GP001",
            slug="broken-yaml",
            severity=severity,
            message=f"{path} <img src=x onerror=alert(1)> ]]> \ud800 \\ud800 \x00 \ufffe 😀",
            path=path,
            document=0,
            span=span(1, 4, 11),
            related=(Related(path, path, span(1, 1, 2)),),
            help_url="javascript:alert(1)",
        )
        for path, severity in zip(HOSTILE_PATHS, [*Severity, Severity.ERROR], strict=True)
    ),
    files=4,
    documents=4,
    judged={Kind.KUBERNETES: 4},
    notices=("<script>\n::error::forged</script>",),
    duration=0.0,
    paths=HOSTILE_PATHS,
    health=(Health(Kind.KUBERNETES, "<svg onload=alert(1)>", judged=4, errors=2, warnings=2),),
)

REPORTS = {"findings": ORDINARY, "clean": CLEAN, "hostile": HOSTILE}
"""By the name of their golden files."""

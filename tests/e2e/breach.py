"""What a breach of a policy is: a small edit of a newborn, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.diagnostic import Severity
from goldenpath.engine import Options, validate
from tests.organization import HERE

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report

CHART = "deploy/chart"
TEMPLATES = f"{CHART}/templates"
HELPERS = f"{TEMPLATES}/_helpers.tpl"
DATABASE = f"{TEMPLATES}/database.yaml"
DEPLOYMENT = f"{TEMPLATES}/deployment.yaml"
SERVICE = f"{TEMPLATES}/service.yaml"
ROUTE = f"{TEMPLATES}/httproute.yaml"
BUDGET = f"{TEMPLATES}/poddisruptionbudget.yaml"
NETWORK = f"{TEMPLATES}/networkpolicy.yaml"
VALUES = f"{CHART}/values.yaml"
STAGED = f"{CHART}/values-{{stage}}.yaml"
CLAIM = "claims/{stage}.yaml"
NAME = "orders"

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The day on which exceptions hold or have ended."""

EVERY = tuple(stage.name for stage in HERE.stages)
PRODUCTION = tuple(stage.name for stage in HERE.stages if stage.production)
LATER = EVERY[1:]


class Edit(NamedTuple):
    """What takes the place of what in a file: of nothing, where the file is a new one.

    Where `{stage}` stands in the file's name, it is done for each stage of the breach.
    """

    file: str
    before: str
    after: str


class Told(NamedTuple):
    """A finding beside the breach, by its code, its file and a text of its line."""

    code: str
    file: str
    line: str
    policy: str = ""
    resource: str = ""
    stages: tuple[str, ...] = EVERY


@dataclass(frozen=True)
class Breach:
    """A breach of one policy.

    Attributes:
        resource: the kind and the name of what breaks the policy.
        edits: what is done to the newborn.
        line: what stands in the line that is pointed at.
        at: the file of that line, where it is another than the first that is edited.
        stages: those in which the breach is told.
        audited: whether it is a warning before production.
        born: what the newborn is.
        besides: a further finding that the edit cannot do without.
        why: why it cannot.
    """

    resource: str
    edits: tuple[Edit, ...]
    line: str
    at: str = ""
    stages: tuple[str, ...] = EVERY
    audited: bool = False
    born: str = "service"
    besides: tuple[Told, ...] = ()
    why: str = ""

    @property
    def file(self) -> str:
        """Return the file that is pointed at."""
        return self.at or self.edits[0].file


def workload(before: str, after: str, line: str) -> Breach:
    """Return a breach by the chart's Deployment."""
    return Breach(f"Deployment/{NAME}", (Edit(DEPLOYMENT, before, after),), line)


def added(resource: str, text: str, line: str) -> Breach:
    """Return a breach by a manifest that is added to the chart."""
    return Breach(resource, (Edit(f"{TEMPLATES}/added.yaml", "", text),), line)


def guarded(file: str, condition: str, last: str) -> tuple[Edit, ...]:
    """Return what makes a template depend on a condition; `last` is what it ends with."""
    begun = Edit(file, "apiVersion", f"{{{{- if {condition} }}}}\napiVersion")
    return begun, Edit(file, last, f"{last}{{{{- end }}}}\n")


class Row(NamedTuple):
    """A finding in one stage."""

    code: str
    policy: str
    resource: str
    stage: str
    severity: Severity
    file: str
    line: int


def judged(**options: Any) -> Report:
    """Judge the working directory, by every engine that there is."""
    report = validate([Path()], Options(now=NOW, **options))
    assert () == report.notices
    return report


def rows(report: Report) -> list[Row]:
    """Return the findings, each in each of its stages."""
    return sorted(row for found in report.diagnostics for row in _rows(found))


def _rows(found: Diagnostic) -> list[Row]:
    resource = found.properties.get("resource", {})
    name = f"{resource['kind']}/{resource['name']}" if resource else ""
    own = [stage for stage in EVERY if stage == PurePosixPath(found.path).stem]
    return [
        Row(
            found.code,
            found.properties.get("policy", ""),
            name,
            stage,
            found.severity,
            found.path,
            found.span.start.line,
        )
        for stage in found.properties.get("stages", own or [""])
    ]


def expected(policy: str, breach: Breach) -> list[Row]:
    """Return what is to be told of a breach."""
    found = []
    for stage in breach.stages:
        is_warning = breach.audited and stage not in PRODUCTION
        severity = Severity.WARNING if is_warning else Severity.ERROR
        file, resource = (text.replace("{stage}", stage) for text in (breach.file, breach.resource))
        place = (file, line(file, breach.line))
        found.append(Row("GP301", policy, resource, stage, severity, *place))
    for told in breach.besides:
        place = (told.file, line(told.file, told.line))
        found += [
            Row(told.code, told.policy, told.resource, stage, Severity.ERROR, *place)
            for stage in told.stages
        ]
    return sorted(found)


def line(file: str, text: str) -> int:
    """Return the number of the first line that has a text in it."""
    lines = Path(file).read_text("utf-8").splitlines()
    return next(number for number, found in enumerate(lines, 1) if text in found)


def do(breach: Breach) -> None:
    """Edit the working directory as a breach says."""
    for edit in breach.edits:
        for stage in breach.stages if "{stage}" in edit.file else ("",):
            file = Path(edit.file.replace("{stage}", stage))
            text = file.read_text("utf-8") if edit.before else ""
            assert edit.before in text
            file.write_text(text.replace(edit.before, edit.after) if edit.before else edit.after)

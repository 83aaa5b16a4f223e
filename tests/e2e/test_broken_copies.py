"""Deliberately broken copies of a newborn: each fault is told once, at its file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from goldenpath.engine import Options, validate
from tests.newborns import Newborn
from tests.organization import OWNER, ROOT, TEAM, example_answers

EXAMPLE = ROOT / "templates/service/examples/python-database.yml"
CATALOG = "catalog-info.yaml"
HELPERS = "deploy/chart/templates/_helpers.tpl"
DEPLOYMENT = "deploy/chart/templates/deployment.yaml"
VALUES = "deploy/chart/values.yaml"
CLAIM = "deploy/chart/templates/database.yaml"

BREAKAGES: dict[str, tuple[str, str, str, str]] = {
    "owner removed": (CATALOG, f'  owner: "{OWNER}"\n', "", "GP101"),
    "owner nobody": (CATALOG, f'owner: "{OWNER}"', "owner: group:default/nobody", "GP202"),
    "wrong YAML": (CATALOG, '  type: "service"', '  type: "service": x', "GP001"),
    "key twice": (CATALOG, '  type: "service"\n', '  type: "service"\n  type: x\n', "GP002"),
    "wrong kind": (CATALOG, "kind: Component", "kind: Komponent", "GP103"),
    "id changed in the catalog": (
        *(CATALOG, 'backstage.io/kubernetes-id: "orders"'),
        *('backstage.io/kubernetes-id: "order"', "GP601"),
    ),
    "label changed in the chart": (
        *(HELPERS, "backstage.io/kubernetes-id: {{ .Chart.Name | quote }}"),
        *("backstage.io/kubernetes-id: order", "GP601"),
    ),
    "team changed in the values": (VALUES, f'team: "{TEAM}"', "team: others", "GP602"),
    "wrong value type": (VALUES, "replicaCount: 1", "replicaCount: one", "GP011"),
    "unknown value": (VALUES, "replicaCount: 1", "replicaKount: 1", "GP011"),
    "wrong type in a template": (
        *(DEPLOYMENT, "revisionHistoryLimit: 5", "revisionHistoryLimit: five", "GP020"),
    ),
    "unknown field": (DEPLOYMENT, "  strategy:\n", "  strategi:\n", "GP020"),
    "unknown function": (DEPLOYMENT, "toYaml .Values", "toYamll .Values", "GP010"),
    "claim too large": (
        *(CLAIM, "  size: {{ .Values.database.size | quote }}", "  size: huge", "GP021"),
    ),
}


@pytest.fixture
def copy(newborn: Newborn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a newborn in which a test may break things; it is the working directory."""
    folder = tmp_path / "orders"
    shutil.copytree(newborn(example_answers(EXAMPLE)), folder)
    monkeypatch.chdir(folder)
    return folder


def _findings() -> list[tuple[str, str, int]]:
    report = validate([Path()], Options())
    assert () == report.notices
    return [(d.code, d.path, d.span.start.line) for d in report.diagnostics]


@pytest.mark.parametrize("name", BREAKAGES)
def test_fault_is_told_at_its_line(copy: Path, name: str) -> None:
    """The finding of the fault's own code stands once, at the broken line of the broken file."""
    file, before, after, code = BREAKAGES[name]
    text = (copy / file).read_text("utf-8")
    assert before in text
    (copy / file).write_text(text.replace(before, after, 1), "utf-8")
    line = text[: text.index(before)].count("\n") + 1
    expected = LINES[name](line) if name in LINES else line
    found = [finding for finding in _findings() if finding[0] == code]
    assert (code, EVERYWHERE.get(name, file), expected) in found
    assert 1 == len(found) or name in TOLD_MORE_THAN_ONCE


LINES: dict[str, Callable[[int], int]] = {
    # An absence is told at the key of the mapping that lacks it, a repeated key at its second.
    "owner removed": lambda _: _line(CATALOG, "spec:"),
    "key twice": lambda number: number + 1,
    # The label is printed by the helper, from the value that was changed.
    "team changed in the values": lambda _: _line(HELPERS, "/team: {{"),
}
EVERYWHERE = {"team changed in the values": HELPERS}
TOLD_MORE_THAN_ONCE = frozenset({"team changed in the values", "unknown value"})
"""The chart's objects and its claim say it with different words; a key renamed is also missing."""


def _line(file: str, text: str) -> int:
    lines = Path(file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_stages_are_named_once(copy: Path) -> None:
    """A fault of one stage's values names that stage alone; one of a template names all."""
    stages = sorted(path.stem.removeprefix("values-") for path in copy.glob("*/*/values-*.yaml"))
    production = copy / f"deploy/chart/values-{stages[0]}.yaml"
    values = yaml.safe_load(production.read_text("utf-8")) | {"replicaCount": "two"}
    production.write_text(yaml.safe_dump(values), "utf-8")
    (found,) = validate([Path()], Options()).diagnostics
    assert ("GP011", [stages[0]]) == (found.code, found.properties["stages"])
    assert found.path.endswith(f"values-{stages[0]}.yaml")

"""What a chart renders is judged as one project, and told where its author wrote it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from goldenpath import engine
from tests.unit.helm.charts import write

CHART = {"Chart.yaml": "apiVersion: v2\nname: orders\nversion: 0.1.0\n"}
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  {}\n"

Finding = tuple[str, tuple[int, int, int], str, list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found() -> list[Finding]:
    """Validate the working directory: path, line and columns, code and stages of each finding.

    Policies, unread values and unexposed ports are no matter in charts as small as these.
    """
    report = engine.validate([Path()], engine.Options(ignore=("GP3", "GP6")))
    return [
        (
            item.path,
            (item.span.start.line, item.span.start.column, item.span.end.column),
            item.code,
            item.properties.get("stages", []),
        )
        for item in report.diagnostics
    ]


def test_fault_of_a_helper_is_told_once(folder: Path) -> None:
    """All templates and all stages that include a helper share what is wrong in it."""
    map_of = CONFIG_MAP.format('{{- include "x" . | nindent 2 }}')
    write(
        folder,
        CHART
        | {
            "values-dev.yaml": "a: b",
            "values-prod.yaml": "a: c",
            "templates/_h.tpl": '{{ define "x" -}}\nlabels: {b: c}\nlabls: {d: e}\n{{- end }}',
            "templates/a.yaml": map_of,
            "templates/b.yaml": f"{map_of}---\n{map_of}",
        },
    )
    assert found() == [("templates/_h.tpl", (3, 1, 6), "GP020", ["dev", "prod"])]


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("type: {{ .Values.a }}", (9, 24)),
        ("type: {{ .Values.a }}  # here", (9, 24)),
        ("type: 1{{ .Values.none }}", (9, 10)),
        ("{type: 1}", (10, 11)),
        ("{type: {{ .Values.a }}}", (10, 25)),
        ('{{ "type" }}: {{ .Values.a }}', (3, 32)),
        ("type: {{ toYaml (list 1 2) | nindent 4 }}", (3, 7)),
        ("type: {{ .Values.a }} {{/* gone */}}", (9, 39)),
        ('ports: "{{ .Values.a }}\n    more"', (3, 26)),
    ],
)
def test_value_is_shown_in_the_columns_of_its_template(
    folder: Path, line: str, columns: tuple[int, int]
) -> None:
    """What stands around a rendered value tells where it stands in its line, if it is there too."""
    text = f"apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  {line}\n"
    write(folder, CHART | {"values.yaml": "a: 1", "templates/a.yaml": text})
    assert [(path, at[1:]) for path, at, _, _ in found()] == [("templates/a.yaml", columns)]


def test_faults_of_the_output_are_told_in_the_file_that_printed_them(folder: Path) -> None:
    """Repeated keys and broken YAML point at a template or a helper, never at an output's line."""
    write(
        folder,
        CHART
        | {
            "templates/_h.tpl": '{{ define "x" }}\n\n\n\n\n\nname: y\n{{ end }}'
            '{{ define "y" }}\n\nno: yaml: here\n{{ end }}',
            "templates/a.yaml": "{{/*\n*/}}" + CONFIG_MAP.format("name: z"),
            "templates/b.yaml": CONFIG_MAP.format('{{ include "x" . | nindent 2 }}'),
            "templates/c.yaml": CONFIG_MAP.format('{{ include "y" . | nindent 2 }}'),
        },
    )
    assert [(path, at[0], code) for path, at, code, _ in found()] == [
        ("templates/_h.tpl", 7, "GP002"),
        ("templates/_h.tpl", 10, "GP010"),
        ("templates/a.yaml", 6, "GP002"),
    ]


def pack(path: Path, template: str, name: str = "packed") -> None:
    """Write a packed chart of one template."""
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"
    with tarfile.open(path, "w:gz") as archive:
        for file, text in {"Chart.yaml": metadata, "templates/a.yaml": template}.items():
            entry = tarfile.TarInfo(f"{name}/{file}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))


DEPENDENCIES = """
dependencies:
  - name: db
    version: 1.0.0
    alias: base
  - name: packed
    version: 1.0.0
"""


def test_templates_that_are_not_on_disk_are_told_at_their_dependency(folder: Path) -> None:
    """A packed or renamed subchart has no file to show, its entry in Chart.yaml has."""
    text = CONFIG_MAP.format("nmae: y")
    write(
        folder,
        {
            "Chart.yaml": CHART["Chart.yaml"] + DEPENDENCIES,
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
            "charts/db/templates/a.yaml": text,
        },
    )
    pack(folder / "charts/packed-1.0.0.tgz", text)
    assert [(path, at, code) for path, at, code, _ in found()] == [
        ("Chart.yaml", (8, 12, 16), "GP020"),
        ("Chart.yaml", (9, 11, 17), "GP020"),
    ]


def test_refusal_of_a_packed_template_is_told_at_its_dependency(folder: Path) -> None:
    """The line that Helm names is one of the packed file, and none of Chart.yaml."""
    write(folder, {"Chart.yaml": CHART["Chart.yaml"] + DEPENDENCIES.replace("name: db", "name: a")})
    pack(folder / "charts/packed-1.0.0.tgz", '\n{{ fail "no" }}')
    pack(folder / "charts/a-1.0.0.tgz", "", name="a")
    assert [(path, at[0], code) for path, at, code, _ in found()] == [("Chart.yaml", 9, "GP010")]


def test_undeclared_packed_subchart_is_told_at_the_start_of_its_chart(folder: Path) -> None:
    """Without an entry the file of the innermost chart that is there stands for the subchart."""
    inner = {"charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n"}
    entry = "dependencies: [{name: db, version: 1.0.0}]\n"
    write(folder, inner | {"Chart.yaml": CHART["Chart.yaml"] + entry})
    pack(folder / "charts/db/charts/packed.tgz", CONFIG_MAP.format("nmae: y"))
    assert [(path, at[0], code) for path, at, code, _ in found()] == [
        ("charts/db/Chart.yaml", 1, "GP020")
    ]

"""What a helper printed is traced to the helper's line, below the line that included it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.helm import engines
from goldenpath.helm.job import Job, Outputs
from goldenpath.helm.refusal import Complaint
from tests.unit.helm.charts import origins, rendered

HELPERS = """
{{- define "name" -}}
{{ .Chart.Name }}
{{- end }}

{{/* What never changes. */}}
{{- define "selector" -}}
app: {{ include "name" . }}
{{- end }}

{{- define "labels" -}}
{{ include "selector" . }}
{{- if true }}
part-of: {{ print "shop" | quote }}
{{- end }}
{{ toYaml (dict "team" "checkout" "tier" "1") }}
last: one
{{- end }}

{{ define "none" }}{{ end }}
{{ define "spaced" }}
a: b
{{ end }}
{{ define "tail" }}c: {{ "d" -}}
{{ end }}
"""
CASES = {
    "included": (
        """
        labels:
          {{- include "labels" . | nindent 2 }}
        pod: {{- template "selector" . }}
        """,
        (
            'labels:@1 | app: orders@2>_h.tpl:11>_h.tpl:7 | part-of: "shop"@2>_h.tpl:13 | '
            'team: checkout@2>_h.tpl:15 | tier: "1"@2>_h.tpl:15 | last: one@2>_h.tpl:16 | '
            "pod:app: orders@3"
        ),
    ),
    "on a line with more": (
        """
        a: {{ include "name" . }}
        {{ include "name" . }}-b: c
        {{ include "name" . }}{{ include "selector" . }}
        {{ include "name" . }}
        """,
        "a: orders@1 | orders-b: c@2 | ordersapp: orders@3 | orders@4>_h.tpl:2",
    ),
    "quoted, trimmed and cut": (
        """
        a: {{ include "name" . | quote }}
        {{ include "spaced" . | trim }}
        {{ include "selector" . | trunc 6 }}
        b: {{ include "selector" . | sha256sum | trunc 4 }}
        {{ include "spaced" . | indent 2 }}
        """,
        'a: "orders"@1 | a: b@2>_h.tpl:21 | app: o@3 | b: 21aa@4 | a: b@5>_h.tpl:21',
    ),
    "trimmed at its end": (
        """
        {{ include "tail" . }}
        e: f
        """,
        "c: d@1>_h.tpl:23 | e: f@2",
    ),
    "looked at": (
        """
        {{- $labels := include "labels" . | fromYaml }}
        a: {{ $labels.app }}
        {{- with include "none" . }}
        b: c
        {{- end }}
        {{- if eq (include "name" .) "orders" }}
        {{ include "selector" . }}
        {{- end }}
        {{- include "spaced" . }}
        """,
        "a: orders@2 | app: orders@7 | a: b@9>_h.tpl:21",
    ),
    "before text that has no markers": (
        """
        {{ tpl .Values.more . }}
        c: d
        """,
        "app: orders@1>_h.tpl:7 | more: text@1 | c: d@2",
    ),
}


@pytest.mark.parametrize(("template", "expected"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_lines_of_helpers_are_traced_to_the_helper(
    chart: Callable[..., Path], template: str, expected: str, ends: str
) -> None:
    """A whole line is the helper's, a part of a line is the line's that holds it."""
    folder = chart(
        {"templates/a.yaml": template, "templates/_h.tpl": HELPERS},
        values='more: |\n  {{ include "selector" . }}\n  more: text\n',
    )
    for path in (folder / "templates").iterdir():
        text = path.read_text("utf-8").replace("\n", ends)
        path.write_text(text, "utf-8", newline="")
    assert " | ".join(f"{line}@{origin}" for line, origin in origins(folder)) == expected


def test_template_that_is_read_elsewhere_keeps_its_helpers(chart: Callable[..., Path]) -> None:
    """A checksum, which markers change, costs its own line its certainty in one look alone."""
    folder = chart(
        {
            "templates/_h.tpl": HELPERS,
            "templates/a.yaml": """
            sum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum | trunc 9 }}
            {{ include "selector" . }}
            """,
            "templates/b.yaml": '{{ include "selector" . }}',
        }
    )
    assert ["1", "2>_h.tpl:7"] == [origin for _, origin in origins(folder)]


def test_helpers_that_break_of_markers_cost_the_helpers_alone(chart: Callable[..., Path]) -> None:
    """Where a rendering with marked helpers fails, the including lines are told."""
    folder = chart(
        {
            "templates/_h.tpl": '{{ define "size" }}3{{ end }}{{ define "x" }}x: y{{ end }}',
            "templates/a.yaml": """
            {{- range until (int (include (print "size") .)) }}
            - {{ index (list 1 2 3) . }}
            {{- end }}
            {{- if ne (include (print "size") .) "3" }}{{ fail "no" }}{{ end }}
            {{ include "x" . }}
            """,
        }
    )
    assert ["2", "2", "2", "5"] == [origin for _, origin in origins(folder)]


def test_empty_definitions_stay_empty(chart: Callable[..., Path]) -> None:
    """What prints nothing does not replace a definition of the same name, so it has no marker."""
    folder = chart(
        {
            "templates/_a.tpl": '{{ define "x" }}{{/* not here */}}\n{{ end }}',
            "templates/_b.tpl": '{{ define "x" }}\nx: y\n{{ end }}',
            "templates/_c.tpl": '{{ define "x" }}{{/* nor here */}}\n{{ end }}',
            "templates/a.yaml": '{{ include "x" . }}',
        }
    )
    assert [("x: y", "1>_b.tpl:2")] == origins(folder)


def test_partials_without_markers_leave_the_including_line(chart: Callable[..., Path]) -> None:
    """A partial with the marker's characters gets none, and what it includes still has its own."""
    folder = chart(
        {
            "templates/_a.tpl": '{{ define "x" }}\n{{ include "y" . }}\nfoo: \ue000{{ end }}',
            "templates/_b.tpl": '{{ define "y" }}y: z{{ end }}',
            "templates/a.yaml": 'a: b\n{{ include "x" . }}',
        }
    )
    assert [origin for _, origin in origins(folder)] == ["1", "2>_b.tpl:1", "2"]


def test_helpers_of_subcharts_are_traced(chart: Callable[..., Path]) -> None:
    """A library chart in charts/ is a place like any other."""
    folder = chart(
        {
            "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n",
            "charts/lib/templates/_h.tpl": '{{ define "lib.x" }}\nx: y\n{{ end }}',
            "templates/a.yaml": '{{ include "lib.x" . }}',
        }
    )
    assert [("x: y", "1>charts/lib/templates/_h.tpl:2")] == origins(folder)


def test_helpers_in_a_template_without_markers_are_not_told(chart: Callable[..., Path]) -> None:
    """What a helper printed is not told alone: an origin begins in the template."""
    folder = chart(
        {
            "templates/_a.tpl": '{{ define "x" }}x: y{{ end }}',
            "templates/a.yaml": 'a: \ue000\n{{ include "x" . }}',
        }
    )
    assert ["?", "?"] == [origin for _, origin in origins(folder)]


def test_usual_charts_take_one_further_rendering(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quoted, indented and compared helpers are no reason for a second look."""
    engine = engines.available()
    assert engine is not None
    jobs: list[Job] = []

    def count(job: Job) -> tuple[Outputs, list[Complaint]]:
        jobs.append(job)
        return render(job)

    render = engine.render
    monkeypatch.setattr(engine, "render", count)
    template = """
    a: {{ include "name" . | quote }}
    b: {{ empty (include "none" .) }}
    {{- include "spaced" . | nindent 2 }}
    """
    rendered(chart({"templates/_h.tpl": HELPERS, "templates/a.yaml": template}))
    assert 2 == len(jobs)

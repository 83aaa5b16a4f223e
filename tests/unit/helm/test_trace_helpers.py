"""What a helper printed is traced to the helper's line, below the line that included it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

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
"""
LABELS = "app: orders@{0}>11>7 | part-of: {quote}shop{quote}@{0}>13 | team: checkout@{0}>15 | "
CASES = {
    "included": (
        """
        labels:
          {{- include "labels" . | nindent 2 }}
        pod: {{- template "selector" . }}
        """,
        'labels:@1 | app: orders@2>_h.tpl:10>_h.tpl:7 | part-of: "shop"@2>_h.tpl:12 | '
        'team: checkout@2>_h.tpl:14 | tier: "1"@2>_h.tpl:14 | last: one@2>_h.tpl:15 | '
        "pod:app: orders@3",
    ),
    "on a line with more": (
        """
        a: {{ include "name" . }}
        {{ include "name" . }}-b: c
        {{ include "name" . }}{{ include "name" . }}
        {{ include "name" . }}
        """,
        "a: orders@1 | orders-b: c@2 | ordersorders@3 | orders@4>_h.tpl:2",
    ),
    "quoted, trimmed and cut": (
        """
        a: {{ include "name" . | quote }}
        {{ include "spaced" . | trim }}
        {{ include "selector" . | trunc 6 }}
        b: {{ include "selector" . | sha256sum | trunc 4 }}
        {{ include "spaced" . | indent 2 }}
        """,
        'a: "orders"@1 | a: b@2>_h.tpl:20 | app: o@3 | b: 6b4a@4 | a: b@5>_h.tpl:20',
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
        "a: orders@2 | app: orders@7 | a: b@9>_h.tpl:20",
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

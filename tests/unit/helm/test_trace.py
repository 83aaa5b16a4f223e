"""Rendered lines are traced to the lines of templates and helpers that they came from."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenpath import helm
from goldenpath.helm import trace
from goldenpath.helm.marks import Mark
from tests.unit.helm.charts import origins, rendered

TRICKY = {
    "a loop": (
        """
        list:
        {{- range $i, $e := list "x" "y" }}
          - name: {{ $e }}
            at: {{ $i }}
        {{- end }}
        end: here
        """,
        "list:@1 | - name: x@3 | at: 0@4 | - name: y@3 | at: 1@4 | end: here@6",
    ),
    "branches on one line": (
        """
        a: {{ if .Values.no }}b{{ else }}c{{ end }}
        {{ if .Values.no }}d: e{{ else }}f: g{{ end }}
        {{- with .Values.no }}
        h: i
        {{- else }}
        j: k
        {{- end }}
        """,
        "a: c@1 | f: g@2 | j: k@6",
    ),
    "a helper that is included": (
        """
        {{- define "labels" -}}
        a: b
        c: d
        {{- end }}
        labels:
          {{- include "labels" . | nindent 2 }}
        more: {{- include "labels" . | nindent 2 }}
        last: one
        """,
        "labels:@5 | a: b@6>2 | c: d@6>3 | more:@7 | a: b@7>2 | c: d@7>3 | last: one@8",
    ),
    "toYaml": (
        """
        spec:
          {{- toYaml (dict "a" (list 1 2) "b" "c") | nindent 2 }}
          d: e
        """,
        "spec:@1 | a:@2 | - 1@2 | - 2@2 | b: c@2 | d: e@3",
    ),
    "a block scalar": (
        """
        script: |
          # not a comment {{ .Release.Name }}
          line
            {{- if true }}
          more
            {{- end }}
        a: b
        """,
        "script: |@1 | # not a comment orders@2 | line@3 | more@5 | a: b@7",
    ),
    "an action over several lines": (
        """
        a: {{ printf "%s"
             "x" }}
        b: {{ list
             "y}}"
             `z
        }}` | join "," }} # tail
        c: d
        """,
        "a: x@1 | b: y}},z@3 | }} # tail@? | c: d@7",
    ),
    "comments": (
        """
        {{/* one
             two */}}
        {{- /* three */ -}}
        a: b {{/* four */}}
        # five
        c: d
        """,
        "a: b@4 | # five@5 | c: d@6",
    ),
    "trimmed line ends": (
        """
        {{- if true -}}
        a: b
        {{- end -}}
        {{ "\\n" -}}
        c: {{ "d" -}}
        {{ "e" }}
        f:
          {{- " g" }}
        """,
        "a: b@2 | c: de@? | f: g@?",
    ),
    "several documents": (
        """
        a: b
        ---
        {{ $x := "c" -}}
        {{- $x = "d" }}
        x: {{ $x }}
        ---
        {{ template "t" }}
        {{ block "t" . }}y: z{{ end }}
        """,
        "a: b@1 | ---@2 | x: d@5 | ---@6 | y: z@7>8 | y: z@8>8",
    ),
    "control of loops": (
        """
        {{- range list 1 2 3 }}
        {{- if eq . 1 }}{{ continue }}{{ end }}
        a: {{ . }}
        {{- if eq . 2 }}{{ break }}{{ end }}
        {{- end }}
        """,
        "a: 2@3",
    ),
    "tpl and braces in text": (
        """
        a: {{ tpl "{{ .Release.Name }}" . }}
        b: { c: "}}" }
        d: "{ {"
        """,
        'a: orders@1 | b: { c: "}}" }@2 | d: "{ {"@3',
    ),
}


@pytest.mark.parametrize(("template", "expected"), TRICKY.values(), ids=TRICKY.keys())
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_rendered_lines_know_their_template_line(
    chart: Callable[..., Path], template: str, expected: str, ends: str
) -> None:
    """Each line is traced through what Go templates do to it, or said to be uncertain."""
    text = textwrap.dedent(template).lstrip("\n").replace("\n", ends)
    folder = chart({})
    (folder / "templates").mkdir()
    (folder / "templates" / "a.yaml").write_text(text, "utf-8", newline="")
    assert " | ".join(f"{line}@{number}" for line, number in origins(folder)) == expected


def test_templates_that_read_each_other_are_traced(chart: Callable[..., Path]) -> None:
    """A checksum of another template sees no markers, and what is included keeps its place."""
    folder = chart(
        {
            "templates/a.yaml": """
            sum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}
            all: {{ include (print $.Template.BasePath "/b.yaml") . | nindent 2 }}
            key: {{ (include (print $.Template.BasePath "/b.yaml") . | fromYaml).x.y }}
            end: here
            """,
            "templates/b.yaml": "\n\nx:\n  y: z\n",
        }
    )
    assert list("122234") == [origin for _, origin in origins(folder)]
    assert [("x:", "1"), ("y: z", "2")] == origins(folder, "templates/b.yaml")


def test_subcharts_are_traced_in_their_own_templates(chart: Callable[..., Path]) -> None:
    """A subchart's template is named below charts/, and its lines are its own."""
    folder = chart(
        {
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 0.1.0\n",
            "charts/db/templates/a.yaml": "a: b\n{{ if true }}\nc: {{ .Values.size }}\n{{ end }}",
            "charts/db/values.yaml": "size: small",
        },
        values="db: {size: large}",
    )
    assert [("a: b", "1"), ("c: large", "3")] == origins(folder, "charts/db/templates/a.yaml")


@pytest.mark.parametrize("character", ["\ue000", "\ue001"])
def test_a_template_with_the_marker_is_not_traced(
    chart: Callable[..., Path], character: str
) -> None:
    """Where the marker could be mistaken nothing is told, and the text is untouched."""
    folder = chart({"templates/a.yaml": f"a: {character}\n"})
    assert rendered(folder)["templates/a.yaml"] == helm.Rendered(
        "templates/a.yaml", f"a: {character}\n", ((), ())
    )


def test_markers_that_came_from_values_are_not_believed(chart: Callable[..., Path]) -> None:
    """Where a value forges a marker nothing is told of the whole output."""
    folder = chart(
        {"templates/a.yaml": "a: {{ .Values.a }}\nb: c\n"}, values='a: "\\uE0009\\uE001x"'
    )
    assert [origin for _, origin in origins(folder)] == ["?", "?"]


FRAGMENTS = st.sampled_from(
    [
        "{pad}{k}{n}: v\n",
        "{pad}{k}{n}: {{{{ .Release.Name }}}}\n",
        "{pad}{{{{- if true }}}}\n{pad}{k}{n1}: v\n{pad}{{{{- end }}}}\n",
        "{{{{ if .Values.no }}}}\n{k}{n1}: v\n{{{{ else }}}}\n{k}{n3}: v\n{{{{ end }}}}\n",
        "{pad}{{{{ range list 1 2 -}}}}\n{pad}{k}{n1}: {{{{ . }}}}\n{pad}{{{{ end }}}}\n",
        "{pad}{k}{n}:\n{pad}{{{{- toYaml (list 1 2) | nindent 2 }}}}\n",
        "{{{{- /* c */ -}}}}\n",
        "{{{{/* c\n*/}}}} {k}{n1}: v\n",
        "{{{{- $x := 1 }}}}\n",
        "{k}{n}: {{{{ list 1\n  2 }}}}\n",
        "---\n",
        "\n",
        "{k}{n}: v {{{{- with 1 }}}} {k}{n}{{{{ end }}}}\n",
        '{pad}{k}{n}: {{{{ "a" -}}}}\n',
        '{pad}{{{{- " " }}}}{k}{n}: v\n',
    ]
)
OWN_FRAGMENTS = st.sampled_from(
    [
        '{{{{ define "d{n}" }}}}\nx: y\n{{{{ end }}}}\n',
        '{pad}{{{{- include "one" $ | nindent 2 }}}}\n',
        '{pad}{k}{n}: {{{{ include "one" $ | quote }}}}\n',
        '{{{{ include "one" $ }}}}{{{{ include "two" $ }}}}\n',
        '{pad}{{{{ template "two" $ -}}}}\n',
        '{{{{- $t := include "two" $ }}}}\n{{{{ $t }}}}\n',
        '{pad}{{{{ include "two" $ | trunc 9 }}}}\n',
        '{{{{ with include "one" $ }}}}{k}{n}: {{{{ len . }}}}{{{{ end }}}}\n',
        """{{{{ tpl "{{{{ include \\"one\\" $ }}}}\\nforeign: x" $ }}}}\n""",
    ]
)
EDGES = st.sampled_from(["{{{{{}{}}}}}", "{{{{- {}{}}}}}", "{{{{{}{} -}}}}", "{{{{- {}{} -}}}}"])
PIECES = st.lists(st.tuples(FRAGMENTS, st.sampled_from(["", "  ", "\t"])), max_size=5)
OWN_PIECES = st.lists(
    st.tuples(FRAGMENTS | OWN_FRAGMENTS, st.sampled_from(["", "  ", "\t"])), max_size=10
)


def numbered(text: str, letter: str, pieces: list[tuple[str, str]]) -> str:
    """Add fragments in which each line writes its own number, behind a letter."""
    for form, pad in pieces:
        n = text.count("\n") + 1
        text += form.format(k=letter, n=n, n1=n + 1, n3=n + 3, pad=pad)
    return text


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(own=OWN_PIECES, one=PIECES, two=PIECES, edges=st.lists(EDGES, min_size=4, max_size=4))
def test_no_line_is_traced_wrongly(
    tmp_path: Path,
    own: list[tuple[str, str]],
    one: list[tuple[str, str]],
    two: list[tuple[str, str]],
    edges: list[str],
) -> None:
    """Every line writes its own number, so each traced line can be told to be right."""
    helpers = numbered(edges[0].format("define ", '"one"') + "\n", "h", one)
    helpers += edges[1].format("end", "") + "\n" + edges[2].format("define ", '"two"')
    helpers = numbered(helpers, "h", two) + '{{ include "one" . }}' + edges[3].format("end", "")
    files = {"templates/a.yaml": numbered("", "k", own), "templates/_h.tpl": helpers}
    for name, text in files.items():
        (tmp_path / "templates").mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8", newline="")
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: orders\nversion: 0.1.0\n")
    found = rendered(tmp_path)["templates/a.yaml"]
    for line, origin in zip(found.text.split("\n"), found.origins, strict=True):
        written = set(re.findall(r"[kh]\d+", line))
        if origin and written:
            last = origin[-1]
            source = files[last.template].split("\n")[last.number - 1]
            name = ("k" if last.template == "templates/a.yaml" else "h") + str(last.number)
            assert name in written or re.search(r"include|template|\$t", source)
        if origin and "foreign" in line:
            assert origin[-1].template == "templates/a.yaml"
        assert origin or not re.fullmatch(r"\s*k\d+: (?:v|orders)", line)


def test_output_of_other_length_is_not_traced() -> None:
    """When markers changed how many lines there are, no line is told."""
    marks = [Mark(helm.Line("a.yaml", 1), 0)]
    assert trace.trace("\ue0000\ue001a\nb", "a.yaml", marks, "a") == (((),), False)

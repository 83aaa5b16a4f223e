"""Charts go through Helm: what they render, where each line began, and what is refused."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tarfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import helm_python
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenpath import helm
from goldenpath.helm import engines, trace
from goldenpath.helm.program import Program
from goldenpath.helm.refusal import Complaint, Context, Refusal, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goldenpath.helm.engines import Engine

Files = dict[str, str]


@pytest.fixture
def chart(tmp_path: Path) -> Callable[..., Path]:
    """Write a chart of a few files, each dedented."""

    def write(files: Files, values: str = "", metadata: str = "") -> Path:
        folder = tmp_path / "chart"
        basic = {
            "Chart.yaml": f"apiVersion: v2\nname: orders\nversion: 0.1.0\n{metadata}",
            "values.yaml": values,
        }
        for name, text in (basic | files).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8", newline="")
        return folder

    return write


def rendered(folder: Path, values: Sequence[Path] = ()) -> dict[str, helm.Rendered]:
    """Render a chart that must render."""
    manifests, refusals = helm.render(folder, values, release="orders", namespace="checkout")
    assert [] == refusals
    return {manifest.template: manifest for manifest in manifests}


def refused(folder: Path, values: Sequence[Path] = ()) -> list[tuple[str | None, int | None, str]]:
    """Render a chart that must not render."""
    manifests, refusals = helm.render(folder, values, release="orders", namespace="checkout")
    assert [] == manifests
    return [(refusal.path, refusal.line, refusal.message) for refusal in refusals]


def origins(folder: Path, template: str = "templates/a.yaml") -> list[tuple[str, int | None]]:
    """Return the rendered lines that are not blank, each with the template line it came from."""
    found = rendered(folder)[template]
    lines = found.text.split("\n")
    assert len(lines) == len(found.lines)
    return [(line.strip(), n) for line, n in zip(lines, found.lines, strict=True) if line.strip()]


def test_engine_names_helm_and_its_package() -> None:
    """The engine of the development environment is the SDK."""
    assert helm.engine() == (
        f"helm {helm_python.helm_sdk_version()} (helm-python-sdk {helm_python.__version__})"
    )


def test_release_namespace_and_values_reach_the_templates(
    chart: Callable[..., Path], tmp_path: Path
) -> None:
    """Values files lie over the defaults and over each other, mapping by mapping."""
    folder = chart(
        {"templates/a.yaml": "{{ .Release.Name }} {{ .Release.Namespace }} {{ toJson .Values }}"},
        values="a: {x: 1, w: 2}\nb: [1]\nc: gone",
    )
    (tmp_path / "1.yaml").write_text("a: {x: 5}\nb: [2]")
    (tmp_path / "2.yaml").write_text("a: {z: 3}\nc: null")
    text = rendered(folder, [tmp_path / "1.yaml", tmp_path / "2.yaml"])["templates/a.yaml"].text
    assert 'orders checkout {"a":{"w":2,"x":5,"z":3},"b":[2]}' == text


def test_charts_see_the_cluster_that_the_schemas_describe(chart: Callable[..., Path]) -> None:
    """Capabilities are those of the vendored schemas, and lookup finds nothing."""
    folder = chart(
        {
            "templates/a.yaml": """
            {{ .Capabilities.KubeVersion.Version }}
            {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
            {{ .Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1/HTTPRoute" }}
            {{ .Capabilities.APIVersions.Has "acme.example/v1" }}
            {{ lookup "v1" "Namespace" "" "default" }}
            """
        }
    )
    words = rendered(folder)["templates/a.yaml"].text.split()
    assert words == ["v1.37.0", "true", "true", "false", "map[]"]


def test_notes_and_partials_are_no_manifests(chart: Callable[..., Path]) -> None:
    """Only templates of manifests are returned, also those that rendered nothing."""
    folder = chart(
        {
            "templates/NOTES.txt": "hello",
            "templates/_helpers.tpl": '{{ define "x" }}x{{ end }}',
            "templates/empty.yaml": "{{ if .Values.no }}\na: b\n{{ end }}",
            "templates/tests/t.yaml": "a: b",
        }
    )
    texts = {name: manifest.text for name, manifest in rendered(folder).items()}
    assert {"templates/empty.yaml": "", "templates/tests/t.yaml": "a: b"} == texts


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
        "labels:@5 | a: b@6 | c: d@6 | more:@7 | a: b@7 | c: d@7 | last: one@8",
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
        "a: x@1 | b: y}},z@3 | }} # tail@None | c: d@7",
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
        "a: b@2 | c: de@None | f: g@None",
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
        "a: b@1 | ---@2 | x: d@5 | ---@6 | y: z@7 | y: z@8",
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
    assert [number for _, number in origins(folder)] == [1, 2, 2, 2, 3, 4]
    assert [("x:", 1), ("y: z", 2)] == origins(folder, "templates/b.yaml")


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
    assert [("a: b", 1), ("c: large", 3)] == origins(folder, "charts/db/templates/a.yaml")


@pytest.mark.parametrize("character", ["\ue000", "\ue001"])
def test_a_template_with_the_marker_is_not_traced(
    chart: Callable[..., Path], character: str
) -> None:
    """Where the marker could be mistaken nothing is told, and the text is untouched."""
    folder = chart({"templates/a.yaml": f"a: {character}\n"})
    assert rendered(folder)["templates/a.yaml"] == helm.Rendered(
        "templates/a.yaml", f"a: {character}\n", (None, None)
    )


def test_markers_that_came_from_values_are_not_believed(chart: Callable[..., Path]) -> None:
    """A value that forges a marker changes the line, so the line is not traced."""
    folder = chart(
        {"templates/a.yaml": "a: {{ .Values.a }}\nb: c\n"}, values='a: "\\uE0000.9\\uE001x"'
    )
    assert [number for _, number in origins(folder)] == [None, 2]


FRAGMENTS = st.sampled_from(
    [
        "{pad}k{n}: v\n",
        "{pad}k{n}: {{{{ .Release.Name }}}}\n",
        "{pad}{{{{- if true }}}}\n{pad}k{n1}: v\n{pad}{{{{- end }}}}\n",
        "{{{{ if .Values.no }}}}\nk{n1}: v\n{{{{ else }}}}\nk{n3}: v\n{{{{ end }}}}\n",
        "{pad}{{{{ range list 1 2 -}}}}\n{pad}k{n1}: {{{{ . }}}}\n{pad}{{{{ end }}}}\n",
        "{pad}k{n}:\n{pad}{{{{- toYaml (list 1 2) | nindent 2 }}}}\n",
        "{{{{- /* c */ -}}}}\n",
        "{{{{/* c\n*/}}}} k{n1}: v\n",
        "{{{{- $x := 1 }}}}\n",
        "k{n}: {{{{ list 1\n  2 }}}}\n",
        "---\n",
        "\n",
        "k{n}: v {{{{- with 1 }}}} k{n}{{{{ end }}}}\n",
        '{pad}k{n}: {{{{ "a" -}}}}\n',
        '{pad}{{{{- " " }}}}k{n}: v\n',
        '{{{{ define "d{n}" }}}}\nx: y\n{{{{ end }}}}\n',
    ]
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(pieces=st.lists(st.tuples(FRAGMENTS, st.sampled_from(["", "  ", "\t"])), max_size=12))
def test_no_line_is_traced_wrongly(tmp_path: Path, pieces: list[tuple[str, str]]) -> None:
    """Every template line writes its own number, so each traced line can be told to be right."""
    text = ""
    for form, pad in pieces:
        n = text.count("\n") + 1
        text += form.format(n=n, n1=n + 1, n3=n + 3, pad=pad)
    (tmp_path / "templates").mkdir(exist_ok=True)
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: orders\nversion: 0.1.0\n")
    (tmp_path / "templates" / "a.yaml").write_text(text, "utf-8", newline="")
    for line, number in origins(tmp_path):
        written = {int(digits) for digits in re.findall(r"k(\d+)", line)}
        assert number is None or written <= {number}
        assert number is not None or not re.fullmatch(r"k\d+: (?:v|orders)", line)


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ('b: {{ fail "no\\n way" }}', 2, "no way"),
        ('b: {{ required "set it" .Values.x }}', 2, "set it"),
        (
            "b: {{ .Values.x.y.z }}",
            2,
            "nil pointer evaluating interface {}.y at <.Values.x.y.z>",
        ),
        ("b: {{ nosuch }}", 2, 'function "nosuch" not defined'),
        ("b: {{ .Values.a\n\n", 2, "unclosed action"),
        ("b: {{ if true }}\n", 3, "unexpected EOF"),
        (
            'b: {{ include "nope" . }}',
            2,
            'no template "nope" associated with template "gotpl" at <include "nope" .>',
        ),
        ("b: {{ nindent }}", 2, "wrong number of args for nindent: want 2 got 0 at <nindent>"),
    ],
)
def test_broken_templates_are_refused_where_they_break(
    chart: Callable[..., Path], template: str, line: int, message: str
) -> None:
    """What Helm says of a template becomes one plain line with its place."""
    folder = chart({"templates/a.yaml": f"a: b\n{template}"})
    assert [("templates/a.yaml", line, message)] == refused(folder)


def test_fault_in_a_helper_is_told_where_it_is(chart: Callable[..., Path]) -> None:
    """A chain of includes is followed down, and names where it began."""
    folder = chart(
        {
            "templates/_h.tpl": '{{- define "h" }}\n{{ .Values.q.r }}\n{{- end }}',
            "templates/a.yaml": 'a: {{ include "h" . }}',
        }
    )
    message = "nil pointer evaluating interface {}.r at <.Values.q.r>"
    assert refused(folder) == [
        ("templates/_h.tpl", 2, f"{message} (included from templates/a.yaml:1)")
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
            "rendering template has a nested reference name: x",
        ),
        (
            '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}',
            "exceeded maximum template depth",
        ),
        ("{{ tpl .Values.loop . }}", "helm ran out of "),
        ("{{ range until 2000000000 }}{{ end }}", "helm ran out of memory"),
        ('{{ repeat 400000000 "x" }}', "helm ran out of memory"),
        ('{{ repeat 20000000 "x" }}', "its templates render more than 16 MiB"),
    ],
)
def test_endless_templates_end_in_a_refusal(
    chart: Callable[..., Path], template: str, message: str
) -> None:
    """A chart that would take the process down takes only Helm's, and the next one renders."""
    folder = chart(
        {"templates/a.yaml": template, "templates/b.yaml": "a: b"},
        values="loop: '{{ tpl .Values.loop . }}'",
    )
    assert [message] == [text[: len(message)] for _, _, text in refused(folder)]
    (folder / "templates" / "a.yaml").unlink()
    assert (1,) == rendered(folder)["templates/b.yaml"].lines


def test_slow_templates_are_stopped(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Helm gets so long and no longer."""
    monkeypatch.setattr("goldenpath.helm.job.SECONDS", 0.2)
    loop = "{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}"
    folder = chart({"templates/a.yaml": loop})
    assert [text.partition(" after")[0] for _, _, text in refused(folder)] == [
        "helm was still at it"
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("Chart.yaml", "apiVersion: v2\nname: x\n", ("Chart.yaml", None, "chart.metadata.version")),
        ("Chart.yaml", "- a\n", ("Chart.yaml", None, "expected a mapping, got array")),
        ("Chart.yaml", "name: x\nversion: 1.0.0\ndependencies: [null]\n", ("Chart.yaml", None, "")),
        ("Chart.yaml", "a:\n b: c: d\n", ("Chart.yaml", 2, "mapping values are not allowed")),
        ("Chart.yaml", "apiVersion: v9\nname: ../x\nversion: one\n", ("Chart.yaml", None, "")),
        ("values.yaml", "- a\n", ("values.yaml", None, "expected a mapping, got array")),
        ("values.yaml", "a: b\n  c: d\n", ("values.yaml", 2, "mapping values are not allowed")),
        ("Chart.yaml", "[" * 200_000, ("Chart.yaml", None, "exceeded max depth of 10000")),
        ("values.yaml", "[" * 200_000, ("values.yaml", None, "exceeded max depth of 10000")),
        ("values.schema.json", "[" * 200_000, ("values.schema.json", None, "not JSON")),
        ("values.schema.json", '{\n"type": ', ("values.schema.json", 2, "not JSON")),
        ("charts/x.tgz", "no archive", ("charts/x.tgz", None, "not a packed chart")),
    ],
)
def test_broken_chart_files_are_refused(
    chart: Callable[..., Path], name: str, content: str, expected: tuple[str, int | None, str]
) -> None:
    """A chart that cannot be loaded says which file is wrong."""
    path, line, message = refused(chart({name: content}))[0]
    assert (path, line, message[: len(expected[2])]) == expected


def test_missing_files_are_refused(chart: Callable[..., Path], tmp_path: Path) -> None:
    """No chart, no Chart.yaml, no values file: each is told and nothing is raised."""
    folder = chart({})
    assert [(None, None, "no such chart folder")] == refused(tmp_path / "nowhere")
    assert refused(folder, [folder / "values-x.yaml"]) == [
        ("values-x.yaml", None, "no such values file")
    ]
    (folder / "Chart.yaml").unlink()
    assert [("Chart.yaml", None, "Chart.yaml file is missing")] == refused(folder)


def test_values_files_are_read_as_helm_reads_them(chart: Callable[..., Path]) -> None:
    """A values file that is broken or no mapping is named."""
    folder = chart({"values-a.yaml": "- a", "values-b.yaml": "a: b\n  c: d\n"})
    assert refused(folder, [folder / "values-a.yaml"]) == [
        ("values-a.yaml", None, "expected a mapping, got array")
    ]
    assert refused(folder, [folder / "values-b.yaml"]) == [
        ("values-b.yaml", 2, "mapping values are not allowed in this context")
    ]


def test_relative_paths_are_paths_of_the_working_directory(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart at `.` and its values render and are named like any other."""
    folder = chart({"templates/a.yaml": "a: {{ .Values.b }}", "values-x.yaml": "b: c"})
    (folder / "values-y.yaml").write_text("- b")
    monkeypatch.chdir(folder)
    assert "a: c" == rendered(Path(), [Path("values-x.yaml")])["templates/a.yaml"].text
    assert ["values-y.yaml"] == [path for path, _, _ in refused(Path(), [folder / "values-y.yaml"])]


def test_missing_dependencies_name_their_remedy(chart: Callable[..., Path]) -> None:
    """A dependency that is not in charts/ is not fetched."""
    entry = "dependencies: [{name: redis, version: 1.0.0, repository: https://charts.acme.example}]"
    message = "charts/ lacks dependencies of Chart.yaml (redis): run `helm dependency build`"
    assert [("Chart.yaml", None, message)] == refused(chart({}, metadata=entry))


def test_links_and_devices_are_refused(chart: Callable[..., Path], tmp_path: Path) -> None:
    """Nothing outside of the chart is read, and nothing that never ends."""
    (tmp_path / "secret").write_text("a: b")
    folder = chart({"templates/a.yaml": "a: b"})
    (folder / "templates" / "b.yaml").symlink_to(tmp_path / "secret")
    (folder / "templates" / "c.yaml").symlink_to("nowhere")
    (folder / "templates" / "d.yaml").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(".")
    os.mkfifo(folder / "pipe")
    assert sorted(refused(folder), key=str) == [
        ("loop", None, "symbolic link leads to a folder"),
        ("pipe", None, "not a regular file"),
        ("templates/b.yaml", None, "symbolic link leads out of the chart"),
        ("templates/c.yaml", None, "symbolic link leads nowhere"),
        ("templates/d.yaml", None, "symbolic link leads out of the chart"),
    ]


def test_links_within_the_chart_are_followed(chart: Callable[..., Path]) -> None:
    """A link to a file of the same chart is that file."""
    folder = chart({"templates/a.yaml": "a: b"})
    (folder / "templates" / "b.yaml").symlink_to("a.yaml")
    assert (1,) == rendered(folder)["templates/b.yaml"].lines


def test_huge_charts_are_refused(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart beyond all measure is not handed to Helm."""
    monkeypatch.setattr("goldenpath.helm.chart.MOST_FILES", 3)
    folder = chart({f"templates/{n}.yaml": "a: b" for n in range(3)})
    assert [(None, None, "the chart has more than 3 files or 20 MiB")] == refused(folder)


def test_unreadable_files_are_refused(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system denies is told with the system's words."""
    folder = chart({"templates/a.yaml": "a: b"})

    def deny(top: Path, onerror: Callable[[OSError], None]) -> Iterator[object]:
        onerror(PermissionError(13, "Permission denied", str(top / "templates")))
        return iter(())

    monkeypatch.setattr(os, "walk", deny)
    assert [("templates", None, "cannot read it: permission denied")] == refused(folder)


def test_file_names_that_are_no_text_are_refused(chart: Callable[..., Path]) -> None:
    """A name that no report could print is refused in a form that it can."""
    folder = chart({"templates/a.yaml": "a: b"})
    (Path(os.fsdecode(os.fsencode(folder) + b"/templates/\xff.yaml"))).write_text("a: b")
    assert refused(folder) == [
        ("templates/\\udcff.yaml", None, "the name of the file is not UTF-8")
    ]


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["must"],
    "additionalProperties": False,
    "properties": {
        "must": {"type": "string"},
        "replicaCount": {"type": "integer"},
        "deep": {"properties": {"a/b": {"enum": ["x"]}, "list": {"items": {"type": "integer"}}}},
        "either": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "db": {},
        "global": {},
    },
}


def test_each_violation_of_the_values_schema_is_told_with_its_file(
    chart: Callable[..., Path],
) -> None:
    """Violations come one by one, each in the values file that has the last word on the value."""
    folder = chart(
        {
            "templates/a.yaml": "a: b",
            "values.schema.json": json.dumps(SCHEMA),
            "values-dev.yaml": "replicaCount: two\ndeep: {list: [1, x]}\neither: 1\nmore: 1",
        },
        values="replicaCount: 1\ndeep: {a/b: y}\nextra: 1",
    )
    assert sorted(refused(folder, [folder / "values-dev.yaml"]), key=str) == [
        ("values-dev.yaml", None, "values at 'deep/list/1': got string, want integer"),
        (
            "values-dev.yaml",
            None,
            "values at 'either': 'anyOf' failed (got number, want string; got number, want null)",
        ),
        ("values-dev.yaml", None, "values at 'more': no such property is known"),
        ("values-dev.yaml", None, "values at 'replicaCount': got string, want integer"),
        ("values.yaml", None, "values at 'deep/a~1b': value must be 'x'"),
        ("values.yaml", None, "values at 'extra': no such property is known"),
        ("values.yaml", None, "values: missing property 'must'"),
    ]


def test_violations_of_a_subchart_point_into_its_values(chart: Callable[..., Path]) -> None:
    """What a subchart refuses is found under its name."""
    folder = chart(
        {
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 0.1.0\n",
            "charts/db/values.schema.json": '{"properties": {"size": {"type": "string"}}}',
        },
        values="db: {size: 3}",
    )
    assert refused(folder) == [
        ("values.yaml", None, "values at 'db/size': got number, want string")
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://acme.example/x.json"},
        {"$schema": "https://acme.example/meta.json"},
        {"$id": "https://acme.example/", "properties": {"a": {"$ref": "x.json#/a"}}},
        {"properties": {"a": {"$ref": "file:///etc/passwd"}}},
        {"allOf": [{"$ref": "other.json"}]},
    ],
)
def test_schemas_are_not_fetched(chart: Callable[..., Path], schema: dict[str, object]) -> None:
    """Helm would follow a reference out of a values schema: it does not come to that."""
    folder = chart({"values.schema.json": json.dumps(schema)})
    assert [path for path, _, text in refused(folder) if "schemas are not fetched" in text] == [
        "values.schema.json"
    ]


def test_schemas_that_refer_to_themselves_are_used(chart: Callable[..., Path]) -> None:
    """References within a schema, by pointer or by its own $id, need no network."""
    schema = {
        "$id": "https://acme.example/values.json",
        "$defs": {"port": {"$id": "port.json", "type": "integer"}},
        "properties": {"a": {"$ref": "#/$defs/port"}, "b": {"$ref": "port.json"}},
    }
    folder = chart({"values.schema.json": json.dumps(schema)}, values="a: x\nb: word")
    assert sorted(text for _, _, text in refused(folder)) == [
        "values at 'a': got string, want integer",
        "values at 'b': got string, want integer",
    ]


def test_packed_subcharts_fetch_no_schemas_either(chart: Callable[..., Path]) -> None:
    """A values schema inside of an archive is looked at too."""
    folder = chart({"charts/keep": ""})
    schema = b'{"$ref": "http://127.0.0.1:9/x.json"}'
    with tarfile.open(folder / "charts" / "db-1.0.0.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("db/values.schema.json")
        entry.size = len(schema)
        archive.addfile(entry, io.BytesIO(schema))
    assert refused(folder) == [
        (
            "charts/db-1.0.0.tgz",
            None,
            "its values.schema.json refers to 'http://127.0.0.1:9/x.json': schemas are not fetched",
        )
    ]


def test_lint_tells_what_rendering_does_not(chart: Callable[..., Path]) -> None:
    """The linter reads the YAML and Chart.yaml closer, and tells each fault once."""
    folder = chart(
        {"templates/a.yaml": "a: b\n c: d", "values.schema.json": json.dumps(SCHEMA)},
        values="must: yes\nreplicaCount: 1",
    )
    assert helm.lint(folder, []) == [
        Refusal("values at 'must': got boolean, want string", "values.yaml", None)
    ]
    (folder / "values.schema.json").unlink()
    assert helm.lint(folder, []) == [
        Refusal(
            "what it renders is no YAML: mapping values are not allowed in this context",
            "templates/a.yaml",
            None,
        )
    ]


def test_a_good_chart_has_nothing_to_lint(chart: Callable[..., Path]) -> None:
    """Advice, such as to add an icon, is no refusal."""
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n"
    assert [] == helm.lint(chart({"templates/a.yaml": manifest}), [])


def test_without_an_engine_that_is_said(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without Helm gets a refusal that names both remedies."""
    monkeypatch.setattr(engines, "available", lambda: None)
    folder = chart({})
    expected = "there is no Helm: install goldenpath[helm], or put helm 3.17 or newer on PATH"
    assert (helm.engine(), refused(folder)) == (None, [(None, None, expected)])
    assert [expected] == [refusal.message for refusal in helm.lint(folder, [])]


STAND_IN = """\
#!{python} -P
# Speaks as the helm program does, with the SDK's voice.
import sys
import helm_python as helm
if sys.argv[1] == "version":
    sys.exit(print("{version}", end=""))
*options, _, chart = sys.argv if sys.argv[1] == "lint" else sys.argv[:-2] + sys.argv[-1:]
values = {{}}
for name, value in zip(options, options[1:]):
    if name == "--values":
        values |= helm.values_from_yaml(open(value).read())
try:
    if sys.argv[1] == "lint":
        report = helm.lint(chart, values)
        print("==> Linting", chart)
        for found in report["messages"]:
            level = ["", "INFO", "WARNING", "ERROR"][found["severity"]]
            print(f"[{{level}}] {{found['path']}}: {{found['error']}}")
        print("\\n1 chart(s) linted, some failed\\n")
        sys.exit(bool(report["errors"]))
    for name, text in helm.Chart.load(chart).render(values, name=sys.argv[-2]).items():
        if text.strip():
            print(f"---\\n# Source: {{name}}\\n{{text}}")
    sys.exit("Error: YAML parse error on some file: what was to be shown")
except helm.HelmError as error:
    sys.exit(f"level=INFO msg=x\\nError: {{error}}\\nhelm.go:86: [debug] {{error}}\\nmain.main")
"""


def program(folder: Path, version: str = "v4.2.3") -> Engine | None:
    """Write a program that answers like helm, and look at it as the engine does."""
    path = folder / "helm"
    path.write_text(STAND_IN.format(python=sys.executable, version=version))
    path.chmod(0o755)
    return Program.of(str(path))


@pytest.mark.parametrize(
    ("version", "usable"),
    [("v4.2.3", True), ("v3.17.0", True), ("v3.16.4", False), ("v2.17.0", False), ("what?", False)],
)
def test_programs_that_are_too_old_are_left_alone(
    tmp_path: Path,
    version: str,
    usable: bool,  # noqa: FBT001
) -> None:
    """A helm older than the engine needs counts as none."""
    found = program(tmp_path, version)
    assert (found.name if found else None) == (
        f"helm {version} ({tmp_path / 'helm'})" if usable else None
    )


def test_program_renders_refuses_and_lints_as_the_sdk_does(
    chart: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart's story is the same from a helm program."""
    found = program(tmp_path)
    monkeypatch.setattr(engines, "available", lambda: found)
    folder = chart({"templates/a.yaml": "a: b\n---\n{{ if true }}\nc: {{ .Values.d }}\n{{ end }}"})
    (folder / "values-dev.yaml").write_text("d: e")
    manifest = rendered(folder, [folder / "values-dev.yaml"])["templates/a.yaml"]
    assert manifest == helm.Rendered("templates/a.yaml", "a: b\n---\n\nc: e", (1, 2, None, 4))
    (folder / "templates" / "b.yaml").write_text("a: b\nc: {{ .Values.x.y }}\n d")
    expected = "nil pointer evaluating interface {}.y at <.Values.x.y>"
    assert [("templates/b.yaml", 2, expected)] == refused(folder)
    (folder / "templates" / "b.yaml").write_text("a: b\n c: d")
    assert ["templates/b.yaml"] == [refusal.path for refusal in helm.lint(folder, [])]


def test_older_wordings_are_understood() -> None:
    """Helm 3 tells violations and chains of templates in another form."""
    violations = (
        "values don't meet the specifications of the schema(s) in the following chart(s):\n"
        "orders:\n- (root): must is required\n- image.tag: Invalid type. Expected: string\n"
    )
    chain = (
        'Error: template: orders/templates/a.yaml:2:6: executing "orders/templates/a.yaml" at '
        '<include "h" .>: error calling include: template: orders/templates/_h.tpl:5:10: '
        'executing "h" at <.Values.q.r>: nil pointer evaluating interface {}.r'
    )
    said = [explain(Complaint(text), Context("orders")) for text in (violations, chain)]
    assert said == [
        [
            Refusal("values: must is required", None, None),
            Refusal("values at 'image/tag': invalid type. Expected: string", None, None),
        ],
        [
            Refusal(
                "nil pointer evaluating interface {}.r at <.Values.q.r> "
                "(included from templates/a.yaml:2)",
                "templates/_h.tpl",
                5,
            )
        ],
    ]


def test_output_of_other_length_is_not_traced() -> None:
    """When markers changed how many lines there are, no line is told."""
    assert trace.trace("\ue0000.1\ue001a\nb", 0, "a") == ((None,), False)

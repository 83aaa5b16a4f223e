"""What Helm says when it will not render is told plainly and with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.helm.refusal import Complaint, Context, Refusal, explain
from tests.unit.helm.charts import origins, refused


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
    assert [("a: b", "1")] == origins(folder, "templates/b.yaml")


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

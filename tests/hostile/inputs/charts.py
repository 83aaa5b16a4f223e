"""Helm charts whose templates do not end, or print without end."""

from __future__ import annotations

import os
from pathlib import Path

from tests.hostile.case import FOLDER, Expected, tree

CHART = "apiVersion: v2\nname: orders\nversion: 1.0.0\n"
TEMPLATE = f"{FOLDER}/templates/a.yaml"


def _chart(repository: Path, template: str, values: str = "{}\n") -> Path:
    folder = repository / FOLDER
    (folder / "Chart.yaml").write_text(CHART, "utf-8")
    (folder / "values.yaml").write_text(values, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates/a.yaml").write_text(template, "utf-8")
    return folder


def _refused(path: str) -> Expected:
    return Expected({path: {("GP010", None)}}, skipped=0)


@tree(_refused(TEMPLATE), needs_helm=True)
def template_that_includes_itself(repository: Path) -> None:
    """A template that includes itself for ever."""
    _chart(repository, '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}\n')


@tree(_refused(f"{FOLDER}/Chart.yaml"), needs_helm=True)
def template_that_overflows_the_stack(repository: Path) -> None:
    """A template that calls itself in a way that Helm does not count."""
    _chart(
        repository,
        '{{ define "x" }}{{ tpl .Values.x . }}{{ end }}{{ include "x" . }}\n',
        "x: '{{ include \"x\" . }}'\n",
    )


@tree(_refused(f"{FOLDER}/Chart.yaml"), needs_helm=True)
def template_that_prints_a_gigabyte(repository: Path) -> None:
    """A template that prints more than anybody can hold."""
    _chart(repository, '{{ range until 1000000 }}{{ repeat 1000 "x" }}{{ end }}\n')


@tree(_refused(f"{FOLDER}/Chart.yaml"), needs_helm=True)
def template_that_counts_to_two_billion(repository: Path) -> None:
    """A template that asks for all of the memory at once."""
    _chart(repository, "{{ range until 2000000000 }}{{ end }}\n")


@tree(
    Expected({f"{FOLDER}/values.yaml": {("GP004", 0), ("GP010", None)}}, skipped=1),
    needs_helm=True,
)
def values_that_explode(repository: Path) -> None:
    """Values of aliases of aliases."""
    levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    _chart(repository, "a: {{ .Values.a0 }}\n", "a0: &a0 [x]\n" + "".join(levels))


@tree(_refused(TEMPLATE), needs_helm=True)
def template_that_renders_to_a_bomb(repository: Path) -> None:
    """A template that is harmless until it is rendered."""
    _chart(repository, '{{ repeat 30000 "[" }}\n')


@tree(
    Expected(
        {f"{FOLDER}/templates/{name}.yaml": {("GP010", None)} for name in ("pipe", "zero")},
    ),
    needs_helm=True,
)
def chart_with_a_pipe_among_its_templates(repository: Path) -> None:
    """A named pipe and a link to a device among the templates."""
    folder = _chart(repository, "a: 1\n")
    os.mkfifo(folder / "templates/pipe.yaml")
    (folder / "templates/zero.yaml").symlink_to("/dev/zero")

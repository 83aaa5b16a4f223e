"""Charts go through Helm with their values, for the platform's clusters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import helm_python
import pytest

from goldenpath import helm
from tests.unit.helm.charts import origins, refused, rendered


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


def test_relative_paths_are_paths_of_the_working_directory(
    chart: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart at `.` and its values render and are named like any other."""
    folder = chart({"templates/a.yaml": "a: {{ .Values.b }}", "values-x.yaml": "b: c"})
    (folder / "values-y.yaml").write_text("- b")
    monkeypatch.chdir(folder)
    assert "a: c" == rendered(Path(), [Path("values-x.yaml")])["templates/a.yaml"].text
    assert ["values-y.yaml"] == [path for path, _, _ in refused(Path(), [folder / "values-y.yaml"])]


def test_links_within_the_chart_are_followed(chart: Callable[..., Path]) -> None:
    """A link to a file of the same chart is that file."""
    folder = chart({"templates/a.yaml": "a: b"})
    (folder / "templates" / "b.yaml").symlink_to("a.yaml")
    assert [("a: b", "1")] == origins(folder, "templates/b.yaml")

"""The files of a chart are looked at before Helm meets them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.helm.charts import refused


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

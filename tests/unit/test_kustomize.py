"""Kustomizations before Kustomize is let near them, and what is made of its complaints."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenpath import kustomizations
from goldenpath.kustomize.refusal import explain
from goldenpath.kustomize.survey import Elsewhere, Refusal, survey
from goldenpath.load import load

WITHIN = "accumulating resources: accumulation err='accumulating resources from '{0}': '{0}' must resolve to a file': recursed accumulation of path '{0}': "  # noqa: E501 - Kustomize's words


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "resources: ['https://acme.example/a.yaml']",
        "resources: ['github.com/acme/base?ref=1']",
        "resources: ['git@acme.example:acme/base.git']",
        "bases: ['acme.example/base//folder']",
        "components: ['ssh://acme.example/base']",
        "patches: [{path: 'http://acme.example/patch.yaml'}]",
        "patchesStrategicMerge: ['HTTPS://acme.example/patch.yaml']",
        "configMapGenerator: [{name: a, files: ['key=https://acme.example/a.txt']}]",
        "secretGenerator: [{name: a, envs: ['https://acme.example/.env']}]",
        "openapi: {path: 'https://acme.example/schema.json'}",
        "transformers: ['https://acme.example/t.yaml']",
        "helmCharts: [{name: a, repo: 'https://acme.example'}]",
    ],
)
def test_what_would_be_fetched_is_told_and_not_built(tmp_path: Path, text: str) -> None:
    """A repository, a page or a chart anywhere in the layers keeps the kustomization from it."""
    folder = write(
        tmp_path,
        {"over/kustomization.yaml": "resources: [../base]\n", "base/kustomization.yml": text},
    )
    found = survey(folder / "over")
    assert isinstance(found, Elsewhere)
    assert folder / "base" == found.folder


def test_an_absent_file_is_told_where_it_is_named(tmp_path: Path) -> None:
    """What is not there never reaches Kustomize, which would look for a repository of that name."""
    write(tmp_path, {"kustomization.yaml": "namePrefix: a-\nresources:\n  - gone.yaml\n"})
    found = survey(tmp_path)
    assert isinstance(found, Refusal)
    assert (3, "resources names 'gone.yaml', which is not there: correct the path") == (
        found.span.start.line,
        found.message,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "resources: a\n",
        "resources: [1, null, {a: b}]\n",
        "resources: [.]\n",
        "resources: {a: b\n",
        "patches: [{patch: 'see https://acme.example'}]\n",
        'generators: ["apiVersion: builtin\\nkind: Any\\nurl: https://acme.example"]\n',
    ],
)
def test_what_is_no_kustomization_is_left_to_kustomize(tmp_path: Path, text: str) -> None:
    """Nonsense, circles and texts written in the place of files stop nothing here."""
    write(tmp_path, {"kustomization.yaml": text})
    assert survey(tmp_path) is None


def test_layers_that_double_are_refused(tmp_path: Path) -> None:
    """Ten layers that each name the next twice would be a thousand of the last."""
    files = {
        f"{n}{side}/kustomization.yaml": f"resources: [../{n + 1}a, ../{n + 1}b]\n"
        for n in range(12)
        for side in "ab"
    }
    last = {f"12{side}/kustomization.yaml": "namePrefix: a-\n" for side in "ab"}
    write(tmp_path, files | last)
    found = survey(tmp_path / "0a")
    assert isinstance(found, Refusal)
    assert "consists of more than 1000 kustomizations: split it" == found.message


def test_a_name_that_no_file_system_takes_is_told(tmp_path: Path) -> None:
    """A name of a thousand characters is a file that is not there."""
    write(tmp_path, {"kustomization.yaml": f"resources: [{'a' * 1000}]\n"})
    assert isinstance(survey(tmp_path), Refusal)


@pytest.mark.parametrize(
    "frame",
    [
        "Error: {}\n",
        "error: {}\n",
        'E1124 12:27:11.178040   22223 run.go:72] "command failed" err="{}"\n',
        'E1124 12:27:11.178040   22223 run.go:72] "command failed" err=<\n\t{}\n >\n',
    ],
    ids=["kustomize", "kubectl", "kubectl-logging", "kubectl-logging-lines"],
)
def test_complaint_is_laid_to_the_layer_at_fault(tmp_path: Path, frame: str) -> None:
    """However a program words it, the last layer on the way is at fault, in few words."""
    write(tmp_path, {"over/kustomization.yaml": "", "base/kustomization.yaml": ""})
    over, base = tmp_path / "over", tmp_path / "base"
    text = WITHIN.format(over) + WITHIN.format(base) + f"lstat {base}/p.yaml: no such file"
    found = explain(frame.format(text), over)
    assert isinstance(found, Refusal)
    assert base / "kustomization.yaml" == found.file
    told = "cannot be built: lstat p.yaml: no such file: correct it and try `kustomize build "
    assert f"{told}{base.as_posix()}`" == found.message


def test_complaint_of_a_program_that_may_not_run_is_no_fault(tmp_path: Path) -> None:
    """What takes a plugin is not built here, and may be sound."""
    text = "Error: external plugins disabled; unable to load external plugin 'Y'\n"
    assert isinstance(explain(text, tmp_path), Elsewhere)


def names_of_tops(folder: Path) -> list[str]:
    """Return the folders of those kustomizations that are to be built."""
    files = sorted(folder.rglob("kustomization.yaml"))
    found = kustomizations.tops(document for file in files for document in load(file))
    return [Path(document.source.path).parent.name for document in found]


def test_only_what_no_other_builds_upon_is_built(tmp_path: Path) -> None:
    """A base and a component are parts, and so is an overlay of which another is made."""
    write(
        tmp_path,
        {
            "base/kustomization.yaml": "resources: []\n",
            "part/kustomization.yaml": "kind: Component\n",
            "all/kustomization.yaml": "resources: [../base]\ncomponents: [../part]\n",
            "prod/kustomization.yaml": "resources: [../all/]\n",
            "dev/kustomization.yaml": "resources: [../all]\n",
            "alone/kustomization.yaml": "resources: []\n",
        },
    )
    assert ["alone", "dev", "prod"] == names_of_tops(tmp_path)


def test_circles_are_built_so_that_they_are_told(tmp_path: Path) -> None:
    """Of two that build upon each other none is the top, and neither is forgotten."""
    write(
        tmp_path,
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "resources: [../a]\n",
        },
    )
    assert ["a", "b"] == names_of_tops(tmp_path)

"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit in repositories of others."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.e2e.conftest import PROGRAMS, Shell, copy_of_repository, goldenpath
from tests.newborns import Newborn
from tests.organization import EXAMPLES, OWNER, example_answers, example_name

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"
GOOD = f"""\
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {{name: shop}}
spec: {{owner: '{OWNER}'}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: till}}
spec: {{type: service, lifecycle: production, owner: '{OWNER}', system: cellar}}
"""
BAD = GOOD.replace(f"owner: '{OWNER}', ", "")
"""Where GOOD refers to a system that is not in it, this one has a fault of its own as well."""


@pytest.fixture(scope="module")
def hooks(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of this repository as pre-commit would fetch it."""
    shell = copy_of_repository(root, tmp_path_factory.mktemp("hooks"))
    shell.commit("Hooks")
    return shell.folder


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    """Return another repository: a good file, a bad one, a Helm template, an odd name."""
    shell = Shell(tmp_path / "shop", {"PYTHONPATH": ""})
    (shell.folder / "chart/templates").mkdir(parents=True)
    for name, text in {
        "good.yaml": GOOD,
        "bad.yaml": BAD,
        "--select=GP6.yaml": BAD.replace("till", "odd"),
        "chart/templates/service.yaml": "{{ if .Values.on }}\nkind: Service\n{{ end }}\n",
        "notes.txt": "- {no YAML\n",
    }.items():
        (shell.folder / name).write_text(text, "utf-8")
    shell.run("git", "init", "--quiet")
    shell.commit("Shop")
    return shell


def _hook(name: str) -> dict[str, Any]:
    hooks: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    (found,) = (hook for hook in hooks if hook["id"] == name)
    return found


def test_manifest_is_valid() -> None:
    """Pre-commit itself accepts the manifest."""
    Shell(ROOT).run(PRE_COMMIT, "validate-manifest", MANIFEST)


def test_documented_arguments_keep_what_the_hooks_need() -> None:
    """The how-to's `args` end as the hooks' own do, so that paths stay paths."""
    text = (ROOT / "docs/how-to/validate-everywhere.md").read_text("utf-8")
    shown = re.findall(r"- id: (\S+)\n +args: (\[.*\])\n", text)
    assert {"goldenpath-validate", "goldenpath-validate-all"} == {name for name, _ in shown}
    for name, arguments in shown:
        assert _hook(name)["args"][-1:] == yaml.safe_load(arguments)[-1:]


@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_changed_files_of_a_newborn_are_clean_in_any_choice(
    newborn: Newborn, example: Path
) -> None:
    """Whichever files of a sound repository a commit touches, the hook has nothing to say."""
    shell = Shell(newborn(example_answers(example)))
    hook = _hook("goldenpath-validate")
    program, *arguments = shlex.split(hook["entry"])
    files = sorted(
        path.relative_to(shell.folder).as_posix()
        for path in shell.folder.rglob("*.y*ml")
        if "templates" not in path.parts
    )
    assert ("goldenpath", "(^|/)templates/") == (program, hook["exclude"])
    for choice in (files, files[::2], files[1::2], ["catalog-info.yaml"]):
        shell.run(*goldenpath(*arguments, "--fail-on", "warning", *hook["args"], *choice))


@pytest.mark.toolchain("python")
def test_pre_commit_judges_the_files_of_a_commit(
    hooks: Path, repository: Shell, tmp_path: Path
) -> None:
    """`pre-commit try-repo` installs the hook, passes a good file and refuses the others."""
    environment = {"PYTHONPATH": "", "PATH": PROGRAMS, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    shell = Shell(repository.folder, environment)
    one = (PRE_COMMIT, "try-repo", "--color", "never", hooks, "goldenpath-validate")
    printed = shell.run(*one, "--files", "good.yaml", "notes.txt", "chart/templates/service.yaml")
    assert "goldenpath validate (changed files)" in printed
    assert "Passed" in printed
    printed = shell.run(*one, "--all-files", code=1)
    assert "bad.yaml:9:1: error[GP101] missing-owner:" in printed
    assert "--select=GP6.yaml:9:1: error[GP101] missing-owner:" in printed
    assert "2 errors in 6 catalog entities" in printed
    whole = (PRE_COMMIT, "try-repo", "--color", "never", hooks, "goldenpath-validate-all")
    printed = shell.run(*whole, "--files", "good.yaml", code=1)
    assert "dangling-reference: spec.system names system:default/cellar" in printed
    assert "error[GP204] repeated-entity: component:default/till" in printed
    assert "Skipped" in shell.run(*whole, "--files", "notes.txt")

"""Newborns judged by engines that are no Python packages: actionlint and Spectral."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.newborns import Newborn
from tests.organization import EXAMPLES, example_answers, example_name
from tests.toolchains.engines import go_engine, node_engine

WITH_WORKFLOWS = [path for path in EXAMPLES if "service" in path.parts]


@pytest.fixture(scope="module")
def actionlint() -> Path:
    """Return actionlint, built from its Go module."""
    return go_engine("actionlint", "github.com/rhysd/actionlint/cmd/actionlint")


@pytest.mark.toolchain("go")
@pytest.mark.parametrize("example", WITH_WORKFLOWS, ids=example_name)
def test_workflows_satisfy_actionlint(actionlint: Path, newborn: Newborn, example: Path) -> None:
    """Actionlint finds nothing in the workflows, the expressions and scripts within included."""
    born = newborn(example_answers(example))
    workflows = sorted((born / ".github/workflows").glob("*.yml"))
    assert workflows
    done = subprocess.run(
        [actionlint, "-no-color", "-shellcheck=", "-pyflakes=", *workflows],
        cwd=born,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture(scope="module")
def spectral() -> Path:
    """Return the folder in which Spectral is installed."""
    return node_engine("spectral")


@pytest.mark.toolchain("node")
@pytest.mark.parametrize("language", ["python", "go"])
def test_api_definition_satisfies_spectral(spectral: Path, newborn: Newborn, language: str) -> None:
    """Spectral's OpenAPI rules find nothing, not even a warning, in the API definition."""
    born = newborn(example_answers(ROOT / f"templates/service/examples/{language}-database.yml"))
    ruleset = spectral / "ruleset.yaml"
    ruleset.write_text("extends: ['spectral:oas']\n", "utf-8")
    program = spectral / "node_modules/.bin/spectral"
    done = subprocess.run(
        [
            program,
            "lint",
            "--fail-severity",
            "hint",
            "--ruleset",
            ruleset,
            born / "api/openapi.yaml",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""Every template with every example: rendered by pytest-copie, judged by its consumers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pytest_copie.plugin import Copie
from yamllint import linter
from yamllint.config import YamlLintConfig

from goldenpath.engine import Options, validate
from tests.newborns import Newborn
from tests.organization import EXAMPLES, HERE, OWNER, SYSTEM, example_answers, example_name

SERVICES = [path for path in EXAMPLES if "service" in path.parts]
PROGRAMS = Path(sys.executable).parent
LAYOUT = YamlLintConfig(
    "{extends: default, rules: {line-length: disable, document-start: disable, truthy: disable, "
    "comments: {min-spaces-from-content: 1}, braces: {max-spaces-inside: 1}}}"
)


@pytest.fixture(params=EXAMPLES, ids=example_name)
def born(request: pytest.FixtureRequest, newborn: Newborn) -> Path:
    """Return the repository of each example in turn."""
    return newborn(example_answers(request.param))


@pytest.fixture(params=SERVICES, ids=example_name)
def service(request: pytest.FixtureRequest, newborn: Newborn) -> Path:
    """Return the repository of each service example in turn."""
    return newborn(example_answers(request.param))


@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_example_renders(copie: Copie, template_root: Path, example: Path) -> None:
    """pytest-copie renders the example, and the answers are those that were given."""
    result = copie.copy(extra_answers=example_answers(example), template_dir=template_root)
    assert result.exception is None
    assert example_answers(example).items() <= result.answers.items()


def test_newborn_validates_clean(born: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own validator has nothing to say of a newborn, not even a warning, and skips no chart."""
    monkeypatch.chdir(born)
    report = validate([Path()], Options())
    assert [f"{d.path}:{d.span.start.line} {d.message}" for d in report.diagnostics] == []
    assert () == report.notices


def test_yaml_is_well_laid_out(born: Path) -> None:
    """Yamllint finds nothing in the YAML that is no Helm template."""
    problems = [
        f"{path.relative_to(born)}:{problem}"
        for path in sorted(born.rglob("*.y*ml"))
        if "chart/templates" not in path.as_posix() and path.name != ".copier-answers.yml"
        for problem in linter.run(path.read_text("utf-8"), LAYOUT)
    ]
    assert [] == problems


def test_answers_file_names_the_organisations_template(born: Path) -> None:
    """However the copy was made, the newborn is updated from the organisation's URL."""
    answers = yaml.safe_load((born / ".copier-answers.yml").read_text("utf-8"))
    assert HERE.template_url == answers["_src_path"]


def test_dockerfile_satisfies_hadolint(service: Path) -> None:
    """Hadolint finds nothing in the Dockerfile."""
    done = subprocess.run(
        [PROGRAMS / "hadolint", "--no-color", service / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_workflows_satisfy_zizmor(service: Path) -> None:
    """Zizmor finds nothing in the workflows and actions."""
    done = subprocess.run(
        [PROGRAMS / "zizmor", "--offline", "--format", "json", "--quiet", service],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [finding["ident"] for finding in json.loads(done.stdout)] == [], done.stdout


def test_copying_needs_no_trust(template_root: Path, tmp_path: Path) -> None:
    """Copier copies without --trust: no tasks, no extensions, no migrations."""
    answers = "-d", f"owner={OWNER}", "-d", f"system={SYSTEM}"
    done = subprocess.run(
        [PROGRAMS / "copier", "copy", "--defaults", *answers, template_root, tmp_path / "orders"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "orders/catalog-info.yaml").is_file()

"""`templates/validate.yml`: judged by GitLab's schema, its scripts run as a runner runs them."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.copier_templates import paths
from tests.conftest import ROOT
from tests.e2e.conftest import Shell, copy_of_repository
from tests.integrations.scripts import BASH, Outcome, run, shellcheck
from tests.organization import OWNER

FILE = ROOT / "templates/validate.yml"
HEADER, BODY = (dict(part) for part in yaml.safe_load_all(FILE.read_text("utf-8")))
INPUTS: Mapping[str, Mapping[str, Any]] = HEADER["spec"]["inputs"]
INTERPOLATION = re.compile(r"\$\[\[ ([\w.-]+) \]\]")
SHELLS = {"bash": BASH, "sh": ("sh", "-e")}
"""GitLab's runner takes bash where the image has it, and sh elsewhere."""

GOOD = f"""\
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {{name: shop}}
spec: {{owner: '{OWNER}'}}
"""
BAD = GOOD.replace("shop", "cellar").replace(OWNER, "group:default/nobody")


def job(**inputs: str) -> dict[str, Any]:
    """Return the component's job as GitLab would make it of these inputs."""
    values = {f"inputs.{key}": value["default"] for key, value in INPUTS.items()}
    values |= {f"inputs.{key.replace('_', '-')}": value for key, value in inputs.items()}
    values["component.sha"] = inputs.get("sha", "0" * 40)
    (found,) = _interpolated(BODY, values).values()
    made: dict[str, Any] = found
    return made


def _interpolated(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {_interpolated(k, values): _interpolated(v, values) for k, v in node.items()}
    if isinstance(node, list):
        return [_interpolated(item, values) for item in node]
    if isinstance(node, str):
        return INTERPOLATION.sub(lambda match: values[match[1]], node)
    return node


def execute(
    made: Mapping[str, Any], part: str, shell: str, folder: Path, **predefined: str
) -> Outcome:
    """Run a part of a job with its variables, expanded where the job lets GitLab expand them."""
    variables = dict(predefined)
    for name, value in made["variables"].items():
        if isinstance(value, dict):
            assert value["expand"] is False
            variables[name] = value["value"]
        else:
            known = re.compile(r"\$(\w+)")
            variables[name] = known.sub(lambda match: predefined[match[1]], value)
    return run(SHELLS[shell], "\n".join(made[part]), folder, variables)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the checkout of a project with a sound folder, an unsound one, and an odd name."""
    for name, text in {"good": GOOD, "bad": BAD, "--select; exit 0 $(touch x)": BAD}.items():
        (tmp_path / "project" / name).mkdir(parents=True)
        (tmp_path / "project" / name / "catalog-info.yaml").write_text(text, "utf-8")
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/venv").symlink_to(sys.prefix)
    return tmp_path / "project"


def _validated(project: Path, shell: str, **inputs: str) -> Outcome:
    installed = str(project.parent / "installed")
    return execute(
        job(**inputs),
        "script",
        shell,
        project,
        goldenpath=installed,
        CI_PROJECT_ROOT_NAMESPACE="shops",
    )


def test_component_is_valid(tmp_path: Path) -> None:
    """GitLab's schema accepts the header, and the job with its inputs filled in."""
    program = Path(sys.executable).parent / "check-jsonschema"
    for name, content in {"header": HEADER, "job": {"judge": job()}}.items():
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(content), "utf-8")
        Shell(ROOT).run(program, "--builtin-schema", "vendor.gitlab-ci", file)


def test_component_is_no_golden_path() -> None:
    """The file lies beside the golden paths, as GitLab wants it, and is none of them."""
    assert re.fullmatch(r"templates/[\w-]+\.yml", FILE.relative_to(ROOT).as_posix())
    assert FILE.stem not in paths(ROOT)


def test_every_input_is_used_and_documented() -> None:
    """Nothing that a pipeline may say is passed over, and nothing is pasted into a script."""
    text = (ROOT / "docs/how-to/validate-everywhere.md").read_text("utf-8")
    assert [] == [name for name in INPUTS if f"`{name}`" not in text]
    used = set(INTERPOLATION.findall(json.dumps(BODY)))
    assert {f"inputs.{name}" for name in INPUTS} | {"component.sha"} == used
    assert [] == [name for name, value in INPUTS.items() if not value["description"]]
    (written,) = BODY.values()
    assert "$[[" not in "".join(written["before_script"] + written["script"])


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_satisfy_shellcheck(shell: str) -> None:
    """Shellcheck finds nothing in the scripts, which GitLab joins, for either shell."""
    made = job()
    script = "\n".join(made["before_script"] + made["script"])
    declared = "\n".join(f'{name}="$1"' for name in made["variables"])
    assert "" == shellcheck(f'{declared}\nCI_SERVER_URL="$1"\n{script}', shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_sound_project_passes_with_both_reports(project: Path, shell: str) -> None:
    """Without findings the job passes; what GitLab shows is written nevertheless."""
    done = _validated(project, shell, paths="good")
    assert 0 == done.code, done.printed
    assert done.printed.startswith("no findings in 1 catalog entity")
    reports = job()["artifacts"]["reports"]
    assert [] == json.loads((project / reports["codequality"]).read_text("utf-8"))
    suite = ET.parse(project / reports["junit"]).getroot()  # noqa: S314 - our own report
    assert "0" == suite.get("failures")


@pytest.mark.parametrize("shell", SHELLS)
def test_findings_fail_the_job_and_are_in_both_reports(project: Path, shell: str) -> None:
    """The log tells the finding, the merge request and the test report show it."""
    done = _validated(project, shell, paths="good\nbad\n")
    assert 1 == done.code
    assert "bad/catalog-info.yaml:4:15: error[GP202]" in done.printed
    (issue,) = json.loads((project / "gl-code-quality-report.json").read_text("utf-8"))
    assert ("GP202", "bad/catalog-info.yaml") == (issue["check_name"], issue["location"]["path"])
    suite = ET.parse(project / "goldenpath-junit.xml").getroot()  # noqa: S314 - our own report
    assert "1" == suite.get("failures")


@pytest.mark.parametrize("shell", SHELLS)
def test_inputs_reach_the_program_as_they_are(project: Path, shell: str) -> None:
    """A path is a path, whatever the shell or the program could take it for."""
    assert 1 == _validated(project, shell, paths="--select; exit 0 $(touch x)").code
    assert [] == list(project.rglob("x"))
    assert 0 == _validated(project, shell, paths="bad", ignore="GP202").code
    assert 0 == _validated(project, shell, paths="bad", select="GP0,GP1").code
    done = _validated(project, shell, paths="bad", arguments="--write-baseline\nknown.json\n")
    assert 0 == done.code, done.printed
    assert 0 == _validated(project, shell, paths="bad", baseline="known.json").code
    wrong = _validated(project, shell, paths="bad", arguments="--no-such-option")
    assert (2, True) == (wrong.code, "--no-such-option" in wrong.printed)


@pytest.mark.toolchain("python")
def test_component_installs_the_commit_that_was_included(
    root: Path, project: Path, tmp_path: Path
) -> None:
    """From the server's own project, at the component's commit; later commits are not taken."""
    server = tmp_path / "server"
    source = copy_of_repository(root, server / "shops/goldenpath.git")
    source.commit("Component")
    sha = source.run("git", "rev-parse", "HEAD").strip()
    (source.folder / "pyproject.toml").write_text("broken", "utf-8")
    source.commit("Later")
    made = job(paths="bad", sha=sha)
    made["whole"] = [*made["before_script"], *made["script"]]
    done = execute(
        made,
        "whole",
        "bash",
        project,
        CI_SERVER_URL=f"file://{server}",
        CI_PROJECT_ROOT_NAMESPACE="shops",
    )
    assert 1 == done.code, done.printed
    assert "bad/catalog-info.yaml:4:15: error[GP202]" in done.printed


def test_token_is_for_the_own_server_alone(tmp_path: Path) -> None:
    """The helper that git would ask knows the job's token for this GitLab and for no other."""
    (helper,) = re.findall(r'-c ("credential.*") \\\n', "".join(job()["before_script"]))
    ask = (
        f"for host in code.acme.example elsewhere.example; do "
        f'printf "protocol=https\\nhost=%s\\n\\n" "$host" | git -c {helper} credential fill; done'
    )
    predefined = {
        "CI_SERVER_URL": "https://code.acme.example",
        "CI_JOB_TOKEN": "t0ken",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
    }
    done = run(("bash",), ask, tmp_path, predefined)
    assert "host=code.acme.example\nusername=gitlab-ci-token\npassword=t0ken\n" in done.printed
    assert 1 == done.printed.count("t0ken")

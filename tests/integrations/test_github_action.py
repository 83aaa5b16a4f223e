"""`action.yml`: judged by GitHub's schema and linters, its scripts run as a runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft4Validator

from tests.conftest import ROOT
from tests.e2e.conftest import Shell, copy_of_repository
from tests.integrations.scripts import EXPRESSION, Action, shellcheck
from tests.organization import OWNER
from tests.toolchains.engines import go_engine

FILE = ROOT / "action.yml"
PROGRAMS = Path(sys.executable).parent
GOOD = f"""\
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {{name: shop}}
spec: {{owner: '{OWNER}'}}
"""
BAD = GOOD.replace("shop", "cellar").replace(OWNER, "group:default/<b>nobody|")


@pytest.fixture
def action(tmp_path: Path) -> Action:
    """Return the action after its installation, whose place this environment takes."""
    temporary = tmp_path / "runner"
    temporary.mkdir()
    (temporary / "goldenpath").symlink_to(sys.prefix)
    return Action(ROOT, yaml.safe_load(FILE.read_text("utf-8")), temporary)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a checkout with a sound folder, an unsound one, and one with an odd name."""
    workspace = tmp_path / "workspace"
    for name, text in {"good": GOOD, "bad": BAD, "--select; exit 0 $(touch x)": BAD}.items():
        (workspace / name).mkdir(parents=True)
        (workspace / name / "catalog-info.yaml").write_text(text, "utf-8")
    return workspace


def test_action_is_valid() -> None:
    """GitHub's schema of actions accepts the file."""
    program = PROGRAMS / "check-jsonschema"
    Shell(ROOT).run(program, "--builtin-schema", "vendor.github-actions", FILE)


def test_action_satisfies_zizmor() -> None:
    """Zizmor finds nothing, not even for an auditor."""
    done = subprocess.run(
        [PROGRAMS / "zizmor", "--offline", "--persona", "auditor", "--format", "json", FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [finding["ident"] for finding in json.loads(done.stdout)] == [], done.stdout


def test_no_value_is_pasted_into_a_script(action: Action) -> None:
    """Scripts hold no expression: what a workflow passes comes through the environment alone."""
    steps = action.content["runs"]["steps"]
    assert [] == [step["name"] for step in steps if "${{" in step.get("run", "")]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert [] == [use for use in uses if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", use)]


def test_expressions_name_what_there_is(action: Action) -> None:
    """Each input is used, and each expression names an input, a step's output or the workspace."""
    named = set(EXPRESSION.findall(FILE.read_text("utf-8")))
    inputs = {f"inputs.{name}" for name in action.content["inputs"]}
    given = action.run("validate", ROOT / "backstage", {"inputs.paths": "catalog"}).outputs
    outputs = {f"steps.validate.outputs.{name}" for name in given}
    assert inputs - {"inputs.sarif"} <= named
    assert named - inputs - outputs == {"github.workspace", "steps.python.outputs.python-path"}


def test_every_input_and_output_is_documented(action: Action) -> None:
    """The how-to names each of them."""
    text = (ROOT / "docs/how-to/validate-everywhere.md").read_text("utf-8")
    names = [*action.content["inputs"], *action.content["outputs"]]
    assert [] == [name for name in names if f"`{name}`" not in text]


@pytest.mark.parametrize("step", ["install", "validate", "verdict"])
def test_scripts_satisfy_shellcheck(action: Action, step: str) -> None:
    """Shellcheck finds nothing in the scripts."""
    assert "" == shellcheck(action.step(step)["run"], "bash")


def test_sound_repository_passes(action: Action, workspace: Path) -> None:
    """Without findings the verdict is good, and the summary says so."""
    done = action.run("validate", workspace, {"inputs.paths": "good"})
    assert (done.code, done.outputs["errors"], done.outputs["warnings"]) == (0, "0", "0")
    assert "### goldenpath validate: no findings\n" == done.summary
    assert 0 == _verdict(action, workspace, done.outputs["exit-code"])


def test_findings_are_reported_before_they_fail_the_job(action: Action, workspace: Path) -> None:
    """The step itself succeeds, so that the report is uploaded; the verdict fails afterwards."""
    done = action.run("validate", workspace, {"inputs.paths": "good\nbad\n"})
    assert (done.code, done.outputs["errors"], done.outputs["exit-code"]) == (0, "1", "1")
    assert "\n::error file=bad/catalog-info.yaml,line=4," in "\n" + done.printed
    assert "### goldenpath validate: 1 error\n" in done.summary
    assert "| error GP202 |" in done.summary
    assert "<b>" not in done.summary
    report = json.loads(Path(done.outputs["sarif-file"]).read_text("utf-8"))
    schema = json.loads((ROOT / "tests/golden/sarif-schema-2.1.0.json").read_text("utf-8"))
    assert [] == list(Draft4Validator(schema).iter_errors(report))
    assert 1 == _verdict(action, workspace, done.outputs["exit-code"])


def test_inputs_reach_the_program_as_they_are(action: Action, workspace: Path) -> None:
    """A path is a path, whatever the shell or the program could take it for."""
    folder = "--select; exit 0 $(touch x)"
    done = action.run("validate", workspace, {"inputs.paths": folder})
    assert (done.code, done.outputs["exit-code"]) == (0, "1")
    assert [] == list(workspace.rglob("x"))
    inside = {"inputs.working-directory": folder, "inputs.ignore": "GP202"}
    assert "0" == action.run("validate", workspace, inside).outputs["exit-code"]
    known = {"inputs.paths": "bad", "inputs.arguments": "--write-baseline\nknown.json\n"}
    action.run("validate", workspace, known)
    new = {"inputs.paths": "bad", "inputs.baseline": "known.json"}
    assert "0" == action.run("validate", workspace, new).outputs["exit-code"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"inputs.paths": "nowhere"}, "nowhere does not exist"),
        ({"inputs.fail-on": "`id`"}, "invalid choice: '`id`'"),
        ({"inputs.select": "GP7777"}, "no check's code starts with 'GP7777'"),
    ],
    ids="".join,
)
def test_wrong_input_fails_the_step(
    action: Action, workspace: Path, wrong: dict[str, str], said: str
) -> None:
    """A mistake in the workflow is exit code 2 at once, and never a clean report."""
    done = action.run("validate", workspace, wrong)
    assert (done.code, done.outputs) == (2, {})
    assert said in done.printed


def test_modules_of_the_judged_repository_are_not_run(action: Action, workspace: Path) -> None:
    """A file that bears the name of a Python module is judged repository, not program."""
    for name in ("yaml", "json", "goldenpath", "sitecustomize"):
        (workspace / f"{name}.py").write_text("raise SystemExit('taken over')\n", "utf-8")
    done = action.run("validate", workspace, {"inputs.paths": "good"})
    assert (done.code, done.outputs["errors"]) == (0, "0"), done.printed


def _verdict(action: Action, workspace: Path, code: str) -> int:
    return action.run("verdict", workspace, {"steps.validate.outputs.exit-code": code}).code


@pytest.mark.toolchain("python")
def test_action_installs_itself_from_its_checkout(root: Path, tmp_path: Path) -> None:
    """The installation takes the pinned requirements and this very checkout; it judges at once."""
    folder = tmp_path / "action"
    copy_of_repository(root, folder)
    temporary = tmp_path / "runner"
    temporary.mkdir()
    installed = Action(folder, yaml.safe_load(FILE.read_text("utf-8")), temporary)
    context = {"steps.python.outputs.python-path": sys.executable}
    assert 0 == installed.run("install", tmp_path, context).code
    (tmp_path / "catalog-info.yaml").write_text(BAD, "utf-8")
    done = installed.run("validate", tmp_path, {"inputs.paths": "catalog-info.yaml"})
    assert (done.code, done.outputs["exit-code"]) == (0, "1")


@pytest.mark.toolchain("go")
def test_workflow_that_uses_the_action_satisfies_actionlint(tmp_path: Path) -> None:
    """Actionlint accepts a workflow with every input and output, and refuses an unknown one."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    shell = Shell(tmp_path)
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/ci.yml").write_text(_workflow(content), "utf-8")
    (tmp_path / "action.yml").write_bytes(FILE.read_bytes())
    shell.run("git", "init", "--quiet")
    actionlint = go_engine("actionlint", "github.com/rhysd/actionlint/cmd/actionlint")
    lint = (actionlint, "-no-color", "-shellcheck=", "-pyflakes=")
    assert "" == shell.run(*lint)
    content["inputs"]["pahts"] = {}
    (tmp_path / ".github/workflows/ci.yml").write_text(_workflow(content), "utf-8")
    assert 'input "pahts" is not defined' in shell.run(*lint, code=1)


def _workflow(content: dict[str, dict[str, object]]) -> str:
    outputs = " ".join(f"${{{{ steps.judge.outputs.{name} }}}}" for name in content["outputs"])
    steps = [
        {"id": "judge", "uses": "./", "with": dict.fromkeys(content["inputs"], "x")},
        {"run": 'echo "$COUNTS"', "env": {"COUNTS": outputs}},
    ]
    jobs = {"judge": {"runs-on": "ubuntu-24.04", "steps": steps}}
    return yaml.safe_dump({"name": "ci", "on": "push", "jobs": jobs})

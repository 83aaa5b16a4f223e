"""`--base REV` reports what a change has broken, wherever that shows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.conftest import Program

GROUP = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {{name: {name}}}
spec: {{type: team, children: []}}
"""
COMPONENT = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: night-watch}}
"""


def git(*arguments: str) -> str:
    """Run git in the working directory, as somebody of the example organisation."""
    who = ["-c", "user.name=Acme", "-c", "user.email=bot@acme.example", "-c", "commit.gpgsign=no"]
    done = subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def found(program: Program, *arguments: str) -> list[tuple[str, str]]:
    """Return the file and the code of what is reported."""
    outcome = program("validate", "--format", "json", *arguments)
    assert outcome.code in {0, 1}, outcome.err
    report: dict[str, Any] = json.loads(outcome.out)
    return [(item["path"], item["code"]) for item in report["diagnostics"]]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository with a team, its component, and an old fault."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "--initial-branch", "main")
    files = {
        "teams.yaml": GROUP.format(name="night-watch"),
        "services/catalog-info.yaml": COMPONENT.format(name="orders"),
        "old/catalog-info.yaml": COMPONENT.format(name="no good"),
    }
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message", "begin")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_old_findings_are_left_out(program: Program) -> None:
    """A fault that was there before is not news, also when its line has moved."""
    Path("old/catalog-info.yaml").write_text(
        "# moved\n" + COMPONENT.format(name="no good"), "utf-8"
    )
    assert [("old/catalog-info.yaml", "GP105")] == found(program)
    assert [] == found(program, "--base", "HEAD")
    outcome = program("validate", "--base", "HEAD")
    assert "1 finding(s) left out that were there at HEAD" in outcome.out


@pytest.mark.usefixtures("repository")
def test_file_that_a_change_does_not_touch_is_told(program: Program) -> None:
    """Who renames a team breaks the files that still name the old one."""
    Path("teams.yaml").write_text(GROUP.format(name="day-watch"), "utf-8")
    git("commit", "--quiet", "--all", "--message", "rename")
    told = [("old/catalog-info.yaml", "GP202"), ("services/catalog-info.yaml", "GP202")]
    assert told == found(program, "--base", "HEAD^")


@pytest.mark.usefixtures("repository")
def test_what_the_other_branch_mends_meanwhile_is_no_part_of_the_change(program: Program) -> None:
    """The change is compared with where it began, not with where the other branch is now."""
    git("switch", "--quiet", "--create", "change")
    git("switch", "--quiet", "main")
    Path("old/catalog-info.yaml").write_text(COMPONENT.format(name="good"), "utf-8")
    git("commit", "--quiet", "--all", "--message", "mend")
    git("switch", "--quiet", "change")
    assert [] == found(program, "--base", "main")


@pytest.mark.usefixtures("repository")
def test_second_finding_of_a_kind_is_new(program: Program) -> None:
    """Of several alike so many are left out as there were."""
    text = COMPONENT.format(name="no good")
    Path("old/catalog-info.yaml").write_text(f"{text}---\n{text}", "utf-8")
    codes = [code for _, code in found(program, "--base", "HEAD")]
    assert ["GP105", "GP204"] == codes


@pytest.mark.usefixtures("repository")
def test_file_that_is_new_has_no_past(program: Program) -> None:
    """A path that the commit does not have is judged all the same."""
    Path("new.yaml").write_text(COMPONENT.format(name="not good"), "utf-8")
    assert [("new.yaml", "GP105")] == found(program, "--base", "HEAD", "new.yaml")[:1]


@pytest.mark.usefixtures("repository")
def test_working_tree_is_left_alone(program: Program) -> None:
    """Neither the index nor a file is touched, nor is a folder left behind."""
    Path("old/catalog-info.yaml").write_text(COMPONENT.format(name="good"), "utf-8")
    git("add", ".")
    before = git("status", "--porcelain"), git("stash", "create")
    found(program, "--base", "HEAD")
    assert before[0] == git("status", "--porcelain")
    assert ["main"] == git("branch", "--format", "%(refname:short)").splitlines()


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD:teams.yaml", ""])
def test_what_is_no_revision_is_refused(program: Program, revision: str) -> None:
    """A revision that git does not know ends the run before anything is judged."""
    outcome = program("validate", f"--base={revision}")
    assert (2, "") == (outcome.code, outcome.out)
    assert "is no revision of this repository" in outcome.err


def test_outside_of_a_repository_there_is_no_base(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and not taken for a clean past."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    outcome = program("validate", "--base", "HEAD")
    assert 2 == outcome.code
    assert "lies in no git repository" in outcome.err

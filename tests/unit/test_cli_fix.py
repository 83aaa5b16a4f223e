"""`goldenpath validate --fix` and `--diff`: what is written, what is shown, how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from goldenpath.baseline import load
from tests.organization import HERE, OWNER, TEAM
from tests.unit.conftest import Program

BEFORE = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\n"
    f"  tags: [Java]  # old\nspec: {{type: x, lifecycle: y, owner: '{OWNER}'}}\n"
)
AFTER = BEFORE.replace("Java", "java")
DIFF = """\
--- a/catalog-info.yaml
+++ b/catalog-info.yaml
@@ -2,5 +2,5 @@
 kind: Component
 metadata:
   name: orders
-  tags: [Java]  # old
+  tags: [java]  # old
"""
ENTITY = Path("catalog-info.yaml")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_fix_mends_and_reports_what_is_left(program: Program) -> None:
    """Nothing here: the report is clean, and the change is told beside it."""
    ENTITY.write_text(BEFORE, "utf-8")
    outcome = program("validate", "--fix", "--ignore", "GP8")
    assert (0, AFTER) == (outcome.code, ENTITY.read_text("utf-8"))
    assert outcome.out.startswith("no findings in 1 catalog entity\n")
    assert outcome.err.startswith(DIFF)
    assert outcome.err.endswith("\nmended 1 finding\n")
    again = program("validate", "--fix", "--ignore", "GP8")
    assert (0, "mended 0 findings\n") == (again.code, again.err)


def test_fix_leaves_what_has_several_answers(program: Program) -> None:
    """The exit code is that of what is left, and the report stays whole for programs."""
    ENTITY.write_text(BEFORE.replace("name: orders", "name: my orders"), "utf-8")
    outcome = program("validate", "--fix", "--format", "json", "--ignore", "GP8")
    report = json.loads(outcome.out)
    assert (1, ["GP105"]) == (outcome.code, [item["code"] for item in report["diagnostics"]])


def test_fix_goes_on_where_one_answer_gives_another(program: Program) -> None:
    """A manifest's label can follow the catalog once the entity has a kind."""
    label = f"labels: {{{HERE.label_prefix}/team: other}}"
    ENTITY.write_text(BEFORE.replace("Component", "component"), "utf-8")
    service = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  " + label + "\nspec: {}\n"
    )
    Path("service.yaml").write_text(service, "utf-8")
    assert "mended 3 findings" in program("validate", "--fix").err
    assert service.replace("other", TEAM) == Path("service.yaml").read_text("utf-8")


def test_diff_shows_and_writes_nothing(program: Program) -> None:
    """The diff alone is on stdout, for `git apply`."""
    ENTITY.write_text(BEFORE, "utf-8")
    outcome = program("validate", "--diff")
    assert (1, BEFORE) == (outcome.code, ENTITY.read_text("utf-8"))
    assert outcome.out.startswith(DIFF)
    assert "--fix would mend 1 finding in 1 file\n" == outcome.err
    subprocess.run(["git", "apply", "-"], input=outcome.out, text=True, check=True)
    assert AFTER == ENTITY.read_text("utf-8")
    done = program("validate", "--diff")
    assert (0, "", "--fix would mend 0 findings in 0 files\n") == (done.code, done.out, done.err)


def test_diff_goes_to_the_output_file(program: Program) -> None:
    """Where a report would go."""
    ENTITY.write_text(BEFORE, "utf-8")
    outcome = program("validate", "--diff", "--output", "fix.patch")
    assert (1, "") == (outcome.code, outcome.out)
    assert Path("fix.patch").read_text("utf-8").startswith(DIFF)


def test_diff_is_coloured_and_harmless_on_a_terminal(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control characters of the file do not reach the terminal."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    ENTITY.write_text(BEFORE.replace("# old", "# \u202eold"), "utf-8")
    outcome = program("validate", "--diff")
    assert "\x1b[31m-  tags: [Java]  # \ufffdold\x1b[0m\n" in outcome.out
    assert "\x1b[32m+  tags: [java]  # \ufffdold\x1b[0m\n" in outcome.out


@pytest.mark.parametrize(
    "arguments",
    [["--fix", "--diff"], ["--diff", "--format", "json"], ["--diff", "--write-baseline", "x"]],
)
def test_contradictions_are_refused(program: Program, arguments: list[str]) -> None:
    """Before anything is read or written."""
    ENTITY.write_text(BEFORE, "utf-8")
    outcome = program("validate", *arguments)
    assert (2, "", BEFORE) == (outcome.code, outcome.out, ENTITY.read_text("utf-8"))
    assert "--diff" in outcome.err


def test_what_is_not_written_is_told(program: Program) -> None:
    """Once, whatever else is mended."""
    ENTITY.write_text(BEFORE, "utf-8")
    Path("other.yaml").write_text("# GENERATED\n" + BEFORE.replace("orders", "other"), "utf-8")
    outcome = program("validate", "--fix")
    told = [line for line in outcome.err.splitlines() if line.startswith("not mended: ")]
    assert 1 == outcome.code
    assert ["other.yaml is generated, as its first line says: mend what it is made from"] == [
        line.removeprefix("not mended: ") for line in told
    ]
    assert "mended 1 finding\n" in outcome.err


def test_baseline_is_written_of_what_is_left(program: Program) -> None:
    """Whoever begins mends first."""
    ENTITY.write_text(BEFORE.replace("name: orders", "name: my orders"), "utf-8")
    outcome = program("validate", "--fix", "--write-baseline", "known.json", "--ignore", "GP8")
    assert 0 == outcome.code
    assert {"GP105"} == {known.code for known in load(Path("known.json")).counts}

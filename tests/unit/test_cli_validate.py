"""`goldenpath validate`: the interface that people and other programs use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goldenpath.cli import main
from tests.organization import HERE, OWNER
from tests.unit.conftest import Program

ENTITY = f"""\
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: shop
spec:
  owner: {OWNER}
"""
OWNERLESS = ENTITY.replace(f"  owner: {OWNER}", f"  domain: {HERE.domains[0].name}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_clean_file_exits_0(program: Program) -> None:
    """Nothing to complain of is exit code 0 and one line."""
    Path("catalog-info.yaml").write_text(ENTITY, "utf-8")
    outcome = program("validate", "catalog-info.yaml")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("no findings in 1 catalog entity\nread 1 file in ")


def test_json_has_the_documented_keys(program: Program) -> None:
    """The JSON report is the stable interface: every key of it, on a real finding."""
    Path("catalog-info.yaml").write_text(f"{ENTITY}---\n{OWNERLESS}", "utf-8")
    outcome = program("validate", "--format", "json", "--select", "GP101")
    report = json.loads(outcome.out)
    assert 1 == outcome.code
    assert {"version", "diagnostics", "summary", "notices", "remarks"} == set(report)
    assert report["summary"] == {
        "files": 1,
        "documents": 2,
        "skipped": 0,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "baselined": 0,
    }
    (finding,) = report["diagnostics"]
    assert "catalog-info.yaml" == finding["path"]
    assert 1 == finding["document"]
    assert {
        *("code", "slug", "severity", "message", "path", "document", "line", "column"),
        *("end_line", "end_column", "related", "help_url", "properties"),
    } == set(finding)


def test_missing_path_exits_2(program: Program) -> None:
    """A path that does not exist is a wrong call."""
    outcome = program("validate", "nowhere")
    assert (outcome.code, outcome.out) == (2, "")
    assert "goldenpath: nowhere does not exist: correct the path\n" == outcome.err


def test_double_dash_ends_options(program: Program) -> None:
    """A file whose name starts with a dash can be named after `--`."""
    Path("--strict.yaml").write_text(ENTITY, "utf-8")
    assert 0 == program("validate", "--", "--strict.yaml").code


def test_unknown_code_exits_2(program: Program) -> None:
    """A mistyped code is not taken for a selection that finds nothing."""
    outcome = program("validate", "--select", "GP999")
    assert 2 == outcome.code
    assert "'GP999'" in outcome.err


def test_ignored_codes_are_not_reported(program: Program) -> None:
    """`--ignore` takes prefixes too."""
    Path("catalog-info.yaml").write_text(OWNERLESS, "utf-8")
    assert 1 == program("validate", ".").code
    assert 0 == program("validate", ".", "--ignore", "GP1,GP2").code


def test_assumed_kind_judges_any_file(program: Program) -> None:
    """`--as` judges what would be skipped: a file without apiVersion is no entity."""
    Path("thing.yaml").write_text("name: x\n", "utf-8")
    assert 0 == program("validate", "thing.yaml").code
    assert 1 == program("validate", "--as", "backstage-entity", "thing.yaml").code


def test_unknown_documents_are_counted_not_passed(program: Program) -> None:
    """What nobody here judges is said to be skipped."""
    Path("thing.yaml").write_text("name: x\n", "utf-8")
    outcome = program("validate", "thing.yaml")
    assert "; skipped 1 document of a kind that no check judges\n" in outcome.out


def test_fail_on_warning_counts_warnings(program: Program) -> None:
    """`--fail-on` moves the threshold of exit code 1."""
    dangling = (
        ENTITY
        + "---\n"
        + ENTITY.replace("System", "Component").replace(
            f"owner: {OWNER}",
            f"owner: {OWNER}\n  type: service\n  lifecycle: production\n"
            "  dependsOn: [component:default/elsewhere]",
        )
    )
    Path("catalog-info.yaml").write_text(dangling, "utf-8")
    assert 0 == program("validate", ".").code
    assert 1 == program("validate", ".", "--fail-on", "warning").code


def test_report_goes_to_a_file(program: Program) -> None:
    """`--output` leaves the screen empty."""
    outcome = program("validate", "--format", "sarif", "--output", "out.sarif")
    assert (outcome.code, outcome.out) == (0, "")
    assert "2.1.0" == json.loads(Path("out.sarif").read_text("utf-8"))["version"]


def test_file_name_cannot_command_the_terminal(program: Program) -> None:
    """Control characters in a name or in a line are shown as replacement characters."""
    Path("a\x1b[31m.yaml").write_text("a: \x1b]0;owned\x07\n b: c\n", "utf-8")
    outcome = program("validate", ".")
    assert 1 == outcome.code
    assert "\x1b" not in outcome.out


def test_internal_error_exits_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug is told in two lines, without a traceback, with exit code 3."""

    def broken(*_: object) -> None:
        raise RuntimeError("wires crossed")

    monkeypatch.setattr("goldenpath.cli.validate.validate", broken)
    assert 3 == main(["validate", "."])
    captured = capsys.readouterr()
    assert "internal error: RuntimeError: wires crossed" in captured.err
    assert "Traceback" not in captured.err


def test_what_is_no_policy_is_not_called_a_valid_one(program: Program) -> None:
    """Whoever says that a file holds a policy is told that it does not."""
    Path("thing.yaml").write_text("name: x\n", "utf-8")
    outcome = program("validate", "--as", "policy", "thing.yaml")
    assert "error[GP305] unsound-policy: this is no policy" in outcome.out
    assert outcome.code == 1

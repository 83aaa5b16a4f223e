"""Linters of others: what is said where one is missing or fails, and where findings stand."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from goldenpath import engine, linters
from goldenpath.diagnostic import Severity
from goldenpath.linters import program
from goldenpath.reporters import REPORTERS

WORKFLOW = """\
name: ci
on: pull_request
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - name: "größe"
        run: |
          true
          echo "ü ${{ github.head_ref }}"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory that is a repository of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    """Write a file and the folders above it."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def stand_in(folder: Path, name: str, script: str) -> str:
    """Return a program of that name that does what `script` says."""
    path = folder / "bin" / name
    write(folder, f"bin/{name}", f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_missing_linter_is_said_with_its_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that nothing lints is told of, unless the linter is one that need not be there."""
    write(folder, "Dockerfile", "FROM debian\n")
    write(folder, ".github/workflows/ci.yml", WORKFLOW)
    monkeypatch.setattr(linters, "find", lambda _: None)
    report = engine.validate([Path()], engine.Options(select=("GP5",)))
    assert () == report.diagnostics
    assert (
        "1 Dockerfile(s) not linted: install goldenpath[linters] or put hadolint on PATH",
        "1 workflow(s) not linted: install goldenpath[linters] or put zizmor on PATH",
    ) == report.notices


def test_nothing_is_said_of_a_linter_whose_findings_are_not_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not selected needs no program."""
    write(folder, "Dockerfile", "FROM debian\n")
    monkeypatch.setattr(linters, "find", lambda _: None)
    assert () == engine.validate([Path()], engine.Options(ignore=("GP501",))).notices


@pytest.mark.parametrize("script", ["echo gibberish", "echo 'cannot start' >&2; exit 3", "exit 1"])
def test_failing_linter_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A linter that comes to nothing has not passed anything."""
    write(folder, "Dockerfile", "FROM debian\n")
    path = stand_in(folder, "hadolint", script)
    monkeypatch.setattr(linters, "find", lambda name: path if name == "hadolint" else None)
    (notice,) = engine.validate([Path()], engine.Options(select=("GP501",))).notices
    assert notice.startswith("hadolint failed (")


def test_linter_that_never_ends_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linter has its time."""
    write(folder, "Dockerfile", "FROM debian\n")
    path = stand_in(folder, "hadolint", "exec tail -f /dev/null")
    monkeypatch.setattr(linters, "find", lambda _: path)
    monkeypatch.setattr(program, "SECONDS", 0.1)
    (notice,) = engine.validate([Path()], engine.Options(select=("GP501",))).notices
    assert "still at it after 0.1 seconds" in notice


def test_findings_stand_where_they_are_with_their_rule_and_severity(folder: Path) -> None:
    """Columns count characters and not bytes, and lines are those of the script."""
    write(folder, ".github/workflows/ci.yml", WORKFLOW)
    write(folder, "Dockerfile", "FROM debian:13.1\nWORKDIR srv\nRUN echo $HOME\n")
    report = engine.validate([Path()], engine.Options(select=("GP501", "GP502")))
    found = [
        (item.path, item.span.start.line, item.span.start.column, item.severity, item.properties)
        for item in report.diagnostics
    ]
    hadolint, zizmor = {"linter": "hadolint"}, {"linter": "zizmor"}
    assert [
        (
            ".github/workflows/ci.yml",
            11,
            23,
            Severity.ERROR,
            zizmor | {"rule": "template-injection"},
        ),
        ("Dockerfile", 2, 1, Severity.ERROR, hadolint | {"rule": "DL3000"}),
        ("Dockerfile", 3, 1, Severity.INFO, hadolint | {"rule": "SC2086"}),
    ] == found


def test_one_process_lints_all_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred Dockerfiles are one start of the program."""
    for number in range(100):
        write(folder, f"images/{number}/Dockerfile", "FROM debian:13.1\n")
    path = stand_in(folder, "hadolint", 'echo $# >> "$0.calls"; echo "[]"')
    monkeypatch.setattr(linters, "find", lambda _: path)
    engine.validate([Path("images")], engine.Options(select=("GP501",)))
    assert "104\n" == Path(f"{path}.calls").read_text("utf-8")


def test_variables_of_the_linter_are_kept_from_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token, and no setting of whoever runs it, changes what is found."""
    write(folder, "Dockerfile", "FROM debian\n")
    path = stand_in(folder, "hadolint", 'env > "$0.env"; echo "[]"')
    monkeypatch.setattr(linters, "find", lambda _: path)
    monkeypatch.setenv("HADOLINT_NOFAIL", "1")
    monkeypatch.setenv("GH_TOKEN", "x")
    engine.validate([Path()], engine.Options(select=("GP501",)))
    names = {line.partition("=")[0] for line in Path(f"{path}.env").read_text("utf-8").split()}
    assert set() == names & {"HADOLINT_NOFAIL", "GH_TOKEN"}


def test_hostile_names_are_no_options(folder: Path) -> None:
    """A file that is named like an option is linted like any other."""
    write(folder, "--config=x.dockerfile", "FROM debian:13.1\nWORKDIR srv\n")
    write(folder, "-v/Dockerfile", "FROM debian:13.1\nWORKDIR srv\n")
    report = engine.validate([Path()], engine.Options(select=("GP501",)))
    assert ["--config=x.dockerfile", "-v/Dockerfile"] == [d.path for d in report.diagnostics]
    assert () == report.notices


def test_secret_is_shown_in_no_report(folder: Path) -> None:
    """Neither message nor excerpt repeats a secret, whatever else is told of its line."""
    token = "ghp_" + "a1B2" * 9
    write(folder, "Dockerfile", f"FROM debian\nENV TOKEN={token}\n")
    write(folder, "config.yaml", f"apiVersion: v1\nkind: ConfigMap\ndata: {{a: {token}, b: 1}}\n")
    report = engine.validate([Path()], engine.Options())
    assert {"GP020", "GP501", "GP506"} == {item.code for item in report.diagnostics}
    for name, write_report in REPORTERS.items():
        with Path("report").open("w", encoding="utf-8") as stream:
            write_report(report, stream)
        assert token not in Path("report").read_text("utf-8"), name


def test_comments_for_us_in_a_dockerfile_are_heard(folder: Path) -> None:
    """A comment excuses the next instruction, and one that excuses nothing is told of."""
    text = "# goldenpath: ignore[GP501] no tags here\nFROM debian\n"
    write(folder, "Dockerfile", f"{text}# goldenpath: ignore[GP501] nothing\nWORKDIR /srv\n")
    report = engine.validate([Path()], engine.Options())
    assert [("GP005", 3)] == [(item.code, item.span.start.line) for item in report.diagnostics]


def test_programs_are_found_beside_the_interpreter_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The linter that was installed with goldenpath wins over another on PATH."""
    mine = stand_in(folder, "zizmor", "true")
    monkeypatch.setenv("PATH", str(folder / "nowhere"))
    monkeypatch.setattr("sys.executable", str(folder / "bin" / "python"))
    assert mine == program.find("zizmor")
    assert os.sep in mine

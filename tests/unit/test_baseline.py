"""Baselines: what is known stays quiet, what is new does not, and what is gone is told."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from goldenpath.baseline import load
from goldenpath.engine import Options, validate
from goldenpath.report import Report
from tests.organization import HERE, OWNER
from tests.unit.conftest import Program

OWNERLESS = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: {}\nspec: {{}}\n"
OWNED = OWNERLESS.replace("{{}}", f"{{{{owner: {OWNER!r}}}}}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def _write(*names: str, text: str = OWNERLESS, file: str = "catalog-info.yaml") -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text("---\n".join(text.format(name) for name in names), "utf-8")


def _lock(monkeypatch: pytest.MonkeyPatch, *codes: str) -> None:
    locked = replace(HERE, locked=codes)
    monkeypatch.setattr("goldenpath.baseline.organization", lambda: locked)


def _judge(path: str, select: Collection[str] = ()) -> Report:
    options = Options(select=select, baseline=load(Path("known.json")))
    return validate([Path(path)], options)


def test_known_findings_are_not_reported(program: Program) -> None:
    """Also when they have moved; what comes on top of them is."""
    _write("shop", "stock")
    outcome = program("validate", "--write-baseline", "known.json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("2 finding(s) written to known.json: ")
    _write("stock", "new", "shop")
    outcome = program("validate", "--baseline", "known.json")
    assert 1 == outcome.code
    assert "1 error" in outcome.out
    _write("stock", "shop")
    assert 0 == program("validate", "--baseline", "known.json").code


def test_report_counts_what_is_known(program: Program) -> None:
    """Nobody takes a long baseline for a clean repository."""
    _write("shop", "stock")
    program("validate", "--write-baseline", "known.json")
    report = _judge(".")
    assert (2, (), ()) == (report.baselined, report.diagnostics, report.remarks)


def test_configuration_names_the_baseline(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative to itself, and from whatever folder one judges."""
    _write("shop", file="a/catalog-info.yaml")
    _write("shop", file="b/catalog-info.yaml")
    Path(".goldenpath.yaml").write_text("version: 1\nbaseline: ci/known.json\n", "utf-8")
    Path("ci").mkdir()
    assert 2 == program("validate").code
    assert 0 == program("validate", "--write-baseline", "ci/known.json").code
    assert 0 == program("validate").code
    assert 1 == program("validate", "--no-config").code
    monkeypatch.chdir("b")
    assert 0 == program("validate", "..").code


def test_gone_findings_are_told(program: Program) -> None:
    """So that the baseline can shrink; of files and codes that were judged only."""
    _write("shop", "stock")
    _write("racks", file="other/catalog-info.yaml")
    program("validate", "--write-baseline", "known.json")
    _write("shop", "stock", text=OWNED)
    told = "of the findings in known.json no longer occur: write it again"
    assert _judge(".").remarks[0].startswith(f"2 {told}")
    assert () == _judge("other").remarks
    assert () == _judge(".", select=["GP2"]).remarks
    Path("catalog-info.yaml").unlink()
    assert _judge(".").remarks[0].startswith(f"2 {told}")


def test_file_is_stable(program: Program) -> None:
    """Sorted, one line for each, no line numbers, and marked in its first line as generated."""
    _write("stock", "shop")
    program("validate", "--write-baseline", "a.json")
    _write("shop", "shop-2", "stock")
    Path("catalog-info.yaml").write_text("\n\n" + Path("catalog-info.yaml").read_text("utf-8"))
    program("validate", "--write-baseline", "b.json")
    first, *lines = Path("a.json").read_text("utf-8").splitlines()
    assert "generated" in first
    assert "--write-baseline" in first
    assert lines[:-1] == sorted(lines[:-1])
    entries = json.loads(Path("a.json").read_text("utf-8"))["findings"]
    assert [{"path", "code", "message", "count"}] * len(entries) == [set(e) for e in entries]
    assert 2 == sum(entry["count"] for entry in entries)
    assert 3 == sum(e["count"] for e in json.loads(Path("b.json").read_text("utf-8"))["findings"])


def test_place_named_in_a_message_may_move(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines and the working directory stand in messages, and are no part of what is known."""
    _write("shop", "racks", text=OWNED, file="a/catalog-info.yaml")
    _write("shop", text=OWNED, file="b/catalog-info.yaml")
    assert 1 == program("validate").code
    program("validate", "--write-baseline", "known.json")
    _write("racks", "shop", text=OWNED, file="a/catalog-info.yaml")
    assert 0 == program("validate", "--baseline", "known.json").code
    monkeypatch.chdir("b")
    assert 0 == program("validate", "--baseline", "../known.json", "..").code


def test_locked_codes_are_never_known(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not written, and what was written before is reported again."""
    _write("shop")
    program("validate", "--write-baseline", "known.json")
    _lock(monkeypatch, "GP101")
    (remark,) = _judge(".").remarks
    assert remark.startswith("1 of the findings in known.json have a code that the organisation")
    assert 1 == program("validate", "--baseline", "known.json").code
    outcome = program("validate", "--write-baseline", "known.json")
    assert 0 == outcome.code
    assert "1 not written: the organisation has locked their codes" in outcome.out
    assert [] == json.loads(Path("known.json").read_text("utf-8"))["findings"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "known.json:1:1: the file is no JSON"),
        ("{\n<<<<<<< HEAD\n", "known.json:2:1: the file is no JSON"),
        ("[]", "known.json is no baseline"),
        ('{"version": 2}', "of another version than 1"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "is no baseline"),
        ('{"version": 1, "findings": [1]}', "is no baseline"),
        ("[" * 100_000, "is no baseline"),
    ],
)
def test_broken_file_exits_2(program: Program, text: str, message: str) -> None:
    """What is no baseline does not pass for an empty one."""
    Path("known.json").write_text(text, "utf-8")
    outcome = program("validate", "--baseline", "known.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert "write it with --write-baseline known.json" in outcome.err


def test_absent_file_exits_2(program: Program) -> None:
    """A mistyped name does not pass for an empty baseline."""
    outcome = program("validate", "--baseline", "known.json")
    assert 2 == outcome.code
    assert "known.json cannot be read: no such file or directory: write it" in outcome.err


def test_file_that_cannot_be_written_exits_2(program: Program) -> None:
    """A folder that is not there is a wrong call."""
    outcome = program("validate", "--write-baseline", "nowhere/known.json")
    assert 2 == outcome.code
    assert "cannot write nowhere/known.json: No such file or directory" in outcome.err

"""The catalogs that speed is measured on are what they say they are, and so is the measure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bench import catalog, evaluation, policies
from bench.catalog import Shape, generate, manifest_of
from bench.emit import emit
from bench.entities import entity
from bench.faults import FAULTS
from bench.judges import RULES, Judges
from bench.measure import FailedError, Program
from bench.plan import SHARES, plan
from goldenpath.engine import Options, validate
from goldenpath.policy import Admission
from tests.conftest import ROOT


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a catalog."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    """A catalog depends on its arguments alone, and on its seed among them."""
    generate(tmp_path / "a", Shape(100))
    generate(tmp_path / "b", Shape(100))
    generate(tmp_path / "c", Shape(100, seed=2))
    first, second, other = (contents(tmp_path / name) for name in "abc")
    assert (True, False) == (first == second, first == other)


@pytest.mark.parametrize(("documents", "per_file"), [(20, 1), (101, 1), (500, 7)])
def test_catalog_has_as_many_documents_as_asked_for(
    tmp_path: Path, documents: int, per_file: int
) -> None:
    """The number of documents is exact, and no file holds more of them than allowed."""
    manifest = generate(tmp_path / "catalog", Shape(documents, per_file, faults=0))
    files = [list(yaml.safe_load_all(path.read_text("utf-8"))) for path in _files(tmp_path)]
    assert (documents, manifest["files"]) == (sum(map(len, files)), len(files))
    assert per_file == max(map(len, files))


def test_catalog_has_every_kind() -> None:
    """Also the smallest catalog has an entity of each kind."""
    assert {*SHARES, "Component"} == {
        kind for kind, items in plan(20, 1, 0, 1).items.items() if items
    }


def test_text_says_what_the_entity_is() -> None:
    """Quotes, folds, lists in brackets and comments change nothing of what is read."""
    planned = plan(600, 1, 0, 1)
    for items in planned.items.values():
        for item in items:
            data, _ = entity(item, planned, planned.rng(item.kind, item.number))
            text = emit(data, planned.rng("emit", item.number))
            assert data == yaml.safe_load(text), text


@pytest.mark.parametrize("per_file", [1, 5])
def test_each_fault_is_found_and_causes_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, per_file: int
) -> None:
    """Every kind of fault is in the catalog, and the validator tells of each by its code alone."""
    manifest = generate(tmp_path / "catalog", Shape(500, per_file, faults=150))
    monkeypatch.chdir(tmp_path / "catalog")
    report = validate([Path()], Options(select=RULES.split(",")))
    known = {(item["path"], item["document"], item["code"]) for item in manifest["faults"]}
    found = {(item.path, item.document, item.code) for item in report.diagnostics}
    assert known == found
    assert {fault.code for fault in FAULTS} == {code for _, _, code in known}


def test_too_few_documents_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be made is an error of usage, and nothing is written."""
    arguments = ["catalog", str(tmp_path / "catalog"), "--documents", "19"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit, match="2"):
        catalog.main()
    assert "19 documents are too few: ask for 20 or more" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("liar", ["goldenpath", "backstage"])
def test_judges_that_differ_are_not_compared(tmp_path: Path, liar: str) -> None:
    """A fast judge that overlooks a document is no faster judge."""
    fault = {"path": "a.yaml", "document": 0, "code": "GP101", "severity": "error"}
    folder = tmp_path / "catalog"
    manifest_of(folder).write_text(json.dumps({"documents": 9, "faults": [fault]}), "utf-8")
    ours = {"diagnostics": [fault], "summary": {"documents": 9}}
    theirs = {"documents": 9, "rejected": [["a.yaml", 0, "no owner"]]}
    judges = Judges(tmp_path, tmp_path)
    _write(tmp_path, ours, theirs)
    assert judges.agreed(folder) == "both accept 8 and refuse 1; 0 more findings"
    if liar == "goldenpath":
        ours["diagnostics"] = []
    else:
        theirs["rejected"] = []
    _write(tmp_path, ours, theirs)
    with pytest.raises(FailedError, match=r"a\.yaml"):
        judges.agreed(folder)


def test_verdicts_that_are_measured_are_those_of_the_bare_engine() -> None:
    """Both pass each manifest, by the same expressions, and take some time for it."""
    found = evaluation.cases(evaluation.POLICIES)
    named = {policy.name for case in found for policy in case.policies.policies}
    assert len(named) > 20
    for case in found:
        [outcome] = case.policies.judge(Admission(case.manifest), now=evaluation.NOW)
        assert ("pass", True) == (outcome.result, bool(case.programs))
    measured = evaluation.measured(found[:3], rounds=1, repeated=1)
    assert 3 == measured["cases"]
    assert measured["bare"] > 0
    assert measured["ours"] > 0


def test_nothing_to_judge_is_no_measurement(tmp_path: Path) -> None:
    """A folder without policies is judged in no time."""
    with pytest.raises(FailedError, match="no policy"):
        evaluation.measured(evaluation.cases(tmp_path), rounds=1)


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        ("2 tests: 9 passed, 0 failed", "8 tests passed and 0 tests failed", "Kyverno 8"),
        ("2 tests: 9 passed, 0 failed", "nothing", "Kyverno nothing"),
        ("2 tests: 9 passed, 1 failed", "9 tests passed and 0 tests failed", "meets nothing"),
    ],
)
def test_runners_that_differ_are_not_compared(
    tmp_path: Path, ours: str, theirs: str, message: str
) -> None:
    """A test runner that meets fewer expectations is no faster one."""
    we, they = tmp_path / "ours.txt", tmp_path / "theirs.txt"
    we.write_text("2 tests: 9 passed, 0 failed\n", "utf-8")
    they.write_text("Test Summary: 10 tests passed and 0 tests failed\n", "utf-8")
    assert "both meet all 9 expectations" == policies.agreed(we, they)
    we.write_text(ours, "utf-8")
    they.write_text(theirs, "utf-8")
    with pytest.raises(FailedError, match=message):
        policies.agreed(we, they)


def test_the_tests_of_the_policies_pass_where_they_are_measured(tmp_path: Path) -> None:
    """Our runner meets every expectation of the platform's policies, and decides all of them."""
    command = [sys.executable, "-m", "goldenpath", "policy", "test"]
    runner = policies.runner(tmp_path, command, "goldenpath")
    assert 0 < runner.run().cpu
    assert " passed, 0 failed\n" in runner.output.read_text("utf-8")


def test_memory_of_a_program_is_what_it_held_at_most(tmp_path: Path) -> None:
    """What is given back before the end counts as well."""
    measured = (
        "import sys; from pathlib import Path; from bench.measure import Program; "
        "hold = (sys.executable, '-c', \"b'x' * 300_000_000; print()\"); "
        "print(Program(hold, Path(), Path('output')).run().peak)"
    )
    # By a program of its own, since the kernel counts what the one that starts another holds.
    done = subprocess.run(
        [sys.executable, "-c", measured],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert 285 < float(done.stdout) < 400


def test_program_that_fails_is_no_measurement(tmp_path: Path) -> None:
    """A program that ends at once is fast, and worth nothing."""
    program = Program((sys.executable, "-c", "raise SystemExit(3)"), tmp_path, tmp_path / "output")
    with pytest.raises(FailedError, match="ended with 3"):
        program.run()


def _write(folder: Path, ours: object, theirs: object) -> None:
    (folder / "goldenpath.json").write_text(json.dumps(ours), "utf-8")
    (folder / "backstage.json").write_text(json.dumps(theirs), "utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "catalog").rglob("*.yaml"))

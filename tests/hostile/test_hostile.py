"""Each hostile input: a verdict or a finding with a code, in bounded time and memory.

`make test` looks at the outcomes of what is quick, within this process; `make verify` runs the
validator on every input as a user would, and measures what it takes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenpath import helm
from goldenpath.cli import main
from tests.hostile.case import CASES, FILE, MARKER, NEIGHBOURS, Case, Findings
from tests.hostile.generate import main as generate
from tests.hostile.inputs import MODULES
from tests.hostile.run import MEGABYTES, SECONDS, Outcome, run

_OF_INPUT_AND_ENTITIES = ("GP0", "GP1")
"""Codes that say nothing of the organisation, and so hold in every fork."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that is removed at once: some inputs are large."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def _relevant(findings: Findings, case: Case) -> Findings:
    """Leave out what other rules say, unless the case is about them."""
    wanted = {code for pairs in case.expected.findings.values() for code, _ in pairs}
    relevant = {
        path: {pair for pair in pairs if pair[0] in wanted or pair[0][:3] in _OF_INPUT_AND_ENTITIES}
        for path, pairs in findings.items()
    }
    return {path: pairs for path, pairs in relevant.items() if pairs}


def _expected(case: Case) -> Findings:
    neighbours: Findings = {f"{name}/{FILE}": pairs for name, pairs in NEIGHBOURS.items() if pairs}
    return neighbours | {path: pairs for path, pairs in case.expected.findings.items() if pairs}


def _assert_expected(case: Case, folder: Path, outcome: Outcome) -> None:
    """What is expected is found, the neighbours are judged, nothing is run or left out."""
    assert not (folder / "repository" / MARKER).exists()
    assert case.expected.exit_code == outcome.exit_code, outcome.err
    if case.expected.says:
        assert case.expected.says in outcome.err
        return
    assert _expected(case) == _relevant(outcome.findings, case)
    assert case.expected.skipped == outcome.report["summary"]["skipped"]


def _skip_without_engine(case: Case) -> None:
    if case.needs_helm and helm.engine() is None:
        pytest.skip("no Helm engine: install goldenpath[helm]")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.slow])
def test_hostile_input_has_its_outcome(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A hostile file gets its verdict or its finding, and the files beside it get theirs."""
    case = CASES[name]
    _skip_without_engine(case)
    case.write(folder / "repository")
    monkeypatch.chdir(folder / "repository")
    code = main(["validate", "--no-cache", "--format", "json", *case.arguments, "."])
    out, err = capfd.readouterr()
    _assert_expected(case, folder, Outcome(code, out.encode(), err))


@pytest.mark.toolchain("python")
@pytest.mark.parametrize("name", list(CASES))
def test_hostile_input_takes_bounded_time_and_memory(folder: Path, name: str) -> None:
    """Run as a user would, the validator comes to the same end within its limits."""
    case = CASES[name]
    _skip_without_engine(case)
    outcome = run(case, folder, "--format", "json")
    assert outcome.seconds < SECONDS
    assert outcome.megabytes < MEGABYTES
    assert "Traceback" not in outcome.err
    _assert_expected(case, folder, outcome)


def test_every_module_of_inputs_registers_some() -> None:
    """An input in a module that nobody imports would never be judged."""
    folder = Path(__file__).with_name("inputs")
    assert {path.stem for path in folder.glob("[!_]*.py")} == {
        module.__name__.rpartition(".")[2] for module in MODULES
    }


def test_inputs_are_written_with_what_is_expected_of_them(tmp_path: Path) -> None:
    """The generator writes an input's repository, and beside it what must come of it."""
    name = "billion-laughs"
    generate(["--only", name, str(tmp_path)])
    described = json.loads((tmp_path / name / "expected.json").read_text("utf-8"))
    path = f"hostile/{FILE}"
    assert {path: [{"code": "GP004", "document": 0}]} == described["findings"]
    assert (tmp_path / name / "repository" / path).is_file()

"""How fast policies judge: one manifest beside the bare CEL binding, their tests beside Kyverno."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

from bench.evaluation import POLICIES
from bench.measure import FailedError, Program, in_turn
from bench.table import at_least, at_most, row, title
from tests.toolchains.kyverno import kyverno

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def evaluation(folder: Path, rounds: int) -> None:
    """Print what a verdict costs us, beside what the bare CEL binding takes for its expressions."""
    command = (sys.executable, "-m", "bench.evaluation", "--rounds", str(max(rounds, 3)))
    output = folder / "evaluation.json"
    Program(command, POLICIES.parent.parent, output, environment=_bytecode(folder)).run()
    found = json.loads(output.read_bytes())
    title("one policy on one manifest", "goldenpath", "bare CEL")
    part = found["ours"] / found["bare"]
    row("CPU µs a verdict", found["ours"], found["bare"], part, at_most(2, part))
    print(f"  {found['cases']} verdicts, all of them pass")


def suites(folder: Path, rounds: int) -> None:
    """Print what the tests of the platform's policies take us, beside Kyverno's command line."""
    if not shutil.which("go"):
        print("\nthe policies' tests: not measured, for go is not on PATH, which builds Kyverno")
        return
    ours = runner(folder, [sys.executable, "-m", "goldenpath", "policy", "test"], "goldenpath")
    theirs = runner(folder, [kyverno(), "test", "--require-tests"], "kyverno")
    ours.run()
    we, they = in_turn(rounds, ours, theirs)
    title("the policies' tests", "goldenpath", "Kyverno")
    faster = they.cpu / we.cpu
    row("CPU seconds", we.cpu, they.cpu, faster, at_least(20, faster))
    row("wall seconds", we.wall, they.wall, they.wall / we.wall)
    row("peak MB", we.peak, they.peak, they.peak / we.peak)
    print(f"  {agreed(ours.output, theirs.output)}")


def runner(folder: Path, command: Sequence[str | Path], name: str) -> Program:
    """Return a program that runs every test of the platform's policies."""
    root = POLICIES.parent.parent
    output = folder / f"suites-{name}.txt"
    target = POLICIES.relative_to(root)
    return Program([*command, target], root, output, environment=_bytecode(folder))


def _bytecode(folder: Path) -> dict[str, str]:
    # Bytecode is kept, as an installation does, but not in the checkout.
    return {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def agreed(ours: Path, theirs: Path) -> str:
    """Say how many expectations are met, by what both runners have printed.

    Raises:
        FailedError: one of them does not meet them all, or does not say.
    """
    we = re.search(r"(\d+) passed, 0 failed$", ours.read_text("utf-8"), re.MULTILINE)
    they = re.search(r"(\d+) tests passed and 0 tests failed", theirs.read_text("utf-8"))
    # Kyverno counts specs beside those that judge as well, by the chance in which rules are run.
    if not we or not they or int(they[1]) < int(we[1]):
        told = [f"{each[1]} expectations" if each else "nothing" for each in (we, they)]
        raise FailedError(f"goldenpath meets {told[0]}, Kyverno {told[1]}")
    return f"both meet all {we[1]} expectations"

"""A changed fact of goldenpath.yaml changes the files that one would expect, and no other."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from tests.deployment.derived import SECOND
from tests.e2e.conftest import Shell, copy_of_repository, goldenpath
from tests.e2e.facts import FACTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.fact import Fact


@pytest.fixture(scope="module")
def fork(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return the repository of another organisation, in sync and committed."""
    shell = copy_of_repository(root, tmp_path_factory.mktemp("facts"))
    _write(shell, SECOND)
    shell.run(*goldenpath("sync"))
    shell.commit("Our organisation")
    return shell


def _write(shell: Shell, facts: Any) -> None:
    # JSON is YAML.
    (shell.folder / "goldenpath.yaml").write_text(json.dumps(facts, indent=2), "utf-8")


def _changed(shell: Shell) -> set[str]:
    """Return what git sees as changed: `+` before what is new, `-` before what is gone."""
    listed = shell.run(
        "git", "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"
    )
    signs = {"??": "+", " D": "-", " M": ""}
    return {signs[entry[:2]] + entry[3:] for entry in listed.split("\0") if entry}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_fact_changes_what_speaks_of_it(fork: Shell, fact: Fact) -> None:
    """Each file that changes is expected to, and each expectation is met by a file."""
    facts = json.loads(json.dumps(SECOND))
    fact.change(facts)
    _write(fork, facts)
    fork.run(*goldenpath("sync"))
    try:
        changed = _changed(fork) - {"goldenpath.yaml"}
        surprises = {
            path for path in changed if not any(fnmatchcase(path, e) for e in fact.expected)
        }
        idle = {e for e in fact.expected if not any(fnmatchcase(path, e) for path in changed)}
        assert (set(), set()) == (surprises, idle)
    finally:
        fork.run("git", "reset", "--quiet", "--hard")
        fork.run("git", "clean", "--quiet", "--force", "-d")


def test_every_fact_is_in_the_table(root: Path) -> None:
    """Each key at the top of goldenpath.yaml is changed by a row, but for the format's version."""
    schema = json.loads((root / "schemas/goldenpath.schema.json").read_text("utf-8"))
    touched = set()
    for fact in FACTS:
        facts = json.loads(json.dumps(SECOND))
        fact.change(facts)
        touched |= {key for key in facts if facts[key] != SECOND.get(key)}
    assert schema["properties"].keys() - {"version"} == touched

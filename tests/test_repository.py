"""The repository's own rules: what is derived is in sync, what is written is within bounds."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from goldenpath.check import all_checks
from goldenpath.copier_templates import paths, questions
from goldenpath.organization import load
from goldenpath.sync import derive, differences

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for part in ("src", "tools", "tests") for path in (ROOT / part).rglob("*.py"))


def test_every_derived_file_is_in_sync() -> None:
    """`make sync` has nothing to do in what is committed."""
    derived = derive(ROOT, load(ROOT / "goldenpath.yaml"))
    assert [difference.path for difference in differences(ROOT, derived)] == []


def test_no_question_is_asked_twice() -> None:
    """Copier merges two questions of one name silently, so no name may repeat."""
    names = [question.name for question in questions(ROOT)]
    assert sorted(set(names)) == sorted(names)


def test_every_path_has_its_parts() -> None:
    """A golden path is questions, a skeleton, examples, and a word for who copies it directly."""
    for path in paths(ROOT):
        folder = ROOT / "templates" / path
        assert (folder / "questions.yml").is_file()
        assert (folder / "copier.yml").is_file()
        assert list((folder / "examples").glob("*.yml"))


def test_no_module_is_longer_than_300_lines() -> None:
    """A module that a reader cannot take in at once is split by noun."""
    long = {m.name: n for m in MODULES if (n := len(m.read_text("utf-8").splitlines())) > 300}
    assert {} == long


def test_no_function_is_longer_than_40_lines() -> None:
    """A function that does not fit the screen is split; its documentation does not count."""
    long = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (node.end_lineno or 0) - body[0].lineno + 1 > 40:
                    long.append(f"{module.name}:{node.name}")
    assert [] == long


def test_checks_have_documentation() -> None:
    """Each check tells its fault, why it matters, an example, and what to use instead."""
    for check in all_checks():
        headings = re.findall(r"^## (.+)$", check.doc, re.MULTILINE)
        assert check.summary.endswith("."), check.code
        assert headings == ["Why", "Example", "Use instead"], check.code


def test_check_modules_are_named_after_their_slugs() -> None:
    """One check, one file: the file's name is the slug."""
    for check in all_checks():
        module = check.module.rpartition(".")[2]
        assert check.slug == module.replace("_", "-")


@pytest.mark.parametrize("word", ["pypi.org", "pythonhosted", "registry.npmjs", "registry.yarnpkg"])
def test_no_file_names_a_package_registry(word: str) -> None:
    """The repository works behind any mirror: lock files carry versions and hashes alone."""
    done = subprocess.run(
        ["git", "grep", "-lI", "--untracked", word, "--", ":!tests/test_repository.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "" == done.stdout


def test_upstream_releases_are_no_version_to_copier() -> None:
    """Tags `goldenpath-X.Y.Z` are upstream's; plain ones belong to the organisation's templates."""
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - a dependency of Copier

    with pytest.raises(InvalidVersion):
        Version("goldenpath-1.2.3")

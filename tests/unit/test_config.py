"""`.goldenpath.yaml`: which one counts, what it changes, and what is wrong in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from goldenpath.check import all_checks
from goldenpath.config import Config, ConfigError, discover, glob, load
from goldenpath.diagnostic import Severity
from goldenpath.engine import Options, validate
from tests.organization import HERE, ROOT
from tests.unit.conftest import Program

OWNERLESS = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: shop\nspec: {}\n"
Lock = Callable[..., None]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Lock:
    """Return a function that locks codes for the organisation at hand."""

    def locked(*codes: str) -> None:
        organization = replace(HERE, locked=codes)
        monkeypatch.setattr("goldenpath.config.organization", lambda: organization)

    return locked


def _config(text: str, file: str = ".goldenpath.yaml") -> Config:
    Path(file).write_text(f"version: 1\n{text}", "utf-8")
    return load(Path(file))


def _refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        _config(text)
    return str(caught.value)


def _files(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(OWNERLESS, "utf-8")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["."], ".goldenpath.yaml"),
        (["a/b/c.yaml"], "a/.goldenpath.yaml"),
        (["a/b", "a/c.yaml"], "a/.goldenpath.yaml"),
        (["a/b", "d"], ".goldenpath.yaml"),
        (["a"], "a/.goldenpath.yaml"),
        (["repository/e"], None),
    ],
)
def test_nearest_above_all_paths_counts(
    tmp_path: Path, paths: list[str], expected: str | None
) -> None:
    """One file counts in a run, and none from beyond the root of the git repository."""
    _files("a/b/c.yaml", "a/c.yaml", "d/d.yaml", "repository/e/e.yaml")
    Path("repository/.git").write_text("gitdir: elsewhere\n", "utf-8")
    Path(".goldenpath.yaml").touch()
    Path("a/.goldenpath.yaml").touch()
    assert (tmp_path / expected if expected else None) == discover([Path(p) for p in paths])


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("a", ["a", "a/b", "a/b/c.yaml"], ["b/a", "ab", "A"]),
        ("./a/", ["a", "a/b"], ["b"]),
        ("*.yaml", ["x.yaml", ".yaml"], ["a/x.yaml", "xyaml"]),
        ("**/*.yaml", ["x.yaml", "a/b/x.yaml"], ["x.yml"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a"]),
        ("a/**/z", ["a/z", "a/b/c/z", "a/z/y"], ["a/bz"]),
        ("?.yaml", ["x.yaml"], ["xy.yaml", "/.yaml"]),
        ("[% if x %]", ["[% if x %]", "[% if x %]/a"], ["i", "[% if y %]"]),
        ("**", ["a", "a/b\n"], []),
    ],
)
def test_globs(pattern: str, matching: list[str], other: list[str]) -> None:
    """A glob names files, and folders with all that is below; brackets are only brackets."""
    found = [path for path in [*matching, *other] if glob(pattern).fullmatch(path)]
    assert matching == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "error"),
        ("ignore: [GP2]", "error"),
        ("ignore: [GP1]", None),
        ("ignore: [GP101]", None),
        ("select: [GP1, GP2]", "error"),
        ("select: [GP2]", None),
        ("severity: {GP1: info, GP101: warning}", "warning"),
        ("severity: {GP1: 'off'}", None),
        ("paths: [{path: a, ignore: [GP1]}]", None),
        ("paths: [{path: b, ignore: [GP1]}]", "error"),
        ("paths: [{path: a, select: [GP2]}]", None),
        ("severity: {GP1: info}\npaths: [{path: a, severity: {GP1: warning}}]", "warning"),
        ("ignore: [GP1]\npaths: [{path: a, severity: {GP1: warning}}]", None),
        ("exclude: [a/b.yaml]", None),
    ],
)
def test_level_of_a_code_in_a_file(text: str, expected: str | None) -> None:
    """Rules narrow what is reported, the longest prefix and the last rule decide severities."""
    level = _config(text).level("a/b.yaml", "GP101", Severity.ERROR)
    assert (Severity(expected) if expected else None) == level


def test_globs_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder from which one judges does not matter."""
    Path("a/b").mkdir(parents=True)
    config = _config("exclude: [b]", "a/.goldenpath.yaml")
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert config.excludes("x.yaml")
    assert not config.excludes("../x.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignored: [GP101]", "2:1: unknown field 'ignored'"),
        ("ignore: GP101", "2:9: ignore is 'GP101': must be a list"),
        ("ignore: [gp101]", "2:10: no check's code starts with 'gp101': did you mean GP101?"),
        ("ignore: [missing-ownr]", "did you mean GP101?"),
        ("select: [GP777]", "2:10: no check's code starts with 'GP777': `goldenpath explain`"),
        ("severity:\n  GP777: info", "3:3: no check's code starts with 'GP777'"),
        ("severity: {GP1: fatal}", "must be one of 'error', 'warning', 'info', 'off'"),
        ("exclude: [/etc]", "2:11: '/etc' is no path below this file's folder"),
        ("exclude: [a/../..]", "is no path below"),
        ("exclude: ['.']", "is no path below"),
        ("paths: [{path: a\\b, ignore: [GP1]}]", "is no path below"),
        ("paths: [{path: a}]", "nothing is said of these files"),
        ("paths: [{ignore: [GP1]}]", "'path' is missing"),
        ("ignore: []\nignore: []", "3:1: key 'ignore' is set twice"),
        ("---\nversion: 1", "3:1: a second document begins here"),
        ("a: [", "the file is no YAML document"),
    ],
)
def test_each_fault_is_refused(text: str, message: str) -> None:
    """What is wrong is told with file, line and remedy."""
    told = _refusal(text)
    assert told.startswith(".goldenpath.yaml:")
    assert message in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignore: [GP101]", "2:10: GP101 ignores GP101, which the organisation has locked: remove"),
        ("ignore: [GP1]", "GP1 ignores GP101, which"),
        ("severity: {GP1: warning}", "2:12: GP1: warning lowers GP101, which"),
        ("severity: {GP101: 'off'}", "GP101: off lowers GP101, which"),
        ("select: [GP2]", "2:1: select leaves out GP101, which"),
        ("paths: [{path: a, ignore: [GP10]}]", "GP10 ignores GP101, which"),
        ("paths:\n  - path: a\n    severity: {GP: info}", "4:16: GP: info lowers GP101, which"),
    ],
)
def test_locked_code_is_not_lowered(lock: Lock, text: str, message: str) -> None:
    """What the organisation has locked is refused where it is written, by prefix too."""
    lock("GP101")
    assert message in _refusal(text)


@pytest.mark.parametrize(
    "text",
    ["ignore: [GP102, GP2]", "severity: {GP1: info, GP101: error}", "select: [GP101]"],
)
def test_what_is_not_locked_stays_free(lock: Lock, text: str) -> None:
    """A lock holds its own codes only."""
    lock("GP101")
    assert Severity.ERROR is _config(text).level("a", "GP101", Severity.ERROR)


def test_many_locked_codes_are_counted(lock: Lock) -> None:
    """A message names the first few."""
    lock("GP1")
    assert "ignores GP101, GP102, GP103 and " in _refusal("ignore: [GP]")


def test_locked_codes_of_the_organisation_exist() -> None:
    """A lock on a mistyped code would hold nothing."""
    codes = [item.code for item in all_checks()]
    assert [] == [lock for lock in HERE.locked if not any(c.startswith(lock) for c in codes)]


def test_schema_is_a_schema() -> None:
    """Editors read the published schema."""
    schema = json.loads((ROOT / "schemas/config.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


def test_file_is_obeyed_unless_told_otherwise(program: Program) -> None:
    """The nearest file counts by itself, another by --config, none by --no-config."""
    _files("catalog-info.yaml")
    _config("severity: {GP1: warning}")
    _config("ignore: [GP1]", "other.yaml")
    assert 0 == program("validate").code
    assert 1 == program("validate", "--no-config").code
    assert "1 warning" in program("validate", "catalog-info.yaml").out
    assert "no findings" in program("validate", "--config", "other.yaml").out


def test_command_line_wins(program: Program) -> None:
    """A code that --select names is reported whatever the file leaves out."""
    _files("catalog-info.yaml")
    _config("ignore: [GP1]\nseverity: {GP101: 'off'}\npaths: [{path: '**', ignore: [GP101]}]")
    assert 0 == program("validate").code
    assert 1 == program("validate", "--select", "GP101").code
    assert 0 == program("validate", "--select", "GP1", "--ignore", "GP101").code


def test_excluded_files_are_not_read(program: Program) -> None:
    """Neither in a folder nor by name, as pre-commit would give them; the latter is said."""
    _files("in/a.yaml", "out/b.yaml")
    _config("exclude: [out]")
    report = json.loads(program("validate", ".", "--format", "json").out)
    assert 2 == report["summary"]["files"]
    told = validate([Path("out/b.yaml")], Options(config=load(Path(".goldenpath.yaml"))))
    assert (0, ()) == (told.files, told.diagnostics)
    assert ("1 given path(s) excluded by the configuration: --no-config judges them",) == (
        told.remarks
    )


def test_wrong_file_exits_2(program: Program) -> None:
    """Nothing is judged by half a configuration."""
    _files("catalog-info.yaml")
    Path(".goldenpath.yaml").write_text("version: 1\nignroe: [GP1]\n", "utf-8")
    outcome = program("validate", ".")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("goldenpath: .goldenpath.yaml:2:1: unknown field 'ignroe'")


def test_link_to_nowhere_is_told(program: Program) -> None:
    """A configuration that cannot be read is not passed over."""
    Path(".goldenpath.yaml").symlink_to("gone.yaml")
    outcome = program("validate", ".")
    assert 2 == outcome.code
    assert ".goldenpath.yaml cannot be read: no such file" in outcome.err


def test_config_and_no_config_exclude_each_other(program: Program) -> None:
    """A contradiction is a wrong call."""
    assert 2 == program("validate", "--config", "x", "--no-config").code

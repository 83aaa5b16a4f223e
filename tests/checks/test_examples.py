"""The examples of each check: a bad one fires its marks and nothing else, a good one nothing.

An example lies in `<code>-<slug>/{good,bad}/`. The line of an expected finding ends in the comment
`# expect: GP101`; where a comment is impossible, `expect.yaml` beside the two folders lists code,
path and line. The examples are written for the example organisation and translated to the
organisation of this repository, so that they hold in a fork.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from goldenpath import engine, helm
from goldenpath.check import all_checks
from goldenpath.linters import LINTERS, find
from goldenpath.organization import organization
from tests.conftest import STRICT

if TYPE_CHECKING:
    from collections.abc import Callable

    from goldenpath.check import Check

HERE = Path(__file__).resolve().parent
CHECKS = [check for check in all_checks() if check.module.startswith("goldenpath.checks.")]
FOLDERS = sorted(path for path in HERE.iterdir() if path.name.startswith("GP"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The day on which exceptions hold or have ended."""
MARK = re.compile(r"# expect: (GP\d{3}(?:, GP\d{3})*)$", re.MULTILINE)

Finding = tuple[str, int, str]


@cache
def facts() -> dict[str, str]:
    """Return this organisation's words for those of the example organisation."""
    here = organization()
    system = here.systems[0]
    return {
        "platform.acme.example": here.api_group,
        "group:default/checkout": system.owner,
        "Group:default/checkout": "G" + system.owner[1:],
        "acme.example": here.label_prefix,
        "checkout": system.owner.rpartition("/")[2],
        "storefront": system.name,
        "commerce": system.domain,
        "cc-1001": here.cost_centers[0],
    }


def build_unreadable(folder: Path) -> None:
    """Make the files that no repository can hold, or that no editor would keep as they are."""
    (folder / "bad").mkdir()
    (folder / "bad" / "latin1.yaml").write_bytes("title: Größe\n".encode("latin-1"))
    (folder / "bad" / "utf16.yaml").write_text("title: x\n", "utf-16")
    (folder / "bad" / "nowhere.yaml").symlink_to("gone.yaml")
    os.mkfifo(folder / "bad" / "pipe.yaml")
    (folder / "good" / "mark.yaml").write_text("title: x\n", "utf-8-sig")


def build_secrets(folder: Path) -> None:
    """Write what looks like secrets, put together here: no scanner shall find them in this file."""
    key = "-----BEGIN " + "RSA PRIVATE KEY-----"
    github, aws = "ghp_" + "a1B2" * 9, "AKIA" + "ABCDEFGH12345678"
    slack = "xoxb-" + "1234567890-abc"
    address = "postgresql://orders:" + "Zae7ahk0" + "@db.internal/orders"
    files = {
        "config.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\ndata:\n"
            f"  url: {address} # expect: GP506\n  slack: {slack} # expect: GP506\n"
        ),
        "chart/Chart.yaml": "apiVersion: v2\nname: orders\nversion: 0.1.0\n",
        "chart/values.yaml": f"token: {github} # expect: GP506\n",
        "chart/templates/config.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\ndata:\n"
            f"  key: {aws} # expect: GP506\n  token: {{{{ .Values.token }}}}\n"
        ),
        ".github/workflows/ci.yml": (
            "name: ci\non: push\npermissions: {}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n"
            f"    env:\n      KEY: {key} # expect: GP506\n    steps:\n      - run: make test\n"
        ),
        "Dockerfile": f"FROM debian:13.1\n# expect in expect.yaml\nENV VALUE={github}\n",
    }
    for name, text in files.items():
        (folder / "bad" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bad" / name).write_text(text, "utf-8")


BUILDERS: dict[str, Callable[[Path], None]] = {
    "GP003-unreadable-file": build_unreadable,
    "GP506-secret-literal": build_secrets,
}
ENGINES = {linter.code: linter.name for linter in LINTERS}
"""The programs without which there is nothing to see in the examples of a check."""


@pytest.fixture
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Copy the examples of a check to an empty place, translated and complete."""
    original: Path = request.param
    folder = tmp_path / original.name
    shutil.copytree(original, folder)
    words = re.compile(rf"\b({'|'.join(map(re.escape, facts()))})\b")
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            path.write_text(words.sub(lambda found: facts()[found[0]], text), "utf-8")
    build = BUILDERS.get(original.name)
    if build is not None:
        build(folder)
    return folder


def expected(folder: Path) -> list[Finding]:
    """Return the marks of the bad examples and what the sidecar lists."""
    sidecar = folder / "expect.yaml"
    listed = yaml.safe_load(sidecar.read_text("utf-8")) if sidecar.is_file() else []
    found = [(item["path"], item["line"], item["code"]) for item in listed]
    named = {path for path, _, _ in found}
    for path in (folder / "bad").rglob("*"):
        shown = path.relative_to(folder).as_posix()
        if path.is_file() and shown not in named:
            text = path.read_text("utf-8")
            for mark in MARK.finditer(text):
                line = text.count("\n", 0, mark.start()) + 1
                found.extend((shown, line, code) for code in mark[1].split(", "))
    return sorted(found)


def judged(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Return what the validator finds in the examples `name`."""
    if helm.engine() is None and any(folder.rglob("Chart.yaml")):
        if STRICT:
            pytest.fail("a chart cannot be rendered: there is no Helm engine")
        pytest.skip("a chart cannot be rendered: there is no Helm engine")
    engine_of_it = ENGINES.get(folder.name[:5])
    if engine_of_it and find(engine_of_it) is None:
        pytest.skip(f"there is no {engine_of_it}: the toolchain tests build what Python has not")
    monkeypatch.chdir(folder)
    # Examples are tried on their own policies: those of the organisation are about much else.
    options = engine.Options(policies=(Path("policies"),), now=NOW)
    if not Path("policies").is_dir():
        options = replace(options, ignore=("GP3",))
    report = engine.validate([Path(name)], options)
    return sorted((item.path, item.span.start.line, item.code) for item in report.diagnostics)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_each_check_has_examples(check: Check) -> None:
    """A check without a good and a bad example is not finished."""
    folder = HERE / f"{check.code}-{check.slug}"
    builds = folder.name in BUILDERS
    assert [builds or any((folder / name).rglob("*")) for name in ("good", "bad")] == [True, True]


def test_each_example_belongs_to_a_check() -> None:
    """A folder that no check runs proves nothing."""
    assert [path.name for path in FOLDERS] == [f"{check.code}-{check.slug}" for check in CHECKS]


@pytest.mark.parametrize("workspace", FOLDERS, ids=lambda path: path.name, indirect=True)
def test_bad_example_fires_its_marks_alone(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each mark is a finding on its line, there is no finding without one, and one is its own."""
    marks = expected(workspace)
    assert judged(workspace, "bad", monkeypatch) == marks
    assert {code for _, _, code in marks} == {workspace.name[:5]}


@pytest.mark.parametrize("workspace", FOLDERS, ids=lambda path: path.name, indirect=True)
def test_good_example_fires_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No check at all has anything to say about a good example."""
    assert [] == judged(workspace, "good", monkeypatch)

"""An organisation without a portal: nothing speaks of the catalog, and the rest works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Shell, copy_of_repository, goldenpath
from tests.organization import OWNER, SYSTEM

WHO = ("--defaults", "-d", f"owner={OWNER}", "-d", f"system={SYSTEM}")
BIRTHS = (
    ("service", "-d", "language=python", "-d", "database=true", "-d", "pagerduty_service=PABC123"),
    ("service", "-d", "language=go", "-d", "api=none", "-d", "exposure=public"),
    ("database",),
    ("environment",),
)
WORDS = ("backstage", "catalog", "techdocs")
ENTITY = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: NOT VALID}\n"


@pytest.fixture(scope="module")
def fork(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a fork that says `portal: none`, synced, committed and tagged."""
    shell = copy_of_repository(root, tmp_path_factory.mktemp("fork"))
    facts = shell.folder / "goldenpath.yaml"
    facts.write_text(f"{facts.read_text('utf-8')}\nportal: none\n", "utf-8")
    shell.run(*goldenpath("sync"))
    shell.commit("Our organisation", "1.0.0")
    return shell


@pytest.fixture(scope="module")
def born(fork: Shell, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a newborn of each path."""
    folders = []
    for path, *answers in BIRTHS:
        folder = tmp_path_factory.mktemp("born") / "accounts"
        fork.run(*goldenpath("new", path, folder, *WHO, *answers))
        folders.append(folder)
    return folders


def test_nothing_is_mirrored(fork: Shell) -> None:
    """Forms and catalog are removed, as is the platform's own entity, and nothing is stale."""
    assert [] == sorted((fork.folder / "backstage/templates").rglob("*.yaml"))
    assert not (fork.folder / "catalog-info.yaml").exists()
    derived = [
        file
        for file in (fork.folder / "backstage/catalog").rglob("*.yaml")
        if "GENERATED" in file.read_text("utf-8")
    ]
    assert [] == derived
    assert "everything is in sync\n" == fork.run(*goldenpath("sync", "--check"))
    assert "everything is in sync\n" == fork.run(*goldenpath("mirror", "--check"))


def test_newborns_do_not_speak_of_the_catalog(born: list[Path]) -> None:
    """Neither by a file nor by a word in one."""
    said = [
        f"{file.relative_to(folder)}: {word}"
        for folder in born
        for file in sorted(folder.rglob("*"))
        for word in WORDS
        if word in file.name or (file.is_file() and word in file.read_text("utf-8").lower())
    ]
    assert [] == said


def test_newborns_validate_clean(fork: Shell, born: list[Path]) -> None:
    """The validator judges charts, manifests, workflows and claims as ever."""
    for folder in born:
        fork.run(*goldenpath("validate", "--strict", "--fail-on", "warning", folder))


def test_no_finding_is_made_of_entities(fork: Shell, tmp_path: Path) -> None:
    """Nobody reads them, so a file of them is skipped and counted, whatever is wrong with it."""
    (tmp_path / "catalog-info.yaml").write_text(ENTITY, "utf-8")
    (tmp_path / "more.yaml").write_text(ENTITY, "utf-8")
    report = json.loads(fork.run(*goldenpath("validate", "--format", "json", tmp_path)))
    assert [] == report["diagnostics"]
    assert 2 == report["summary"]["skipped"]

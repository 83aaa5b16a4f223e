"""Copies of the repository in which a test may do what a platform team does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAMS = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
"""The search path with this environment's programs first: copier, goldenpath."""


@dataclass(frozen=True)
class Shell:
    """Runs programs as a user would, in a folder and an environment."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *command: object, code: int = 0) -> str:
        """Run a command, hold its exit code against `code`, return what it printed."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.folder,
            env={**os.environ, "PATH": PROGRAMS, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert code == done.returncode, f"{command}\n{done.stdout}"
        return done.stdout

    def commit(self, message: str, tag: str | None = None) -> None:
        """Commit everything in the folder, and tag it."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", message)
        if tag:
            self.run("git", "tag", tag)


def copy_of_repository(root: Path, folder: Path) -> Shell:
    """Copy what git tracks or would track into `folder`, as a clone of today's state would have."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    shell = Shell(folder, {"PYTHONPATH": str(folder / "src")})
    shell.run("git", "init", "--quiet", "--initial-branch", "main")
    return shell


def goldenpath(*arguments: object) -> list[object]:
    """Return the command line of the program as a module, found by PYTHONPATH first."""
    return [sys.executable, "-m", "goldenpath", *arguments]


@pytest.fixture(scope="session")
def upstream(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a copy of this repository with one commit and upstream's release tag."""
    shell = copy_of_repository(root, tmp_path_factory.mktemp("upstream"))
    shell.commit("Upstream", "goldenpath-0.1.0")
    return shell

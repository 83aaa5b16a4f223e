"""A living repository takes its template's news, by Copier's three-way merge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from copier import run_update
from copier.errors import CopierError
from plumbum.commands.processes import ProcessExecutionError

from goldenpath.copier_templates.git import git as _git
from goldenpath.copier_templates.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANSWERS_FILE = ".copier-answers.yml"


class UpdateError(Exception):
    """The repository cannot be updated; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: versions before and after, and the files left in conflict."""

    before: str
    after: str
    conflicts: tuple[str, ...]


def update(folder: Path, ref: str | None, started: Callable[[], None]) -> Updated:
    """Update the repository in `folder` to the template's newest version, or to `ref`.

    Args:
        folder: the repository's root.
        ref: the version of the template; None for its newest version tag.
        started: called before the template is fetched, when the folder is found in order.

    Raises:
        UpdateError: no answers file, no git repository, uncommitted changes, or Copier refused.
    """
    before = _version(folder)
    changes = _git(folder, "status", "--porcelain")
    if changes is None:
        raise UpdateError(f"{folder} is no git repository: run git init and commit what is there")
    if changes:
        raise UpdateError(f"{folder} has uncommitted changes: commit or stash them first")
    started()
    try:
        with quietly():
            run_update(str(folder), vcs_ref=ref, defaults=True, overwrite=True, quiet=True)
    except (CopierError, ValueError) as error:
        raise UpdateError(" ".join(str(error).split())) from error
    except ProcessExecutionError as error:
        said = error.stderr.strip().splitlines() or [f"it ended with {error.retcode}"]
        raise UpdateError(f"git failed: {said[-1]}") from error
    return Updated(before, _version(folder), tuple(_conflicts(folder)))


def _version(folder: Path) -> str:
    path = folder / ANSWERS_FILE
    try:
        answers = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UpdateError(
            f"{folder} has no {ANSWERS_FILE}: update a repository that was born by a golden path"
        ) from None
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise UpdateError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(answers, dict) or "_src_path" not in answers:
        raise UpdateError(f"{path} names no template: restore it from git")
    return str(answers.get("_commit", "unknown"))


def _conflicts(folder: Path) -> list[str]:
    """Return the files that a merge left in conflict, by git's index and Copier's `.rej` files."""
    listed = _git(folder, "diff", "--name-only", "--diff-filter=U", "-z", "--relative") or ""
    unmerged = [name for name in listed.split("\0") if name]
    rejected = [path.relative_to(folder).as_posix() for path in folder.rglob("*.rej")]
    return sorted({*unmerged, *rejected})
